using CsCheck;
using Nbpf.Isa;

namespace Nbpf.Runtime.Tests.Execution;

/// <summary>
/// Generates programs over the whole instruction set on scalars and their own stack: every form of the instruction table but packet
/// access, calls and pseudo loads. They set all registers first, jump only forwards but for one loop of three rounds,
/// and fold all registers and the stack into r0 in the end.
/// </summary>
internal static class RandomProgram
{
    private const int StackBytes = 64;
    private const byte LoopCounter = 9;

    private static readonly InstructionForm[] Forms = [.. InstructionTable.Rows.Where(form => form.Operands is not (
        OperandForm.CallHelper or OperandForm.CallSubprogram or OperandForm.CallKernelFunction or OperandForm.Exit or OperandForm.MayGoto
        or OperandForm.AddressSpaceCast or OperandForm.LoadPacketAbsolute or OperandForm.LoadPacketIndirect)
        && (form.Operands != OperandForm.LoadImmediate64 || form.Name == "lddw"))];

    private static readonly Gen<int> Immediate = Gen.Frequency(
        (4, Gen.Int),
        (4, Gen.Int[-70, 70]),
        (1, OneOf(int.MinValue, int.MaxValue, -1, 0, 1, 0xffff, 0x8000)));

    private static readonly Gen<ulong> Value = Gen.Frequency(
        (3, Gen.ULong),
        (2, Gen.Int[-70, 70].Select(n => (ulong)n)),
        (2, OneOf(0UL, 1UL, ulong.MaxValue, 1UL << 63, (1UL << 63) - 1, 0xffffffffUL, 0x80000000UL, 0x7fffffffUL, 0x100000000UL)));

    private static readonly Gen<Step> AnyStep = Gen.Select(
        Gen.Int[0, Forms.Length - 1],
        Gen.Byte[0, LoopCounter - 1],
        Gen.Byte[0, LoopCounter - 1],
        Gen.Int[0, 1000],
        Immediate,
        (form, destination, source, number, immediate) => new Step(Forms[form], destination, source, number, immediate));

    /// <summary>Programs of up to forty instructions between prologue and epilogue.</summary>
    public static readonly Gen<Instruction[]> Any = Gen.Select(Value.Array[LoopCounter], AnyStep.Array[1, 40], Gen.Bool, Build);

    private static Gen<T> OneOf<T>(params T[] choices) => Gen.Int[0, choices.Length - 1].Select(i => choices[i]);

    private static Instruction[] Build(ulong[] initial, Step[] steps, bool loops)
    {
        List<Instruction> code = [];
        for (byte r = 0; r < LoopCounter; r++) code.AddRange(Instructions.LoadImm64(r, initial[r]));
        for (short at = 8; at <= StackBytes; at += 8) code.Add(Instructions.Store(MemorySize.DoubleWord, Register.FramePointer, (short)-at, (byte)(at / 8 - 1)));
        code.Add(Instructions.MovImm(LoopCounter, 3));

        int body = code.Count;
        int[] starts = new int[steps.Length + 1];
        for (int i = 0; i < steps.Length; i++) starts[i + 1] = starts[i] + (steps[i].Form.Operands == OperandForm.LoadImmediate64 ? 2 : 1);
        for (int i = 0; i < steps.Length; i++)
        {
            int target = starts[i + 1 + steps[i].Number % (steps.Length - i)];
            code.AddRange(steps[i].Encode(target - starts[i] - 1));
        }

        if (loops)
        {
            code.Add(Instructions.Alu64Imm(AluOperation.Sub, LoopCounter, 1));
            code.Add(Instructions.JumpIfImm(JumpOperation.NotEqual, LoopCounter, 0, (short)(body - code.Count - 1)));
        }

        for (byte r = 1; r < LoopCounter; r++) Fold(code, r);
        for (short at = 8; at <= StackBytes; at += 8)
        {
            code.Add(Instructions.Load(MemorySize.DoubleWord, 1, Register.FramePointer, (short)-at));
            Fold(code, 1);
        }

        code.Add(Instructions.Exit());
        return [.. code];
    }

    private static void Fold(List<Instruction> code, byte register)
    {
        code.Add(Instructions.Alu64Imm(AluOperation.Mul, Register.R0, 0x01000193));
        code.Add(Instructions.Alu64(AluOperation.Xor, Register.R0, register));
    }

    private readonly record struct Step(InstructionForm Form, byte Destination, byte Source, int Number, int Immediate)
    {
        public Instruction[] Encode(int jump)
        {
            bool isJump = Form.Operands is OperandForm.Jump or OperandForm.JumpImmediate or OperandForm.JumpRegister;
            bool isStore = Form.Operands is OperandForm.Store or OperandForm.StoreImmediate or OperandForm.Atomic or OperandForm.AtomicFetch or OperandForm.StoreRelease;
            bool isLoad = Form.Operands is OperandForm.Load or OperandForm.LoadAcquire;
            Instruction instruction = new(
                Form.Opcode,
                isStore ? Register.FramePointer : Field(Form.Destination, Destination),
                isLoad ? Register.FramePointer : Field(Form.Source, Source),
                (short)(isJump ? jump : isLoad || isStore ? StackOffset() : Form.Offset.IsAny ? Number : Form.Offset.Values[0]),
                Form.Operands == OperandForm.JumpLong ? jump : Form.Immediate.IsAny ? Immediate : Form.Immediate.Values[Number % Form.Immediate.Values.Count]);
            return Form.Operands == OperandForm.LoadImmediate64 ? [instruction, new(0, 0, 0, 0, Number * 7919 - 4_000_000)] : [instruction];
        }

        // Atomic operations need natural alignment, plain accesses none.
        private int StackOffset()
        {
            int size = new Instruction(Form.Opcode, 0, 0, 0, 0).MemorySizeBytes;
            bool isAtomic = Form.Operands is OperandForm.Atomic or OperandForm.AtomicFetch or OperandForm.LoadAcquire or OperandForm.StoreRelease;
            int offset = Number % (StackBytes - size + 1) - StackBytes;
            return isAtomic ? offset / size * size : offset;
        }

        private static byte Field(FieldRule rule, byte register) => rule.IsRegister ? register : rule.IsAny ? (byte)0 : (byte)rule.Values[0];
    }
}
