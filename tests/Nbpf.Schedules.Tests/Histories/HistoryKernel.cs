using Nbpf.Isa;
using Nbpf.Runtime;
using Nbpf.Runtime.Maps;
using Nbpf.Schedules.Tests.Scheduling;
using Nbpf.Syscall;

namespace Nbpf.Schedules.Tests.Histories;

/// <summary>A kernel that is used for one history after the other. In between nothing may be left in it.</summary>
internal sealed class HistoryKernel
{
    private readonly ulong emptyBytes;
    private readonly int emptyBlocks;

    /// <summary>Makes a kernel.</summary>
    public HistoryKernel()
    {
        TestScheduler.Join(null, Memory);
        Bpf = new BpfRuntime(new BpfRuntimeOptions { CpuCount = 2, Engine = ExecutionEngine.Interpreter, MemoryLimitBytes = 64 << 20 });
        emptyBytes = Services.Heap.UsedBytes;
        emptyBlocks = Services.Heap.BlockCount;
        TestScheduler.Join(null, null);
    }

    /// <summary>The kernel.</summary>
    public BpfRuntime Bpf { get; }

    /// <summary>Its parts.</summary>
    public KernelServices Services => Bpf.Services;

    /// <summary>Its memory.</summary>
    public MemoryWatch Memory { get; } = new();

    /// <summary>Keys of a map: all but the third share a bucket.</summary>
    public static uint[] Keys { get; } = FindKeys();

    /// <summary>Makes a map.</summary>
    public int Create(MapType type, uint keySize, uint valueSize, uint maxEntries, MapFlags flags = MapFlags.None, int innerFd = 0)
    {
        if (type is MapType.Hash or MapType.PerCpuHash or MapType.LruHash or MapType.HashOfMaps)
            flags |= MapFlags.ZeroSeed;
        return Value(Bpf.MapCreate(new MapCreateAttributes { Type = type, KeySize = keySize, ValueSize = valueSize, MaxEntries = maxEntries, Flags = flags, InnerMapFd = innerFd }));
    }

    /// <summary>Loads a socket filter.</summary>
    public int Load(params Instruction[] program)
        => Value(Bpf.ProgLoad(new ProgLoadAttributes { Type = ProgramType.SocketFilter, License = "GPL", Instructions = program }, [], out _));

    /// <summary>The result of a command that must not fail.</summary>
    public static int Value(SysResult result) => result.IsError ? throw new ScheduleFaultException($"a command failed: {result}") : result.Value;

    /// <summary>Closes everything and looks for what is left.</summary>
    public void EndHistory()
    {
        Services.Objects.CloseAll();
        Services.GracePeriods.TryReclaim();
        if (Services.GracePeriods.PendingCount != 0)
            throw new ScheduleFaultException($"{Services.GracePeriods.PendingCount} retired objects are left");
        foreach (BpfObjectKind kind in Enum.GetValues<BpfObjectKind>())
        {
            if (Services.Objects.NextId(kind, 0, out uint id) == Errno.None)
                throw new ScheduleFaultException($"{kind} {id} is left");
        }
        if (Services.Heap.UsedBytes != emptyBytes || Services.Heap.BlockCount != emptyBlocks)
            throw new ScheduleFaultException($"{(long)(Services.Heap.UsedBytes - emptyBytes)} bytes in {Services.Heap.BlockCount - emptyBlocks} blocks are left");
        Memory.EndSchedule();
    }

    private static unsafe uint[] FindKeys()
    {
        const uint mask = 15;
        uint[] shared = [.. Enumerable.Range(0, 1_000).Select(key => (uint)key).Where(key => Bucket(key) == Bucket(0)).Take(3)];
        uint other = 1;
        while ((Bucket(other) & 3) == (Bucket(0) & 3))
            other++;
        return [shared[0], shared[1], other, shared[2]];

        static uint Bucket(uint key) => (uint)KeyHash.Of4(key, 0) & mask;
    }
}
