using System.Collections.Immutable;
using System.Reflection;

namespace Nbpf.Isa.Semantics;

/// <summary>Finds the <see cref="IAluOperation"/> that gives an ALU or ALU64 instruction its meaning (RFC 9669 §4.1, §4.2).</summary>
public static class AluSemantics
{
    private static readonly ImmutableArray<Meaning?> Plain = PlainMeanings();
    private static readonly Meaning SignedDivision = Meaning.Of<SignedDiv>();
    private static readonly Meaning SignedModulo = Meaning.Of<SignedMod>();
    private static readonly ImmutableArray<Meaning> SignExtendingMoves = [Meaning.Of<MovSignExtend8>(), Meaning.Of<MovSignExtend16>(), Meaning.Of<MovSignExtend32>()];
    private static readonly ImmutableArray<Meaning> Swaps = [Meaning.Of<Swap16>(), Meaning.Of<Swap32>(), Meaning.Of<Swap64>()];
    private static readonly ImmutableArray<Meaning> Truncations = [Meaning.Of<Truncate16>(), Meaning.Of<Truncate32>(), Meaning.Of<Keep64>()];

    /// <summary>The struct that implements the instruction's operation, or null when it is not ALU or its fields select no operation.</summary>
    /// <param name="instruction">Any instruction.</param>
    public static Type? TypeOf(in Instruction instruction) => Find(instruction)?.Operation;

    /// <summary>
    /// The static method to call for the instruction, <c>ulong (ulong, ulong)</c> when <see cref="Is64Bit"/>, else
    /// <c>uint (uint, uint)</c>, or null when <see cref="TypeOf"/> is null. Code generators call it and leave inlining to the JIT compiler.
    /// </summary>
    /// <param name="instruction">Any instruction.</param>
    public static MethodInfo? MethodOf(in Instruction instruction)
    {
        Meaning? meaning = Find(instruction);
        return Is64Bit(instruction) ? meaning?.Apply64.Method : meaning?.Apply32.Method;
    }

    /// <summary>True when the instruction works on all 64 bits: class ALU64, and all byte swaps (<c>be64</c> is in class ALU).</summary>
    /// <param name="instruction">An ALU or ALU64 instruction.</param>
    public static bool Is64Bit(in Instruction instruction) =>
        instruction.Class == InstructionClass.Alu64 || instruction.AluOperation == AluOperation.End;

    /// <summary>The value the destination register has after the instruction; 32-bit results are zero-extended.</summary>
    /// <param name="instruction">An ALU or ALU64 instruction for which <see cref="TypeOf"/> is not null.</param>
    /// <param name="destination">The destination register before it.</param>
    /// <param name="source">The source register; ignored when the second operand is the immediate.</param>
    /// <exception cref="ArgumentException">The instruction has no arithmetic meaning.</exception>
    public static ulong Evaluate(in Instruction instruction, ulong destination, ulong source)
    {
        Meaning meaning = Find(instruction)
            ?? throw new ArgumentException($"opcode 0x{instruction.Opcode:x2} with offset {instruction.Offset} and immediate {instruction.Immediate} is no arithmetic operation", nameof(instruction));
        ulong operand = instruction.UsesSourceRegister ? source : (ulong)instruction.Immediate;
        return Is64Bit(instruction) ? meaning.Apply64(destination, operand) : meaning.Apply32((uint)destination, (uint)operand);
    }

    private static Meaning? Find(in Instruction instruction)
    {
        if (!instruction.IsAlu) return null;
        switch (instruction.AluOperation)
        {
            case AluOperation.End: return FindByteSwap(instruction);
            case AluOperation.Div when instruction.Offset == 1: return SignedDivision;
            case AluOperation.Mod when instruction.Offset == 1: return SignedModulo;
            case AluOperation.Mov when instruction is { UsesSourceRegister: true, Offset: not 0 }: return FindSignExtendingMove(instruction);
            case AluOperation.Neg when instruction.UsesSourceRegister: return null;
            default: return instruction.Offset == 0 ? Plain[instruction.Opcode >> 4] : null;
        }
    }

    private static Meaning? FindByteSwap(in Instruction instruction)
    {
        if (WidthIndex(instruction.Immediate, 16) is not { } width) return null;
        if (instruction.Class == InstructionClass.Alu) return instruction.UsesSourceRegister ? Swaps[width] : Truncations[width];
        return instruction.UsesSourceRegister ? null : Swaps[width];
    }

    private static Meaning? FindSignExtendingMove(in Instruction instruction)
    {
        bool exists = instruction.Offset != 32 || instruction.Class == InstructionClass.Alu64;
        return exists && WidthIndex(instruction.Offset, 8) is { } width ? SignExtendingMoves[width] : null;
    }

    private static int? WidthIndex(int width, int smallest) =>
        width == smallest ? 0 : width == smallest * 2 ? 1 : width == smallest * 4 ? 2 : null;

    private static ImmutableArray<Meaning?> PlainMeanings()
    {
        Meaning?[] table = new Meaning?[16];
        table[(int)AluOperation.Add >> 4] = Meaning.Of<Add>();
        table[(int)AluOperation.Sub >> 4] = Meaning.Of<Sub>();
        table[(int)AluOperation.Mul >> 4] = Meaning.Of<Mul>();
        table[(int)AluOperation.Div >> 4] = Meaning.Of<Div>();
        table[(int)AluOperation.Or >> 4] = Meaning.Of<Or>();
        table[(int)AluOperation.And >> 4] = Meaning.Of<And>();
        table[(int)AluOperation.Lsh >> 4] = Meaning.Of<Lsh>();
        table[(int)AluOperation.Rsh >> 4] = Meaning.Of<Rsh>();
        table[(int)AluOperation.Neg >> 4] = Meaning.Of<Neg>();
        table[(int)AluOperation.Mod >> 4] = Meaning.Of<Mod>();
        table[(int)AluOperation.Xor >> 4] = Meaning.Of<Xor>();
        table[(int)AluOperation.Mov >> 4] = Meaning.Of<Mov>();
        table[(int)AluOperation.Arsh >> 4] = Meaning.Of<Arsh>();
        return [.. table];
    }

    private sealed record Meaning(Type Operation, Func<ulong, ulong, ulong> Apply64, Func<uint, uint, uint> Apply32)
    {
        public static Meaning Of<T>()
            where T : struct, IAluOperation => new(typeof(T), T.Apply64, T.Apply32);
    }
}
