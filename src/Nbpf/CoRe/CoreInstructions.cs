using Nbpf.Isa;
using Nbpf.Syscall;

namespace Nbpf.CoRe;

/// <summary>
/// Writes what a relocation comes to into its instruction (bpf_core_patch_insn). Clang relocates three forms: the immediate of
/// an arithmetic instruction, the offset of a load or store, and the constant of a 64-bit immediate load.
/// </summary>
internal static class CoreInstructions
{
    /// <summary>The helper that an instruction without target calls; no kernel has it (0xbad2310).</summary>
    internal const int MissingTarget = 195_896_080;

    /// <summary>Patches an instruction.</summary>
    /// <param name="instructions">The program.</param>
    /// <param name="index">Which of its instructions, in slots.</param>
    /// <param name="resolution">What to write.</param>
    /// <exception cref="CoreFaultException">The instruction is of none of these forms, or holds another value than it must.</exception>
    internal static void Patch(Span<Instruction> instructions, int index, CoreResolution resolution)
    {
        if ((uint)index >= (uint)instructions.Length) throw new CoreFaultException(Errno.EINVAL, $"no such instruction among {instructions.Length}");
        ref Instruction instruction = ref instructions[index];
        bool isAccess = instruction.Class is InstructionClass.Ldx or InstructionClass.St or InstructionClass.Stx;
        bool isConstantLoad = IsConstantLoad(instructions, index);
        if (!isAccess && !isConstantLoad && !(instruction.IsAlu && !instruction.UsesSourceRegister))
            throw new CoreFaultException(Errno.EINVAL, $"an instruction of opcode 0x{instruction.Opcode:x2} and source {instruction.Source} cannot be relocated");
        if (resolution.IsMissing)
        {
            Poison(instructions, index);
        }
        else if (isAccess)
        {
            PatchAccess(instructions, index, resolution);
        }
        else if (isConstantLoad)
        {
            ref Instruction second = ref instructions[index + 1];
            Expect(resolution, "constant", (uint)instruction.Immediate | ((ulong)(uint)second.Immediate << 32));
            instruction = instruction with { Immediate = unchecked((int)resolution.Value) };
            second = second with { Immediate = unchecked((int)(resolution.Value >> 32)) };
        }
        else
        {
            Expect(resolution, "immediate", (ulong)instruction.Immediate);
            instruction = instruction with { Immediate = unchecked((int)resolution.Value) };
        }
    }

    private static bool IsConstantLoad(ReadOnlySpan<Instruction> instructions, int index) =>
        instructions[index] is { IsWide: true, Source: PseudoImmediate.Constant, Offset: 0 }
        && index + 1 < instructions.Length && instructions[index + 1] is { Opcode: 0, Destination: 0, Source: 0, Offset: 0 };

    private static void PatchAccess(Span<Instruction> instructions, int index, CoreResolution resolution)
    {
        ref Instruction instruction = ref instructions[index];
        Expect(resolution, "offset", (ulong)instruction.Offset);
        if (resolution.Value > (ulong)short.MaxValue) throw new CoreFaultException(Errno.ERANGE, $"offset {resolution.Value} is too far for a load or store");
        if (resolution.IsAccessUnsafe)
        {
            Poison(instructions, index);
            return;
        }
        instruction = instruction with { Offset = (short)resolution.Value };
        if (resolution.AccessSize == resolution.OriginalAccessSize) return;
        if (instruction.MemorySizeBytes != resolution.OriginalAccessSize)
            throw new CoreFaultException(Errno.EINVAL, $"an access of {instruction.MemorySizeBytes} bytes, expected {resolution.OriginalAccessSize}");
        MemorySize size = resolution.AccessSize switch
        {
            1 => MemorySize.Byte,
            2 => MemorySize.HalfWord,
            4 => MemorySize.Word,
            8 => MemorySize.DoubleWord,
            _ => throw new CoreFaultException(Errno.EINVAL, $"no access of {resolution.AccessSize} bytes"),
        };
        instruction = instruction with { Opcode = (byte)((instruction.Opcode & ~0x18) | (byte)size) };
    }

    // Both halves of a 64-bit load, because the second alone is no instruction.
    private static void Poison(Span<Instruction> instructions, int index)
    {
        int count = instructions[index].IsWide ? 2 : 1;
        instructions.Slice(index, count).Fill(new Instruction(Opcodes.Call, 0, PseudoCall.Helper, 0, MissingTarget));
    }

    private static void Expect(CoreResolution resolution, string what, ulong found)
    {
        if (resolution.IsOriginalCertain && found != resolution.OriginalValue)
            throw new CoreFaultException(Errno.EINVAL, $"{what} {(long)found}, expected {(long)resolution.OriginalValue} (to become {(long)resolution.Value})");
    }
}
