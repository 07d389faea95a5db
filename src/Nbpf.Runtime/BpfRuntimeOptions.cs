using Nbpf.Runtime.Helpers;

namespace Nbpf.Runtime;

/// <summary>How an in-process kernel is made.</summary>
public sealed record BpfRuntimeOptions
{
    /// <summary>The most logical CPUs.</summary>
    public const int MaximumCpuCount = RingBuffers.Ring.MaximumCpuCount;

    /// <summary>Number of logical CPUs, at most <see cref="MaximumCpuCount"/>: how many runs go on at the same time, and how many slots a per-CPU value has.</summary>
    public int CpuCount { get; init; } = Environment.ProcessorCount;

    /// <summary>The most native memory that maps and programs may take, in bytes; past it commands answer ENOMEM. By default what the machine or container has.</summary>
    public ulong MemoryLimitBytes { get; init; } = (ulong)GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>How programs are executed. Where code cannot be generated, <see cref="ExecutionEngine.Jit"/> stands for <see cref="ExecutionEngine.Interpreter"/>.</summary>
    public ExecutionEngine Engine { get; init; } = ExecutionEngine.Jit;

    /// <summary>
    /// How long one run of a program may take, unless whoever asks for it says otherwise (<see cref="BpfRunLimits"/>): 10 seconds by default;
    /// <see cref="Timeout.InfiniteTimeSpan"/> for any time. A run that takes longer is ended: a test run answers ETIMEDOUT, a hook takes its type's
    /// failing verdict. Some tens of milliseconds may pass before it is noticed. Commands that wait for runs wait no longer than this.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is neither positive nor infinite.</exception>
    public TimeSpan RunBudget
    {
        get;
        init => field = BpfRunLimits.CheckBudget(value);
    } = TimeSpan.FromSeconds(10);

    /// <summary>The time that programs see.</summary>
    public IKernelClock Clock { get; init; } = new SystemClock();

    /// <summary>
    /// The types of a kernel, such as <see cref="Btf.ReadFile"/> of one's <c>/sys/kernel/btf/vmlinux</c>, that CO-RE relocations of the
    /// programs loaded here are resolved against, to see what they become on that kernel. Null, the default, for the objects' own.
    /// </summary>
    public Btf? KernelTypes { get; init; }

    /// <summary>
    /// What <c>__kconfig</c> variables of programs read, in the form of a .config file; what it does not name is not set. By default what
    /// is true of this kernel: BPF with its compiler, 250 jiffies a second, 64 bits.
    /// </summary>
    public string Configuration { get; init; } = """
        CONFIG_64BIT=y
        CONFIG_BPF=y
        CONFIG_BPF_SYSCALL=y
        CONFIG_BPF_JIT=y
        CONFIG_NET=y
        CONFIG_INET=y
        CONFIG_HZ=250
        CONFIG_HZ_250=y
        """;
}
