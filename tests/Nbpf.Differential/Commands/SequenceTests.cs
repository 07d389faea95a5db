using System.Collections.Immutable;
using Nbpf.Comparison.Commands;
using Nbpf.Runtime;
using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Differential.Commands;

public sealed class SequenceTests
{
    private const string Text = """
        map inner Array key=4 value=8 max=4 flags=InnerMap
        map outer ArrayOfMaps key=4 value=4 max=2 inner=inner
        update outer u32:0 fd:inner
        lookup outer u32:0
        lookup outer u32:1
        lookup closed u32:1
        next outer null
        freeze outer
        close inner
        update outer u32:1 fd:inner flags=1
        info outer
        """;

    [Fact]
    public void Parse_OfASequencesText_GivesTheSequence()
    {
        CommandSequence sequence = CommandSequence.Parse(Text);

        Assert.Equal(Text, sequence.ToString());
    }

    [Fact]
    public void Run_OnBothKernels_AnswersTheSame()
    {
        Assert.SkipUnless(LinuxOracle.IsReference(out string reason), reason);
        CommandSequence sequence = CommandSequence.Parse(Text);
        using IBpf linux = LinuxOracle.Open();
        using BpfRuntime runtime = new(new BpfRuntimeOptions { CpuCount = linux.PossibleCpuCount });

        ImmutableArray<TranscriptEntry> ours = sequence.Run(runtime);
        ImmutableArray<TranscriptEntry> reference = sequence.Run(linux);

        Assert.Equal("OK id:inner", reference[3].Answer.ToString());
        Assert.Empty(CommandSequence.Compare(ours, reference).Select(difference => difference.ToString()));
    }
}
