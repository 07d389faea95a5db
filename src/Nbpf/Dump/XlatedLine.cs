using Nbpf.Isa;

namespace Nbpf.Dump;

/// <summary>One instruction of an xlated program with what a dump shows beside it.</summary>
/// <param name="Index">Slot index.</param>
/// <param name="Disassembly">Opcode in parentheses and the operation.</param>
/// <param name="First">The slot.</param>
/// <param name="Second">The second slot of a 64-bit immediate load, else null.</param>
/// <param name="Prototype">The C prototype where a function begins, else null.</param>
/// <param name="Source">Where a new source line begins: that line, else null.</param>
public sealed record XlatedLine(int Index, string Disassembly, Instruction First, Instruction? Second, string? Prototype, SourceLine? Source);
