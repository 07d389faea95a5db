namespace Nbpf.Cli.Shell;

/// <summary>Which kernel a command talks to.</summary>
public enum KernelChoice
{
    /// <summary>The in-process kernel.</summary>
    User,

    /// <summary>The Linux kernel through bpf(2).</summary>
    Linux,
}
