using System.Collections.Immutable;
using Nbpf.Isa;
using Nbpf.Verification;

namespace Nbpf.Runtime.Execution;

/// <summary>
/// The program after the rewrites: what <c>dump xlated</c> shows and what is compiled or interpreted. Made from a
/// <see cref="VerifiedProgram"/> by the rewriter only.
/// </summary>
public sealed class XlatedProgram
{
    internal XlatedProgram(
        ImmutableArray<Instruction> instructions,
        ImmutableArray<ulong> addresses,
        ImmutableArray<XlatedSubprogram> subprograms,
        ImmutableArray<BtfLineInfo> lines,
        KernelFunctionTable functions)
    {
        Instructions = instructions;
        Addresses = addresses;
        Subprograms = [.. subprograms.Select(s => s with { HasTailCall = HoldsTailCall(instructions.AsSpan(s.Start, s.Length)) })];
        Lines = lines;
        Functions = functions;
    }

    /// <summary>
    /// The instructions as dumps show them: map ids in the 64-bit immediate loads, function numbers in the calls of helpers
    /// and map operations, relative slots in the calls of subprograms.
    /// Besides RFC 9669 they hold <c>mov64 dst, src</c> with offset -1: dst = src + the run's per-CPU offset (BPF_ADDR_PERCPU),
    /// and <c>call 12</c>: the tail call.
    /// </summary>
    public ImmutableArray<Instruction> Instructions { get; }

    /// <summary>For each slot that is the first of a 64-bit immediate load of a map, map value or subprogram: the value that runs load; else 0.
    /// A subprogram's value is its first slot index.</summary>
    public ImmutableArray<ulong> Addresses { get; }

    /// <summary>The subprograms in slot order; the first is the main program.</summary>
    public ImmutableArray<XlatedSubprogram> Subprograms { get; }

    /// <summary>Source lines by slot of the xlated program, ascending.</summary>
    public ImmutableArray<BtfLineInfo> Lines { get; }

    /// <summary>For each slot the slot of the verified program that it was written for, -1 for what runs before the first one. Empty when the program was made of
    /// bare instructions: then every slot is its own.</summary>
    public ImmutableArray<int> Origins { get; internal init; } = [];

    /// <summary>The functions that calls name by number.</summary>
    public KernelFunctionTable Functions { get; }

    private static bool HoldsTailCall(ReadOnlySpan<Instruction> code)
    {
        foreach (ref readonly Instruction instruction in code)
            if (XlatedForm.IsTailCall(instruction)) return true;
        return false;
    }
}
