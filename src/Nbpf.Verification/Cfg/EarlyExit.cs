using System.Collections.Immutable;
using Nbpf.Isa;

namespace Nbpf.Verification.Cfg;

/// <summary>
/// A way out of a function besides <c>exit</c>: where the instruction succeeds or fails, as it may be, the function ends and its
/// caller goes on with a result; otherwise the next instruction is executed.
/// </summary>
/// <remarks>
/// Everything that follows control asks here: liveness of registers and stack, precision, exploration, what a call may change, and
/// where such instructions may stand. Another way out is another entry of <see cref="At"/> and <see cref="All"/>.
/// </remarks>
/// <param name="Kind">The entry as a set of one.</param>
/// <param name="Name">What Linux calls it in its messages.</param>
/// <param name="Result">What the function returns then; null for any number.</param>
/// <param name="ChangesPacketData">The packet may have moved when the caller goes on.</param>
public sealed record EarlyExit(EarlyExits Kind, string Name, ulong? Result, bool ChangesPacketData)
{
    private static readonly EarlyExit LegacyLoad = new(EarlyExits.LegacyLoad, "LD_ABS", Result: 0, ChangesPacketData: false);

    private static readonly EarlyExit TailCall = new(EarlyExits.TailCall, "tail_call", Result: null, ChangesPacketData: true);

    /// <summary>All of them, in the order in which Linux complains of them.</summary>
    public static ImmutableArray<EarlyExit> All { get; } = [LegacyLoad, TailCall];

    /// <summary>The way out that an instruction is, or null.</summary>
    public static EarlyExit? At(in Instruction instruction)
    {
        if (instruction.Class == InstructionClass.Ld)
            return instruction.MemoryMode is MemoryMode.Absolute or MemoryMode.Indirect ? LegacyLoad : null;
        return instruction.IsHelperCall && HelperNumbers.IsTailCall(instruction.Immediate) ? TailCall : null;
    }
}
