namespace Nbpf.Verification;

/// <summary>One line_info record: from which source line an instruction comes.</summary>
/// <param name="InstructionIndex">Slot index of the first instruction of the line.</param>
/// <param name="FileNameOffset">Offset of the file's name in the BTF strings.</param>
/// <param name="LineOffset">Offset of the line's text in the BTF strings.</param>
/// <param name="LineColumn">Line number shifted left by 10, or the column in the low 10 bits.</param>
public readonly record struct LineInfo(int InstructionIndex, uint FileNameOffset, uint LineOffset, uint LineColumn)
{
    /// <summary>Line number, from 1.</summary>
    public uint Line => LineColumn >> 10;

    /// <summary>Column, from 1; 0 when unknown.</summary>
    public uint Column => LineColumn & 0x3ff;
}
