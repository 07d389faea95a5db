using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Nbpf.Dump;
using Nbpf.Syscall;

namespace Nbpf.Comparison.Objects;

/// <summary>A rewritten program's dump without what each kernel numbers in its own way.</summary>
public static partial class ComparableDump
{
    /// <summary>The dump's lines: maps named by their place among the program's maps, functions without their numbers and tags.</summary>
    /// <param name="info">The program.</param>
    /// <param name="btf">Its BTF, or null.</param>
    public static ImmutableArray<string> Lines(ProgInfo info, Btf? btf)
    {
        ArgumentNullException.ThrowIfNull(info);
        Dictionary<string, string> places = info.MapIds.Select((id, place) => (id, place))
            .ToDictionary(static pair => $"map[id:{pair.id}]", static pair => string.Create(CultureInfo.InvariantCulture, $"map[{pair.place}]"), StringComparer.Ordinal);
        string text = XlatedText.Format(XlatedDump.Lines(info, btf), opcodes: false, lineNumbers: true);
        string comparable = Variable().Replace(text, match => match.Value[0] == '#' ? "" : places.GetValueOrDefault(match.Value, match.Value));
        return [.. comparable.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    /// <summary>
    /// The first lines in which two dumps differ, empty where one has ended; null when they are the same. Distances are looked at
    /// last: where instructions are missing, jumps over them differ first but tell nothing.
    /// </summary>
    /// <param name="here">One dump.</param>
    /// <param name="there">The other.</param>
    public static (string Here, string There)? FirstDifference(IReadOnlyList<string> here, IReadOnlyList<string> there)
    {
        ArgumentNullException.ThrowIfNull(here);
        ArgumentNullException.ThrowIfNull(there);
        return FirstDifference(here, there, static line => Distance().Replace(line, "")) ?? FirstDifference(here, there, static line => line);
    }

    private static (string Here, string There)? FirstDifference(IReadOnlyList<string> here, IReadOnlyList<string> there, Func<string, string> view)
    {
        for (int at = 0; at < here.Count || at < there.Count; at++)
        {
            string left = at < here.Count ? here[at] : "", right = at < there.Count ? there[at] : "";
            if (view(left) != view(right)) return (left, right);
        }

        return null;
    }

    [GeneratedRegex(@"(?<=pc)[+-]\d+|(?<=subprog\[)[+-]\d+")]
    private static partial Regex Distance();

    // A function's number is its distance in memory; a subprogram's tag is made of such numbers.
    [GeneratedRegex(@"map\[id:\d+\]|(?<=call \w+)#-?\d+|(?<=call pc[+-]\d+)#bpf_prog_[0-9a-f]{16}")]
    private static partial Regex Variable();
}
