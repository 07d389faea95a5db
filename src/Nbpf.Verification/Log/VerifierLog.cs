using System.Text;

namespace Nbpf.Verification.Log;

/// <summary>
/// The log in the kernel's form (kernel/bpf/log.c, Linux 6.18). At level 1 the text of paths that finished is taken back,
/// so that what remains is the path that failed; level 2 keeps everything.
/// </summary>
internal sealed class VerifierLog(uint level)
{
    private const uint PathBit = 1;
    private const uint TraceBit = 2;
    private const uint StatisticsBit = 4;

    /// <summary>Most characters kept: of a longer log the beginning is lost, as in Linux's rotating buffer.</summary>
    private const int MaxLength = 1 << 25;

    private int _dropped;
    private int _instructionEnd;
    private int _instructionLength;

    /// <summary>Everything written and not taken back.</summary>
    public StringBuilder Text { get; } = new();

    /// <summary>True at any level but 0.</summary>
    public bool IsOn { get; } = level != 0;

    /// <summary>True when instructions and states are written (levels 1 and 2).</summary>
    public bool HasInstructions { get; } = (level & (PathBit | TraceBit)) != 0;

    /// <summary>True at level 2 unless muted: analyses are written too.</summary>
    public bool IsTrace => KeepsPaths && !IsMuted;

    /// <summary>True at level 2: nothing is taken back.</summary>
    public bool KeepsPaths { get; } = (level & TraceBit) != 0;

    /// <summary>While true, analyses are not written: steps that Linux does not take.</summary>
    public bool IsMuted { get; set; }

    /// <summary>True at level 4: statistics of the verification itself.</summary>
    public bool HasStatistics { get; } = (level & StatisticsBit) != 0;

    /// <summary>Where the log ends now; <see cref="Rewind"/> goes back to it.</summary>
    public int Position => _dropped + Text.Length;

    /// <summary>Writes a line when the log is on.</summary>
    public void Line(string line)
    {
        if (IsOn)
            Text.Append(line).Append('\n');
    }

    /// <summary>Takes back everything after a position.</summary>
    public void Rewind(int position)
    {
        if (Position > position)
            Text.Length = Math.Max(0, position - _dropped);
    }

    /// <summary>Remembers that an instruction's line, begun at <paramref name="start"/>, ends here: the state after it may join the line.</summary>
    public void EndInstruction(int start)
    {
        _instructionLength = Position - start;
        _instructionEnd = Position;
        if (Text.Length <= MaxLength)
            return;
        int lost = Text.Length - (MaxLength / 2);
        Text.Remove(0, lost);
        _dropped += lost;
    }

    /// <summary>
    /// Begins the text of a state: on the line of the instruction before when nothing was written since, with the semicolon in
    /// column 38, 46, …; else on a line of its own that names the instruction about to be explored.
    /// </summary>
    public void BeginState(int nextInstruction)
    {
        if (_instructionEnd != 0 && _instructionEnd == Position)
        {
            Text.Length--;
            int column = (Math.Max(_instructionLength + 4, 40) + 7) & ~7;
            Text.Append(' ', column - _instructionLength - 1).Append(';');
        }
        else
        {
            Text.Append(nextInstruction).Append(':');
        }
    }
}
