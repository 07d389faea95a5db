using Nbpf.Isa;

namespace Nbpf.Comparison.Objects;

/// <summary>What in a program known differences depend on, in words for <see cref="Difference.Subject"/>.</summary>
public static class ProgramTraits
{
    /// <summary>Words such as <c> with callbacks, stack atomics</c>, beginning with a space; empty when there are none.</summary>
    /// <param name="program">The program's instructions.</param>
    public static string Describe(ReadOnlySpan<Instruction> program)
    {
        bool hasCalls = false, hasEarlyExits = false, hasSignExtendingLoads = false, hasCallbacks = false, hasAtomicFetches = false, hasWordNullChecks = false;
        for (int i = 0; i < program.Length; i += program[i].IsWide ? 2 : 1)
        {
            Instruction instruction = program[i];
            hasCalls |= instruction.IsSubprogramCall;
            hasEarlyExits |= instruction.IsHelperCall && instruction.Immediate == (int)HelperId.TailCall;
            hasSignExtendingLoads |= instruction is { Class: InstructionClass.Ldx, MemoryMode: MemoryMode.MemorySignExtend };
            hasCallbacks |= instruction.IsWide && instruction.Source == PseudoImmediate.Function;
            hasAtomicFetches |= instruction is { Class: InstructionClass.Stx, MemoryMode: MemoryMode.Atomic } && (instruction.Immediate & (int)AtomicOperation.Fetch) != 0;
            hasWordNullChecks |= instruction is { Class: InstructionClass.Jmp32, JumpOperation: JumpOperation.Equal or JumpOperation.NotEqual };
        }

        (bool Has, string Word)[] traits =
        [
            (hasCalls, "calls"),
            (hasCalls && hasEarlyExits, "early exits"),
            (hasSignExtendingLoads, "sign-extending loads"),
            (hasCallbacks, "callbacks"),
            (hasAtomicFetches, "fetching atomics"),
            (hasWordNullChecks, "word comparisons"),
        ];
        string words = string.Join(", ", traits.Where(static trait => trait.Has).Select(static trait => trait.Word));
        return words.Length == 0 ? "" : $" with {words}";
    }
}
