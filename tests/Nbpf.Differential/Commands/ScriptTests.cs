using System.Collections.Immutable;
using Nbpf.Comparison;
using Nbpf.Comparison.Commands;
using Nbpf.Comparison.Known;
using Nbpf.Differential.Commands.Scripts;
using Xunit;

namespace Nbpf.Differential.Commands;

/// <summary>Scripts of commands: both kernels answer the same, but for what is known.</summary>
public sealed class ScriptTests
{
    public static TheoryData<string> Names => [.. AllScripts.ByName.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Run_OnBothKernels_DiffersOnlyAsListed(string name)
    {
        CommandSequence sequence = AllScripts.ByName[name]().Sequence;
        ReferenceAnswers reference = ReferenceAnswers.For($"Scripts/{name}", sequence);
        ImmutableArray<TranscriptEntry> ours = BothKernels.RunInProcess(sequence, reference.CpuCount);

        IEnumerable<Difference> unlisted = CommandSequence.Compare(ours, reference.Answers).Where(difference => KnownDifferences.BuiltIn.Explain(difference) is null);
        Assert.True(!unlisted.Any(), $"{unlisted.Count()} unlisted differences in {sequence.Commands.Length} commands:\n{string.Join('\n', unlisted.Take(40))}");
    }
}
