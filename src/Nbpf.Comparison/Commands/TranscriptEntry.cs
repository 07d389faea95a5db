namespace Nbpf.Comparison.Commands;

/// <summary>A command and what a kernel answered.</summary>
/// <param name="Command">The command.</param>
/// <param name="Answer">The answer.</param>
/// <param name="Subject">The command with the types of its maps before it, for <see cref="Difference.Subject"/>.</param>
public sealed record TranscriptEntry(Command Command, Answer Answer, string Subject)
{
    /// <summary>Two lines: the command, and <c>= ANSWER</c>.</summary>
    public override string ToString() => $"{Command}\n= {Answer}";
}
