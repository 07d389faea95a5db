using System.Numerics;
using Nbpf.Isa;
using Nbpf.Runtime.Execution;

namespace Nbpf.Runtime.Maps;

/// <summary>
/// Writes inlined lookups: the map pointer is in r1, the key's address in r2, the result goes to r0. Operands are numbers of any size; code of which
/// one does not fit its field is no code, so that the call stays.
/// </summary>
internal ref struct LookupCode(Span<Instruction> buffer)
{
    private const byte Map = 1;
    private const byte Key = 2;

    private readonly Span<Instruction> buffer = buffer;

    private int count;
    private bool isTooWide;

    /// <summary>Instructions written, or 0 when an operand did not fit.</summary>
    public readonly int Count => isTooWide ? 0 : count;

    /// <summary><c>r1 += 312; r0 = *(u32 *)(r2 +0)</c></summary>
    public void LoadIndex()
    {
        Add(0x07, Map, 0, 0, MapHeader.ArrayValuesOffset);
        Add(0x61, 0, Key, 0, 0);
    }

    /// <summary><c>if r0 >= bound goto +skip</c>: bounds from 2^31 on do not fit, because the immediate is extended by its sign.</summary>
    public void SkipUnlessBelow(uint bound, short skip) => Add(0x35, 0, 0, skip, bound);

    /// <summary><c>r0 &lt;&lt;= n</c> or <c>r0 *= size</c>, then <c>r0 += r1</c></summary>
    public void ScaleAndAddBase(ulong elementSize)
    {
        if (BitOperations.IsPow2(elementSize))
            Add(0x67, 0, 0, 0, BitOperations.Log2(elementSize));
        else
            Add(0x27, 0, 0, 0, (long)elementSize);
        Add(0x0f, 0, Map, 0, 0);
    }

    /// <summary><c>r0 = *(u64 *)(r0 +0)</c></summary>
    public void LoadPointer() => Add(0x79, 0, 0, 0, 0);

    /// <summary><c>r0 = r0</c> with offset -1: this CPU's copy of the per-CPU address in r0.</summary>
    public void ThisCpu() => Add(0xbf, 0, 0, -1, 0);

    /// <summary><c>goto +1; r0 = 0</c></summary>
    public void ElseNull()
    {
        Add(Opcodes.Jump, 0, 0, 1, 0);
        Add(0xb7, 0, 0, 0, 0);
    }

    /// <summary><c>if r0 == 0x0 goto +skip</c></summary>
    public void SkipIfNull(short skip) => Add(0x15, 0, 0, skip, 0);

    /// <summary><c>call function</c></summary>
    public void Call(KernelFunction function) => Add(Opcodes.Call, 0, 0, 0, function.Number);

    /// <summary><c>r0 += bytes</c></summary>
    public void AddOffset(ulong bytes) => Add(0x07, 0, 0, 0, (long)bytes);

    /// <summary>Sets the byte at an offset from r0 to 1 unless it is set: <c>r1 = *(u8 *)(r0 +n); if r1 != 0x0 goto +1; *(u8 *)(r0 +n) = 1</c></summary>
    public void SetByteOnce(short offset)
    {
        Add(0x71, Map, 0, offset, 0);
        Add(0x55, Map, 0, 1, 0);
        Add(0x72, 0, 0, offset, 1);
    }

    private void Add(byte opcode, byte destination, byte source, short offset, long immediate)
    {
        isTooWide |= immediate != (int)immediate;
        buffer[count++] = new Instruction(opcode, destination, source, offset, unchecked((int)immediate));
    }
}
