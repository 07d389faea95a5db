using Nbpf.Syscall;

namespace Nbpf.Features;

/// <summary>What a kernel said of a program that was loaded to find something out; the program itself is gone again.</summary>
/// <param name="Errno">The error, or none.</param>
/// <param name="Log">The verifier's log, empty without one.</param>
internal readonly record struct KernelAnswer(Errno Errno, string Log)
{
    /// <summary>Whether the program was taken, where a refusal means that what it needs is missing.</summary>
    internal Availability Availability => Errno switch
    {
        Errno.None => Availability.Available,
        Errno.EPERM => Availability.NotPermitted,
        _ => Availability.Missing,
    };
}
