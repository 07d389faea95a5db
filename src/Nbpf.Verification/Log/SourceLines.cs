using System.Collections.Immutable;

namespace Nbpf.Verification.Log;

/// <summary>Source lines of instructions, written before them when the line changes.</summary>
internal sealed class SourceLines(Btf btf, ImmutableArray<BtfLineInfo> lines)
{
    private int _last = -1;

    /// <summary>Another function begins: its first line is written in any case.</summary>
    public void Restart() => _last = -1;

    /// <summary>Writes the line of an instruction unless it was the last one written.</summary>
    public void Append(VerifierLog log, int instruction)
    {
        if (!log.IsOn)
            return;
        int index = Find(instruction);
        if (index < 0 || index == _last)
            return;
        bool sameText = _last >= 0 && lines[_last].LineOffset == lines[index].LineOffset
            && lines[_last].FileNameOffset == lines[index].FileNameOffset && lines[_last].Line == lines[index].Line;
        _last = index;
        if (sameText)
            return;
        BtfLineInfo line = lines[index];
        string file = btf.StringAt(line.FileNameOffset);
        log.Text.Append("; ").Append(btf.StringAt(line.LineOffset).TrimStart())
            .Append(" @ ").Append(file[(file.LastIndexOf('/') + 1)..]).Append(':').Append(line.Line).Append('\n');
    }

    private int Find(int instruction)
    {
        int low = 0;
        int high = lines.Length - 1;
        int found = -1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (lines[middle].InstructionIndex <= instruction)
            {
                found = middle;
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return found;
    }
}
