using System.Collections.Immutable;
using Nbpf.Syscall;

namespace Nbpf.Comparison.Commands;

/// <summary>Commands, one after the other. Its text can be read again, and so can a transcript's.</summary>
/// <param name="Commands">The commands.</param>
public sealed record CommandSequence(ImmutableArray<Command> Commands)
{
    /// <summary>Reads commands, one a line; lines that begin with <c>=</c> (answers) or <c>#</c> (comments) are skipped, lines that begin with <c>|</c> go on with the command before.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="BpfFormatException">A line is no command; the offset is in characters.</exception>
    public static CommandSequence Parse(string text) => CommandReader.Read(text);

    /// <summary>Whether it pins: then it needs a directory in a BPF file system.</summary>
    public bool HasPins => Commands.Any(command => command is ObjectPin or ObjectGet or ObjectUnpin);

    /// <summary>Runs the commands on a kernel; closes what they opened and removes what they pinned.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="pinDirectory">A directory in a BPF file system of that kernel, for pins.</param>
    public ImmutableArray<TranscriptEntry> Run(IBpf kernel, string? pinDirectory = null)
    {
        using CommandSession session = new(kernel, pinDirectory);
        return [.. Commands.Select(session.Run)];
    }

    /// <summary>Where two kernels' answers differ, in the order of the commands.</summary>
    /// <param name="ours">The transcript of the kernel under test.</param>
    /// <param name="reference">The reference's answers to the same commands.</param>
    public static IEnumerable<Difference> Compare(ImmutableArray<TranscriptEntry> ours, ImmutableArray<Answer> reference) =>
        ours.Zip(reference)
            .Where(pair => pair.First.Answer != pair.Second)
            .Select(pair => new Difference(
                pair.First.Subject,
                pair.First.Answer.Errno != pair.Second.Errno ? "errno" : "answer",
                pair.First.Answer.ToString(),
                pair.Second.ToString()));

    /// <summary>The commands, one a line.</summary>
    public override string ToString() => string.Join('\n', Commands);
}
