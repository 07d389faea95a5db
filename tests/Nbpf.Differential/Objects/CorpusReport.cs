using System.Globalization;
using System.Text;
using Nbpf.Comparison.Objects;

namespace Nbpf.Differential.Objects;

/// <summary>What comparing many objects found: a table of counts, and the differences that nothing explains.</summary>
internal sealed class CorpusReport
{
    private readonly SortedDictionary<string, int> known = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> unread = new(StringComparer.Ordinal);
    private readonly List<string> unlisted = [];
    private int objects, programs, equal, accepted, varies, addresses;

    /// <summary>Differences that nothing explains, a line each.</summary>
    public IReadOnlyList<string> Unlisted => unlisted;

    /// <summary>How often each listed difference was seen.</summary>
    public IReadOnlyDictionary<string, int> Known => known;

    /// <summary>Programs that are equal in everything that could be compared.</summary>
    public int Equal => equal;

    /// <summary>Counts an object.</summary>
    /// <param name="file">Its name.</param>
    /// <param name="comparisons">Its programs.</param>
    /// <param name="dependsOnAddresses">Whether what a program of a name does depends on where things lie: its runs have nothing to compare then.</param>
    public void Add(string file, IEnumerable<ProgramComparison> comparisons, Func<string, bool> dependsOnAddresses)
    {
        objects++;
        foreach (ProgramComparison program in comparisons)
        {
            programs++;
            foreach (AspectComparison aspect in program.Aspects)
            {
                if (aspect.Known is { } entry) known[entry.Id] = known.GetValueOrDefault(entry.Id) + 1;
                if (aspect.Outcome != AspectOutcome.Different) continue;
                if (aspect.Aspect is ProgramAspect.Runs or ProgramAspect.MapsAfter && dependsOnAddresses(program.Program)) addresses++;
                else unlisted.Add($"{file}: {aspect.Difference}");
            }

            if (program.Aspects.Any(static aspect => aspect.Outcome == AspectOutcome.Varies)) varies++;
            if (!program.Aspects.All(static aspect => aspect.Outcome is AspectOutcome.Equal or AspectOutcome.Varies)) continue;
            equal++;
            if (program.Aspects.Length > 2) accepted++;
        }
    }

    /// <summary>Counts an object that could not be read or compiled.</summary>
    /// <param name="reason">Why: a class, not a text of its own for each object.</param>
    public void AddUnread(string reason) => unread[reason] = unread.GetValueOrDefault(reason) + 1;

    /// <inheritdoc/>
    public override string ToString()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"objects {objects}, programs {programs}, equal {equal} (accepted by both {accepted}), of which something varies {varies}, runs that depend on addresses {addresses}, unlisted differences {unlisted.Count}\n");
        foreach ((string reason, int count) in unread) text.Append(CultureInfo.InvariantCulture, $"  not read {count}x: {reason}\n");
        foreach ((string id, int count) in known) text.Append(CultureInfo.InvariantCulture, $"  listed {count}x: {id}\n");
        foreach (string line in unlisted) text.Append(line).Append('\n');
        return text.ToString();
    }
}
