namespace Nbpf;

/// <summary>How <see cref="BpfObject"/> loads an object.</summary>
public sealed record BpfLoadOptions
{
    /// <summary>Log level of every program load: 0 for a log of failures only, else as in BPF_PROG_LOAD (1 path, 2 all states, 4 statistics).</summary>
    public uint LogLevel { get; init; }

    /// <summary>Size of the first log buffer in bytes; it grows as far as the log needs.</summary>
    public int LogSizeBytes { get; init; } = 64 * 1024;

    /// <summary>Maps to use instead of creating the object's own, by name. They stay their owner's.</summary>
    public IReadOnlyDictionary<string, BpfMap>? MapReplacements { get; init; }

    /// <summary>The directory where maps are shared that ask for it (<see cref="PinningMode.ByName"/>).</summary>
    public string PinRoot { get; init; } = "/sys/fs/bpf";

    /// <summary>Which programs to load; null for those whose <see cref="ProgramSpec.IsAutoloaded"/> is set.</summary>
    public Func<ProgramSpec, bool>? ProgramFilter { get; init; }

    /// <summary>
    /// The types that CO-RE relocations are resolved against, such as <see cref="Btf.ReadFile"/> of another kernel's; null for those of
    /// the kernel that the object is loaded into, its modules included. The in-process kernel lays out no memory by types of its
    /// own: there null stands for the object's own types, so that every field is where the object has it.
    /// </summary>
    public Btf? TargetTypes { get; init; }

    /// <summary>Which maps to create; null for all. A program that refers to one that is not created is refused where it does so reachably.</summary>
    public Func<MapSpec, bool>? MapFilter { get; init; }

    /// <summary>
    /// What <c>__kconfig</c> variables are, in the form of a kernel's .config file: looked at before the configuration of the kernel
    /// itself. It may also set what loaders derive, <c>LINUX_KERNEL_VERSION</c> and others that begin with <c>LINUX_</c>.
    /// </summary>
    public string? KernelConfiguration { get; init; }
}
