using Nbpf.Syscall;

namespace Nbpf.Differential.Programs;

/// <summary>What a kernel says of a program.</summary>
/// <param name="Errno">None when accepted.</param>
/// <param name="Message">The last line of the log before the statistics; empty when accepted.</param>
/// <param name="Counts">Instructions processed and states kept; empty when the log was too long.</param>
internal readonly record struct Verdict(Errno Errno, string Message, string Counts)
{
    public bool IsAccepted => Errno == Errno.None;

    /// <summary>The verdict without its counts, as comparisons of objects write it.</summary>
    public override string ToString() => IsAccepted ? "accepted" : $"{Errno}: {Message}";
}
