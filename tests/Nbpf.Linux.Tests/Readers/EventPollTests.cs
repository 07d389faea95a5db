using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Linux.Tests.Readers;

public sealed class EventPollTests
{
    /// <summary>A signal does not start the time anew.</summary>
    [Fact]
    public void Wait_WhileSignalsCome_EndsAfterItsTime()
    {
        Assert.SkipUnless(LinuxOracle.IsAvailable(out string reason), reason);
        Assert.Equal(SysResult.Ok, EventPoll.Create(out EventPoll? poll));
        using (poll)
            Assert.True(Signals.LeaveRoomFor(() => Assert.Equal(new SysResult(0), poll!.Wait(new int[1], 200))));
    }
}
