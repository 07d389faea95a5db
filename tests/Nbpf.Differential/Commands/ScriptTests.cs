using System.Collections.Immutable;
using Nbpf.Comparison;
using Nbpf.Comparison.Commands;
using Nbpf.Comparison.Known;
using Nbpf.Differential.Commands.Scripts;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Differential.Commands;

/// <summary>Scripts of commands: both kernels answer the same, but for what is known.</summary>
public sealed class ScriptTests
{
    private static readonly string CaseFolder = Path.Combine(Repository.Root, "tests", "Nbpf.Differential", "Commands", "Cases");

    public static TheoryData<string> Names => [.. AllScripts.ByName.Keys];

    public static TheoryData<string> Cases => [.. Directory.GetFiles(CaseFolder, "*.txt").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Run_OnBothKernels_DiffersOnlyAsListed(string name) => Compare($"Scripts/{name}", AllScripts.ByName[name]().Sequence);

    /// <summary>What random sequences found once, as they printed it.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Case_OnBothKernels_DiffersOnlyAsListed(string name) =>
        Compare($"Cases/{name}", CommandSequence.Parse(File.ReadAllText(Path.Combine(CaseFolder, name + ".txt"))));

    private static void Compare(string name, CommandSequence sequence)
    {
        ReferenceAnswers reference = ReferenceAnswers.For(name, sequence);
        ImmutableArray<TranscriptEntry> ours = BothKernels.RunInProcess(sequence, reference.CpuCount);
        List<Difference> unlisted = [.. CommandSequence.Compare(ours, reference.Answers).Where(difference => KnownDifferences.BuiltIn.Explain(difference) is null)];
        Assert.True(unlisted.Count == 0, $"{unlisted.Count} unlisted differences in {sequence.Commands.Length} commands:\n{string.Join('\n', unlisted.Take(40))}");
    }
}
