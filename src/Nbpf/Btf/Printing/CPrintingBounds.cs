using System.Runtime.CompilerServices;

namespace Nbpf;

/// <summary>Ends the printing of hostile types: those nested deeper than the stack, and those that repeat each other or their padding without end.</summary>
internal sealed class CPrintingBounds(Btf btf)
{
    // The kernel's types take less than one visit per byte.
    private long _visitsLeft = 100_000 + (16L * btf.TypeBytes.Length);

    /// <summary>To be called once for every visit of a type and every line of padding.</summary>
    internal void Enter(uint id)
    {
        if (--_visitsLeft < 0) throw Fault(id, "makes a text too long to be printed");
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw Fault(id, "is nested too deeply to be printed");
    }

    internal static BpfFormatException Fault(uint id, string message) => new($"BTF type {id}: {message}", 0);
}
