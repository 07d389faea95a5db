using Nbpf.Comparison.Commands;
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
}
