using Nbpf.Linux.Perf;
using Nbpf.Linux.Xdp;
using Nbpf.Readers;
using Nbpf.Syscall;
using Nbpf.Testing;
using Nbpf.Testing.Resources;
using Xunit;

namespace Nbpf.Linux.Tests.Readers;

/// <summary>What readers open and map is closed and unmapped. Alone, because other tests open and map meanwhile.</summary>
[Collection(typeof(Alone))]
public sealed class ReaderLeakTests
{
    [Fact]
    public void RingBuffers_OpenedAndDisposed_LeaveNothingBehind()
    {
        Assert.SkipUnless(LinuxOracle.IsAvailable(out string reason), reason);
        Assert.SkipUnless(ClangCompiler.IsAvailable(out reason), reason);
        using RingObject rings = new();
        AssertNoLeak(() =>
        {
            using RingBufferReader reader = new(rings.Events, rings.Others);
            using UserRingBuffer user = new(rings.Commands);
            Assert.True(user.TryWrite(new byte[8]));
            Assert.Equal(1, rings.Drain());
            Assert.Equal(1, reader.Poll(Timeout.InfiniteTimeSpan, _ => { }));
            Assert.Throws<ArgumentException>(() => new RingBufferReader(rings.Events, rings.Commands));
        });
    }

    [Fact]
    public void PerfBuffer_OpenedAndDisposed_LeavesNothingBehind()
    {
        Assert.SkipUnless(LinuxOracle.IsAvailable(out string reason), reason);
        using IBpf kernel = LinuxOracle.Open();
        using BpfMap map = BpfMap.Create(kernel, new MapSpec("events", MapType.PerfEventArray) { KeySize = 4, ValueSize = 4, MaxEntries = (uint)kernel.PossibleCpuCount });
        AssertNoLeak(() =>
        {
            using PerfBuffer buffer = new(map, new() { PagesPerCpu = 2 });
            Assert.Equal(0, buffer.Poll(TimeSpan.Zero, (_, _) => { }));
        });
    }

    [Fact]
    public void XskSocket_OpenedAndDisposed_LeavesNothingBehind()
    {
        Assert.SkipUnless(NetworkNamespace.IsAvailable(out string reason), reason);
        using NetworkNamespace network = NetworkNamespace.Create();
        network.Run(() => AssertNoLeak(() =>
        {
            using Umem umem = new(new() { FrameCount = 64 });
            using XskSocket first = OpenOnceFree(umem, network.InterfaceIndex), second = new(umem, network.InterfaceIndex, 0);
            using Umem other = new(new() { FrameCount = 64 });
            Assert.Throws<BpfException>(() => new XskSocket(other, network.InterfaceIndex, 0));
        }));
    }

    /// <summary>Linux lets go of the queue of a closed socket in the background.</summary>
    private static XskSocket OpenOnceFree(Umem umem, int interfaceIndex)
    {
        while (true)
        {
            try
            {
                return new XskSocket(umem, interfaceIndex, 0);
            }
            catch (BpfException error) when (error.Errno == Errno.EBUSY)
            {
                Thread.Yield();
            }
        }
    }

    private static void AssertNoLeak(Action action)
    {
        action();
        (int Fds, int Mappings) before = Count();
        for (int i = 0; i < 20; i++) action();
        Assert.Equal(before, Count());
    }

    private static (int Fds, int Mappings) Count() => (
        Directory.GetFiles("/proc/self/fd").Count(path => IsOurs(new FileInfo(path).LinkTarget)),
        File.ReadLines("/proc/self/maps").Count(IsOurs));

    private static bool IsOurs(string? name) => name is not null && (name.Contains("anon_inode", StringComparison.Ordinal) || name.Contains("socket:", StringComparison.Ordinal));
}
