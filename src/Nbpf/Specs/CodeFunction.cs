using System.Collections.Immutable;
using Nbpf.Isa;

namespace Nbpf.Specs;

/// <summary>A function of a code section as it stands in the file: an entry program or a subprogram.</summary>
internal sealed class CodeFunction
{
    /// <summary>Name.</summary>
    internal required string Name { get; init; }

    /// <summary>The section it is in.</summary>
    internal required CodeSection Section { get; init; }

    /// <summary>First instruction, in slots from the section's start.</summary>
    internal required int Start { get; init; }

    /// <summary>Number of slots.</summary>
    internal required int Count { get; init; }

    /// <summary>True for a program of its own, false for a subprogram.</summary>
    internal required bool IsEntry { get; init; }
}

/// <summary>A code section with its instructions, the functions in it and what they refer to, both by ascending instruction.</summary>
internal sealed class CodeSection
{
    /// <summary>Index of the ELF section.</summary>
    internal required int Index { get; init; }

    /// <summary>Name.</summary>
    internal required string Name { get; init; }

    /// <summary>Where the section starts in the file.</summary>
    internal required long FileOffset { get; init; }

    /// <summary>All instructions.</summary>
    internal required ImmutableArray<Instruction> Instructions { get; init; }

    /// <summary>The functions.</summary>
    internal ImmutableArray<CodeFunction> Functions { get; set; } = [];

    /// <summary>What relocations refer to.</summary>
    internal ImmutableArray<CodeReference> References { get; set; } = [];

    /// <summary>The function that starts at a slot, or null.</summary>
    internal CodeFunction? FunctionAt(long start)
    {
        int low = 0, high = Functions.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (Functions[middle].Start == start) return Functions[middle];
            if (Functions[middle].Start < start) low = middle + 1;
            else high = middle - 1;
        }
        return null;
    }

    /// <summary>Index of the first reference at or after a slot.</summary>
    internal int FirstReference(int start)
    {
        int low = 0, high = References.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (References[middle].InstructionIndex < start) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}

/// <summary>A relocation of code, resolved to what it refers to.</summary>
/// <param name="InstructionIndex">The instruction, in slots from the section's start.</param>
/// <param name="Kind">What it refers to.</param>
/// <param name="Name">Name of the map or symbol.</param>
/// <param name="IsWeak">True for a weak extern.</param>
/// <param name="TargetSection">Section of a subprogram, else null.</param>
/// <param name="Offset">First slot of a subprogram in its section; offset in bytes in a map's value.</param>
internal readonly record struct CodeReference(
    int InstructionIndex, InstructionReferenceKind Kind, string Name, bool IsWeak, CodeSection? TargetSection, long Offset);
