namespace Nbpf.Isa;

/// <summary>Programs as bytes: little-endian instruction slots one after the other (RFC 9669 §3).</summary>
public static class InstructionStream
{
    /// <summary>Decodes a program.</summary>
    /// <param name="bytes">Whole slots of <see cref="Instruction.SizeBytes"/> bytes.</param>
    /// <returns>One instruction per slot; a 64-bit immediate load has two.</returns>
    /// <exception cref="BpfFormatException">The length is no multiple of the slot size, or a 64-bit immediate load lacks its second slot.</exception>
    public static Instruction[] Decode(ReadOnlySpan<byte> bytes)
    {
        int tail = bytes.Length % Instruction.SizeBytes;
        if (tail != 0) throw new BpfFormatException($"instructions: expected slots of 8 bytes, found {tail} bytes at the end", bytes.Length - tail);
        Instruction[] program = new Instruction[bytes.Length / Instruction.SizeBytes];
        for (int i = 0; i < program.Length; i++) program[i] = Instruction.Read(bytes[(i * Instruction.SizeBytes)..]);
        CheckWideLoads(program);
        return program;
    }

    /// <summary>Encodes a program.</summary>
    /// <param name="program">One instruction per slot.</param>
    /// <returns><see cref="Instruction.SizeBytes"/> bytes per slot.</returns>
    public static byte[] Encode(ReadOnlySpan<Instruction> program)
    {
        byte[] bytes = new byte[program.Length * Instruction.SizeBytes];
        for (int i = 0; i < program.Length; i++) program[i].Write(bytes.AsSpan(i * Instruction.SizeBytes));
        return bytes;
    }

    private static void CheckWideLoads(Instruction[] program)
    {
        for (int i = 0; i < program.Length; i++)
        {
            if (!program[i].IsWide) continue;
            if (i + 1 == program.Length) throw new BpfFormatException("instructions: 64-bit immediate load without its second slot", (long)i * Instruction.SizeBytes);
            if (program[i + 1].Opcode != 0)
                throw new BpfFormatException($"instructions: second slot of a 64-bit immediate load: expected opcode 0x00, found 0x{program[i + 1].Opcode:x2}", (i + 1L) * Instruction.SizeBytes);
            i++;
        }
    }
}
