using Nbpf.Isa;

namespace Nbpf.Runtime.Execution;

/// <summary>What both engines need to know of an xlated program's instructions.</summary>
internal static class XlatedForm
{
    /// <summary>Registers of xlated programs: r0–r10, and r11 (BPF_REG_AX), which the rewrites use and programs cannot name.</summary>
    public const int RegisterCount = Register.Count + 1;

    /// <summary>The offset of <c>mov64 dst, src</c> that makes it add the run's per-CPU offset (BPF_ADDR_PERCPU).</summary>
    public const short PerCpuMoveOffset = -1;

    /// <summary>True for <c>dst = src + per-CPU offset</c>.</summary>
    public static bool IsPerCpuMove(in Instruction instruction) => instruction is { Opcode: Opcodes.MoveRegister64, Offset: PerCpuMoveOffset };

    /// <summary>True for an ALU or ALU64 instruction that means an arithmetic operation (<see cref="Isa.Semantics.AluSemantics"/> finds its meaning,
    /// at the price of building all meanings).</summary>
    public static bool IsArithmetic(in Instruction instruction) => instruction.IsAlu && (instruction.AluOperation switch
    {
        AluOperation.End => instruction.Immediate is 16 or 32 or 64 && !(instruction.Class == InstructionClass.Alu64 && instruction.UsesSourceRegister),
        AluOperation.Div or AluOperation.Mod => instruction.Offset is 0 or 1,
        AluOperation.Mov when instruction.UsesSourceRegister => instruction.Offset is 0 or 8 or 16 || (instruction.Offset == 32 && instruction.Class == InstructionClass.Alu64),
        AluOperation.Neg when instruction.UsesSourceRegister => false,
        <= AluOperation.Arsh => instruction.Offset == 0,
        _ => false,
    });

    /// <summary>True for the tail call, which stays a call by helper number.</summary>
    public static bool IsTailCall(in Instruction instruction) => instruction is { IsHelperCall: true, Immediate: TailCalls.HelperNumber };

    /// <summary>True for a jump that depends on a comparison.</summary>
    public static bool IsConditionalJump(in Instruction instruction) =>
        instruction.IsJumpClass && instruction.JumpOperation is not (JumpOperation.Always or JumpOperation.Call or JumpOperation.Exit);

    /// <summary>The slot a jump goes to.</summary>
    /// <param name="index">The jump's slot.</param>
    /// <param name="instruction">The jump.</param>
    public static int JumpTarget(int index, in Instruction instruction) =>
        index + 1 + (instruction.Opcode == Opcodes.JumpLong ? instruction.Immediate : instruction.Offset);

    /// <summary>The 64 bits that a wide load puts into its register, but for subprogram addresses.</summary>
    /// <param name="program">The program.</param>
    /// <param name="index">The load's first slot.</param>
    public static ulong WideImmediate(XlatedProgram program, int index) => program.Instructions[index].Source == PseudoImmediate.Constant
        ? (uint)program.Instructions[index].Immediate | ((ulong)(uint)program.Instructions[index + 1].Immediate << 32)
        : program.Addresses[index];

    /// <summary>The number of the subprogram that begins at a slot.</summary>
    /// <param name="program">The program.</param>
    /// <param name="slot">Its first slot.</param>
    public static int SubprogramAt(XlatedProgram program, int slot)
    {
        int number = FindSubprogram(program, slot);
        return number >= 0 ? number : throw new System.Diagnostics.UnreachableException($"no subprogram begins at slot {slot}");
    }

    /// <summary>
    /// The number of the subprogram whose address a wide load takes, or -1: no path calls it back, so that it was removed as dead code.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="index">The load's first slot.</param>
    public static int CallbackOf(XlatedProgram program, int index) => FindSubprogram(program, (int)program.Addresses[index]) is var number and > 0 ? number : -1;

    private static int FindSubprogram(XlatedProgram program, int slot)
    {
        ReadOnlySpan<XlatedSubprogram> subprograms = program.Subprograms.AsSpan();
        int low = 0, high = subprograms.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1, start = subprograms[middle].Start;
            if (start == slot) return middle;
            if (start < slot) low = middle + 1;
            else high = middle - 1;
        }

        return -1;
    }

    /// <summary>The function that a call of a helper or map operation names.</summary>
    /// <param name="program">The program.</param>
    /// <param name="index">The call's slot.</param>
    /// <exception cref="NotSupportedException">It names none: a kfunc, or a helper that was not rewritten.</exception>
    public static KernelFunction FunctionOf(XlatedProgram program, int index)
    {
        Instruction call = program.Instructions[index];
        return (call.IsHelperCall ? program.Functions.Find(call.Immediate) : null) ?? throw Unsupported(index, call);
    }

    /// <summary>The error for an instruction that no engine runs.</summary>
    /// <param name="index">Its slot.</param>
    /// <param name="instruction">The instruction.</param>
    public static NotSupportedException Unsupported(int index, in Instruction instruction) => new(
        $"instruction {index}: opcode 0x{instruction.Opcode:x2} (src {instruction.Source}, offset {instruction.Offset}, immediate {instruction.Immediate}) cannot be run");
}
