using System.Collections.Immutable;
using System.Reflection;

namespace Nbpf.Isa.Semantics;

/// <summary>Finds the <see cref="IJumpCondition"/> of a conditional jump (RFC 9669 §4.3).</summary>
public static class JumpSemantics
{
    private static readonly ImmutableArray<Meaning?> Conditions = ConditionMeanings();

    /// <summary>The struct that implements the jump's condition, or null when the instruction is no conditional jump.</summary>
    /// <param name="instruction">Any instruction.</param>
    public static Type? TypeOf(in Instruction instruction) => Find(instruction)?.Condition;

    /// <summary>
    /// The static method to call for the jump, <c>bool (ulong, ulong)</c> in class JMP and <c>bool (uint, uint)</c> in class JMP32,
    /// or null when <see cref="TypeOf"/> is null.
    /// </summary>
    /// <param name="instruction">Any instruction.</param>
    public static MethodInfo? MethodOf(in Instruction instruction)
    {
        Meaning? meaning = Find(instruction);
        return instruction.Class == InstructionClass.Jmp ? meaning?.Test64.Method : meaning?.Test32.Method;
    }

    /// <summary>Whether the jump is taken.</summary>
    /// <param name="instruction">A conditional jump.</param>
    /// <param name="destination">The destination register.</param>
    /// <param name="source">The source register; ignored when the second operand is the immediate.</param>
    /// <exception cref="ArgumentException">The instruction is no conditional jump.</exception>
    public static bool Evaluate(in Instruction instruction, ulong destination, ulong source)
    {
        Meaning meaning = Find(instruction)
            ?? throw new ArgumentException($"opcode 0x{instruction.Opcode:x2} is no conditional jump", nameof(instruction));
        ulong operand = instruction.UsesSourceRegister ? source : (ulong)instruction.Immediate;
        return instruction.Class == InstructionClass.Jmp ? meaning.Test64(destination, operand) : meaning.Test32((uint)destination, (uint)operand);
    }

    private static Meaning? Find(in Instruction instruction) => instruction.IsJumpClass ? Conditions[instruction.Opcode >> 4] : null;

    private static ImmutableArray<Meaning?> ConditionMeanings()
    {
        Meaning?[] table = new Meaning?[16];
        table[(int)JumpOperation.Equal >> 4] = Meaning.Of<Equal>();
        table[(int)JumpOperation.Greater >> 4] = Meaning.Of<Greater>();
        table[(int)JumpOperation.GreaterOrEqual >> 4] = Meaning.Of<GreaterOrEqual>();
        table[(int)JumpOperation.BitsSet >> 4] = Meaning.Of<BitsSet>();
        table[(int)JumpOperation.NotEqual >> 4] = Meaning.Of<NotEqual>();
        table[(int)JumpOperation.SignedGreater >> 4] = Meaning.Of<SignedGreater>();
        table[(int)JumpOperation.SignedGreaterOrEqual >> 4] = Meaning.Of<SignedGreaterOrEqual>();
        table[(int)JumpOperation.Less >> 4] = Meaning.Of<Less>();
        table[(int)JumpOperation.LessOrEqual >> 4] = Meaning.Of<LessOrEqual>();
        table[(int)JumpOperation.SignedLess >> 4] = Meaning.Of<SignedLess>();
        table[(int)JumpOperation.SignedLessOrEqual >> 4] = Meaning.Of<SignedLessOrEqual>();
        return [.. table];
    }

    private sealed record Meaning(Type Condition, Func<ulong, ulong, bool> Test64, Func<uint, uint, bool> Test32)
    {
        public static Meaning Of<T>()
            where T : struct, IJumpCondition => new(typeof(T), T.Test64, T.Test32);
    }
}
