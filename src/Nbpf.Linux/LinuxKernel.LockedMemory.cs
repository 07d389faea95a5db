using Nbpf.Features;
using Nbpf.Syscall;

namespace Nbpf.Linux;

/// <content>Commands whose memory old kernels count against RLIMIT_MEMLOCK.</content>
public sealed partial class LinuxKernel
{
    private int memoryWasAsked;

    /// <summary>Runs a command that creates something; EPERM may mean that the limit of locked memory is too low, which is then raised, once.</summary>
    private SysResult RunCharged(BpfCommand command, Span<byte> attributes)
    {
        SysResult result = BpfSystemCall.Run(command, attributes);
        if (result.Errno != Errno.EPERM || Interlocked.Exchange(ref memoryWasAsked, 1) != 0) return result;
        if (!LockedMemoryLimit.Counts(KernelFeatures.Of(this).MemoryCgroupAccounting, Version)) return result;
        LockedMemoryLimit.Raise();
        return BpfSystemCall.Run(command, attributes);
    }
}
