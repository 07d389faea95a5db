using System.Text.RegularExpressions;

namespace Nbpf.Verdicts;

/// <summary>
/// Finds in a log of the verifier, or of BTF_LOAD, the line that says why, and where the program was then. The reason is the
/// last line that is neither an instruction nor a state nor a count; some reasons have a second line that says less.
/// </summary>
/// <param name="Reason">The line that says why; empty without a log.</param>
/// <param name="Instruction">The instruction that was looked at, as the log prints it; null where the log has none.</param>
/// <param name="Source">The source line of it, with file and number where the log has them; null where it has none.</param>
internal sealed partial record LogSummary(string Reason, string? Instruction, string? Source)
{
    /// <summary>Logs of programs that are too large have a line for each of a million instructions; what matters stands at the end.</summary>
    private const int TailLength = 1 << 18;

    private const string EndlessLoop = "infinite loop detected at insn ";

    /// <summary>Second lines, each with the beginning of the line before that says more.</summary>
    private static readonly (Regex Last, string Before)[] SaidBetterBefore =
    [
        (OutsideOfMemory(), "invalid access to "),
        (ReferenceLeak(), "Unreleased reference "),
        (InvalidArguments(), ""),
    ];

    /// <summary>Reads a log.</summary>
    /// <param name="log">The log.</param>
    internal static LogSummary Of(string log)
    {
        if (log.Length > TailLength) log = log[(log.IndexOf('\n', log.Length - TailLength) + 1)..];
        string[] lines = [.. log.Split('\n').Select(static line => Unended().Replace(line, "").TrimEnd()).SelectMany(WithReasonApart)];
        int reason = LastReason(lines, lines.Length);
        if (reason < 0) return new LogSummary(lines.LastOrDefault(static line => line.Length > 0)?.Trim() ?? "", null, null);

        int before = reason - 1;
        bool isSaidBefore = before >= 0 && lines[before].Length > 0 && !Passing().IsMatch(lines[before])
            && SaidBetterBefore.Any(pair => pair.Last.IsMatch(lines[reason]) && lines[before].StartsWith(pair.Before, StringComparison.Ordinal));
        if (isSaidBefore) reason = before;
        string text = lines[reason].Trim();
        // A member of a type of BTF: the type stands above it.
        if (lines[reason].StartsWith('\t') && lines.Take(reason).LastOrDefault(static line => line.StartsWith('[')) is { } type) text = $"{type}: {text}";
        string? instruction = lines.Take(reason).LastOrDefault(static line => InstructionLine().IsMatch(line));
        string? source = instruction is null ? null : lines.Take(Array.LastIndexOf(lines, instruction, reason)).LastOrDefault(static line => line.StartsWith("; ", StringComparison.Ordinal));
        return new LogSummary(text, instruction is null ? null : StateBehind().Replace(instruction, ""), source?[2..].Trim());
    }

    // Where a loop ends in a jump that was just taken, Linux has not ended the jump's line yet.
    private static IEnumerable<string> WithReasonApart(string line)
    {
        int at = line.IndexOf(EndlessLoop, StringComparison.Ordinal);
        return at > 0 ? [line[..at].TrimEnd(), line[at..]] : [line];
    }

    private static int LastReason(string[] lines, int end)
    {
        for (int i = end - 1; i >= 0; i--)
        {
            if (lines[i].Length > 0 && !Passing().IsMatch(lines[i])) return i;
        }
        return -1;
    }

    /// <summary>Lines that tell what was done, not what was wrong.</summary>
    [GeneratedRegex(
        @"^(?:live regs before insn|cur state:|old state:|caller:|callee:|returning from callee|to caller at|propagating |mark_precise: |func#\d+ @|" +
        @"Func#\d+ \('|Live regs|from -?\d+ to -?\d+|; |\d+: safe|\d+: \([0-9a-f]{2}\) |(?:\d+: )?(?:frame\d+:|R\d+(?:_[a-zA-Z]+)?=)|\s*R\d+(?:_[a-zA-Z]+)?=|\s*fp-\d+=|\d+: R\d)")]
    private static partial Regex Passing();

    // A few of Linux's messages have no line end, and the statistics follow in their line.
    [GeneratedRegex(@"(?:verification time \d+ usec|stack depth[ \d+]*$|processed \d+ insns .*)")]
    private static partial Regex Unended();

    [GeneratedRegex(@"^\d+: (?:\([0-9a-f]{2}\)|<invalid) ")]
    private static partial Regex InstructionLine();

    [GeneratedRegex(@"\s+(?:;|\d+:) (?:frame\d+: )?(?:R\d|fp-).*$")]
    private static partial Regex StateBehind();

    [GeneratedRegex(@"^R\d+ (?:(?:min|max) value is outside of the allowed memory range|offset is outside of the packet)")]
    private static partial Regex OutsideOfMemory();

    [GeneratedRegex(@" would lead to reference leak$")]
    private static partial Regex ReferenceLeak();

    [GeneratedRegex(@"^Caller passes invalid args into func#")]
    private static partial Regex InvalidArguments();
}
