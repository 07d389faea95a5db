using Nbpf.Isa;

namespace Nbpf.Runtime.Code;

/// <summary>
/// The code that takes the place of one instruction. Distances of its own jumps are relative, as in a program. Offsets are numbers of any size here; one
/// that does not fit its 16 bits is an exception, never another offset.
/// </summary>
internal sealed class CodeBuffer
{
    private readonly List<CodeSlot> slots = [];

    /// <summary>The slots written.</summary>
    public CodeSlot[] ToArray() => [.. slots];

    /// <summary>Forgets what was written.</summary>
    public void Clear() => slots.Clear();

    /// <summary>Writes an instruction as it is.</summary>
    /// <param name="instruction">The instruction.</param>
    public void Add(Instruction instruction) => slots.Add(new CodeSlot(instruction));

    /// <summary>Writes a slot.</summary>
    /// <param name="slot">The slot.</param>
    public void Add(CodeSlot slot) => slots.Add(slot);

    /// <summary>Writes a load.</summary>
    /// <param name="size">Width.</param>
    /// <param name="destination">Register to load.</param>
    /// <param name="source">Base register.</param>
    /// <param name="offset">Byte offset.</param>
    public void Load(MemorySize size, byte destination, byte source, int offset) =>
        Add(Instructions.Load(size, destination, source, checked((short)offset)));

    /// <summary>Writes a store of a register.</summary>
    /// <param name="size">Width.</param>
    /// <param name="destination">Base register.</param>
    /// <param name="offset">Byte offset.</param>
    /// <param name="source">Register to store.</param>
    public void Store(MemorySize size, byte destination, int offset, byte source) =>
        Add(Instructions.Store(size, destination, checked((short)offset), source));

    /// <summary>Writes a store like another one, of a register or an immediate, to another place.</summary>
    /// <param name="size">Width.</param>
    /// <param name="store">The store to imitate.</param>
    /// <param name="offset">Byte offset.</param>
    public void StoreLike(MemorySize size, in Instruction store, int offset) =>
        Add(store with { Opcode = (byte)((byte)store.Class | (byte)size | (byte)MemoryMode.Memory), Offset = checked((short)offset) });
}
