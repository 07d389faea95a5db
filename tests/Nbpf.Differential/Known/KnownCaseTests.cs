using System.Collections.Immutable;
using Nbpf.Comparison.Commands;
using Nbpf.Comparison.Known;
using Nbpf.Differential.Commands;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Differential.Known;

/// <summary>
/// Every known difference of commands has a case that shows it, <c>Known/Cases/ID.txt</c>: after each command that both kernels answer differently stands
/// <c>= differs</c>. A difference that is gone fails here, and is to be taken off the list.
/// </summary>
public sealed class KnownCaseTests
{
    private const string Mark = "= differs";

    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Nbpf.Differential", "Known", "Cases");

    public static TheoryData<string> Ids => [.. Directory.GetFiles(Folder, "*.txt").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Case_OnBothKernels_DiffersWhereMarked(string id)
    {
        string text = File.ReadAllText(Path.Combine(Folder, id + ".txt"));
        CommandSequence sequence = CommandSequence.Parse(text);
        ReferenceAnswers reference = ReferenceAnswers.For($"Known/{id}", sequence);
        ImmutableArray<TranscriptEntry> ours = BothKernels.RunInProcess(sequence, reference.CpuCount);

        List<bool> marked = Marked(text);
        foreach (((TranscriptEntry entry, Answer linux), bool isMarked) in ours.Zip(reference.Answers).Zip(marked))
        {
            string? found = CommandSequence.Compare([entry], [linux]).Select(difference => KnownDifferences.BuiltIn.Explain(difference)?.Id ?? difference.ToString()).FirstOrDefault();
            Assert.True((found == id) == isMarked, $"'{entry.Command}' {(isMarked ? $"should differ as '{id}'" : "should not differ")}: {found ?? $"both answer '{linux}'"}");
            Assert.True(found is null || KnownDifferences.BuiltIn.Entries.Any(known => known.Id == found), found);
        }
    }

    [Fact]
    public void Entries_OfCommands_EachHaveACase()
    {
        IEnumerable<string> ofCommands = KnownDifferences.BuiltIn.Entries
            .Where(entry => entry.Aspects is "errno" or "answer")
            .Select(entry => entry.Id);

        Assert.Equal(ofCommands.Order(StringComparer.Ordinal), Directory.GetFiles(Folder, "*.txt").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal));
    }

    // For each command whether the mark follows it.
    private static List<bool> Marked(string text)
    {
        List<bool> marked = [];
        foreach (string line in text.Split('\n'))
        {
            if (line == Mark) marked[^1] = true;
            else if (line.Length > 0 && line[0] is not ('#' or '|')) marked.Add(false);
        }

        return marked;
    }
}
