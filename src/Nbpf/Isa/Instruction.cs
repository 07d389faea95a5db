namespace Nbpf.Isa;

/// <summary>
/// One 64-bit BPF instruction slot (RFC 9669 §3.1), in its basic encoding:
/// <code>
///  0        8    12    16              32                             64
/// | opcode | dst | src |     offset     |           immediate          |
/// </code>
/// A 64-bit immediate load (<c>lddw</c>) takes two consecutive slots; the second has opcode 0 and holds the
/// upper half in <see cref="Immediate"/> (RFC 9669 §5.4).
/// </summary>
/// <param name="Opcode">Class in the low three bits, the rest by class (RFC 9669 §3.1.2).</param>
/// <param name="Destination">Destination register number, 0–15 as encoded; only 0–10 exist.</param>
/// <param name="Source">Source register number or, in some instructions, a pseudo value; 0–15 as encoded.</param>
/// <param name="Offset">Signed 16-bit offset: bytes in memory instructions, slots in jumps.</param>
/// <param name="Immediate">Signed 32-bit immediate.</param>
public readonly record struct Instruction(byte Opcode, byte Destination, byte Source, short Offset, int Immediate)
{
    /// <summary>Size of one instruction slot in bytes.</summary>
    public const int SizeBytes = 8;

    /// <summary>The instruction class: the low three bits of <see cref="Opcode"/>.</summary>
    public InstructionClass Class => (InstructionClass)(Opcode & 0x07);

    /// <summary>True for the first slot of a 64-bit immediate load, which takes two slots.</summary>
    public bool IsWide => Opcode == Opcodes.LoadImmediate64;

    /// <summary>True when the class is <see cref="InstructionClass.Alu"/> or <see cref="InstructionClass.Alu64"/>.</summary>
    public bool IsAlu => Class is InstructionClass.Alu or InstructionClass.Alu64;

    /// <summary>True when the class is <see cref="InstructionClass.Jmp"/> or <see cref="InstructionClass.Jmp32"/>, calls and exit included.</summary>
    public bool IsJumpClass => Class is InstructionClass.Jmp or InstructionClass.Jmp32;

    /// <summary>The operation of an ALU or ALU64 instruction (RFC 9669 §4.1).</summary>
    public AluOperation AluOperation => (AluOperation)(Opcode & 0xf0);

    /// <summary>The operation of a JMP or JMP32 instruction (RFC 9669 §4.3).</summary>
    public JumpOperation JumpOperation => (JumpOperation)(Opcode & 0xf0);

    /// <summary>True when an ALU or jump instruction's second operand is the source register, false when it is the immediate.</summary>
    public bool UsesSourceRegister => (Opcode & 0x08) != 0;

    /// <summary>Access width of a load or store (RFC 9669 §5).</summary>
    public MemorySize MemorySize => (MemorySize)(Opcode & 0x18);

    /// <summary>Access mode of a load or store (RFC 9669 §5).</summary>
    public MemoryMode MemoryMode => (MemoryMode)(Opcode & 0xe0);

    /// <summary>Access width of a load or store in bytes: 1, 2, 4 or 8.</summary>
    public int MemorySizeBytes => MemorySize switch
    {
        MemorySize.Word => 4,
        MemorySize.HalfWord => 2,
        MemorySize.Byte => 1,
        _ => 8,
    };

    /// <summary>True for <c>call</c> in any form: helper, subprogram or kfunc.</summary>
    public bool IsCall => Opcode == Opcodes.Call;

    /// <summary>True for a call of a helper by its number (source register field 0).</summary>
    public bool IsHelperCall => IsCall && Source == PseudoCall.Helper;

    /// <summary>True for a call of a subprogram by relative slot offset (source register field 1).</summary>
    public bool IsSubprogramCall => IsCall && Source == PseudoCall.Subprogram;

    /// <summary>True for <c>exit</c>.</summary>
    public bool IsExit => Opcode == Opcodes.Exit;

    /// <summary>Reads the instruction from its little-endian encoding.</summary>
    /// <param name="bytes">At least <see cref="SizeBytes"/> bytes.</param>
    public static Instruction Read(ReadOnlySpan<byte> bytes) => new(
        bytes[0],
        (byte)(bytes[1] & 0x0f),
        (byte)(bytes[1] >> 4),
        System.Buffers.Binary.BinaryPrimitives.ReadInt16LittleEndian(bytes[2..]),
        System.Buffers.Binary.BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]));

    /// <summary>Writes the instruction's little-endian encoding.</summary>
    /// <param name="bytes">At least <see cref="SizeBytes"/> bytes.</param>
    public void Write(Span<byte> bytes)
    {
        bytes[0] = Opcode;
        bytes[1] = (byte)((Destination & 0x0f) | (Source << 4));
        System.Buffers.Binary.BinaryPrimitives.WriteInt16LittleEndian(bytes[2..], Offset);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], Immediate);
    }
}
