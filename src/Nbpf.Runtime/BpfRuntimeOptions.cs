namespace Nbpf.Runtime;

/// <summary>How an in-process kernel is made.</summary>
public sealed record BpfRuntimeOptions
{
    /// <summary>The most logical CPUs.</summary>
    public const int MaximumCpuCount = RingBuffers.Ring.MaximumCpuCount;

    /// <summary>Number of logical CPUs, at most <see cref="MaximumCpuCount"/>: how many runs go on at the same time, and how many slots a per-CPU value has.</summary>
    public int CpuCount { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// The most memory that maps, programs and BTF may take, in bytes; past it commands answer ENOMEM. By default half of what the machine or
    /// container has, so that the process has the other half. Native memory counts as it is; a program as 512 bytes for each of its instructions after
    /// the rewrites, BTF as four times its bytes, which is about what their managed forms take.
    /// </summary>
    public ulong MemoryLimitBytes { get; init; } = (ulong)GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;

    /// <summary>The most objects of each kind (maps, programs, BTF, links) at once; past it the command that would make another answers ENOSPC, as Linux does without a free id.</summary>
    public int ObjectLimit { get; init; } = 1 << 20;

    /// <summary>The most open file descriptors; past it commands answer EMFILE. By default Linux's largest (fs.nr_open).</summary>
    public int DescriptorLimit { get; init; } = 1 << 20;

    /// <summary>The most names in BPF file systems, pins and directories together; past it the commands that would make another answer ENOSPC.</summary>
    public int NameLimit { get; init; } = 1 << 16;

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
