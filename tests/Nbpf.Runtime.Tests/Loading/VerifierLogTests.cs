using Nbpf.Verification.Log;
using Xunit;

namespace Nbpf.Runtime.Tests.Loading;

/// <summary>A log that is longer than what is kept of it loses its beginning, and nothing else.</summary>
public sealed class VerifierLogTests
{
    private const int LineLength = 1 << 20;

    [Fact]
    public void Rewind_InALogThatLostItsBeginning_GoesBackToThePosition()
    {
        VerifierLog log = new(2);
        int written = 0;
        for (int i = 0; i < 80; i++)
        {
            WriteLine(log, (char)('a' + (i % 26)));
            written += LineLength;
            Assert.Equal(written, log.Position);
            int position = log.Position;
            log.Line("taken back");
            log.Rewind(position);
            Assert.Equal(position, log.Position);
            Assert.Equal((char)('a' + (i % 26)), log.Text[^2]);
        }

        Assert.InRange(log.Text.Length, 1, written / 2);
        log.Rewind(1);
        Assert.Equal(0, log.Text.Length);
    }

    [Fact]
    public void BeginState_AfterTheBeginningWasLost_JoinsTheLineBefore()
    {
        VerifierLog log = new(2);
        for (int i = 0; i < 80; i++)
        {
            WriteLine(log, 'x');
            log.BeginState(7);
            Assert.Equal(';', log.Text[^1]);
            log.Line("");
            log.BeginState(7);
            Assert.Equal("\n7:", log.Text.ToString(log.Text.Length - 3, 3));
        }
    }

    private static void WriteLine(VerifierLog log, char letter)
    {
        int start = log.Position;
        log.Line(new string(letter, LineLength - 1));
        log.EndInstruction(start);
    }
}
