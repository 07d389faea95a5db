namespace Nbpf;

/// <summary>Which line of source an instruction comes from (struct bpf_line_info).</summary>
/// <param name="InstructionIndex">The first instruction of the line, in slots: from the section's start in an object file, from the program's start in a program.</param>
/// <param name="FileNameOffset">File name, an offset into the BTF strings.</param>
/// <param name="LineOffset">The line's text, an offset into the BTF strings.</param>
/// <param name="LineColumn">Line number times 1024 plus column.</param>
public readonly record struct BtfLineInfo(uint InstructionIndex, uint FileNameOffset, uint LineOffset, uint LineColumn)
{
    /// <summary>Size of the record in bytes.</summary>
    public const int SizeBytes = 16;

    /// <summary>Line number, from 1.</summary>
    public uint Line => LineColumn >> 10;

    /// <summary>Column, from 1; 0 when unknown.</summary>
    public uint Column => LineColumn & 0x3ff;
}
