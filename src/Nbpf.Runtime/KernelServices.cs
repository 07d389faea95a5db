using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Helpers;
using Nbpf.Runtime.Links;
using Nbpf.Runtime.Maps;
using Nbpf.Runtime.Memory;
using Nbpf.Runtime.Objects;
using Nbpf.Runtime.Programs;
using Nbpf.Runtime.Rewrite;
using Nbpf.Runtime.Runs;

namespace Nbpf.Runtime;

/// <summary>The parts of one in-process kernel. Only the kernel itself knows them all: commands, programs and runs get those that they work with.</summary>
internal sealed class KernelServices : IDisposable, IReclaimable
{
    // Freed memory that checked kernels keep to find who still uses it.
    private const ulong QuarantineBytes = 16 << 20;

    private readonly ulong cpuNumbers;

    /// <summary>Makes a kernel's parts, empty.</summary>
    public KernelServices(BpfRuntimeOptions options)
    {
        Options = options;
        GracePeriods = new GracePeriods(options.CpuCount);
        Cpus = new LogicalCpus(GracePeriods);
        Objects = new ObjectTable(GracePeriods, options.ObjectLimit, options.DescriptorLimit);
        FileSystem = new BpfFileSystem(Objects, options.NameLimit);
        Heap = new NativeHeap(options.MemoryLimitBytes, options.Engine == ExecutionEngine.CheckedInterpreter ? QuarantineBytes : 0);
        PerCpu = new PerCpuHeap(Heap, options.CpuCount);
        Functions = new KernelFunctionTable();
        Maps = new MapEnvironment(Heap, PerCpu, Objects, MapFunctions.Register(Functions));
        HelperCatalog.All.Register(Functions);
        LegacyPacketLoads.Register(Functions);
        Runs = new RunServices(Cpus, new RunWatch(Cpus), Heap, Objects, options.Clock, Trace, options.RunBudget);
        Programs = new ProgramServices(Heap, Objects, options.Clock, options.Engine, Statistics);
        cpuNumbers = WriteCpuNumbers();
        Rewriter = new Rewriter(HelperCatalog.All, Functions, cpuNumbers);
    }

    /// <summary>What the kernel was made with.</summary>
    public BpfRuntimeOptions Options { get; }

    /// <summary>Delays frees while runs may hold pointers.</summary>
    public GracePeriods GracePeriods { get; }

    /// <summary>Where runs get their CPU.</summary>
    public LogicalCpus Cpus { get; }

    /// <summary>What runs of programs take from the kernel.</summary>
    public RunServices Runs { get; }

    /// <summary>What programs take from it.</summary>
    public ProgramServices Programs { get; }

    /// <summary>Ids and file descriptors.</summary>
    public ObjectTable Objects { get; }

    /// <summary>Pinned names.</summary>
    public BpfFileSystem FileSystem { get; }

    /// <summary>Native memory.</summary>
    public NativeHeap Heap { get; }

    /// <summary>Per-CPU memory.</summary>
    public PerCpuHeap PerCpu { get; }

    /// <summary>The functions that programs may call.</summary>
    public KernelFunctionTable Functions { get; }

    /// <summary>What maps take from the kernel.</summary>
    public MapEnvironment Maps { get; }

    /// <summary>Makes xlated programs.</summary>
    public Rewriter Rewriter { get; }

    /// <summary>Interfaces, and what is attached to them.</summary>
    public NetworkHooks Network { get; } = new();

    /// <summary>Events, by name.</summary>
    public Tracepoints Tracepoints { get; } = new();

    /// <summary>Whether runs are counted.</summary>
    public RunStatistics Statistics { get; } = new();

    /// <summary>What programs print.</summary>
    public TraceLog Trace { get; } = new();

    /// <summary>
    /// Closes all descriptors. Memory goes as soon as nobody can reach it: at once, or with the runs and commands in progress, with the mapping, the
    /// poll or the socket that still holds an object.
    /// </summary>
    public void Dispose()
    {
        Objects.CloseAll();
        FileSystem.ReleaseAll();
        Network.RemoveAll();
        Runs.Close();
        GracePeriods.Retire(this, (nint)cpuNumbers);
        GracePeriods.TryReclaim();
    }

    unsafe void IReclaimable.Reclaim(nint item) => PerCpu.Free((void*)item, sizeof(uint));

    // Each CPU's number, in its own per-CPU copy: inlined bpf_get_smp_processor_id reads it there.
    private unsafe ulong WriteCpuNumbers()
    {
        byte* numbers = PerCpu.TryAllocate(sizeof(uint));
        if (numbers == null)
            throw new InsufficientMemoryException("The kernel's memory limit is too small for its own tables.");
        // SAFETY: the allocation has one copy per CPU at this stride.
        for (int cpu = 0; cpu < Options.CpuCount; cpu++)
            *(uint*)(numbers + (ulong)cpu * PerCpuHeap.StrideBytes) = (uint)cpu;
        return (ulong)numbers;
    }
}
