namespace Nbpf.Isa.Assembly;

/// <summary>A name in an instruction that is resolved when all labels are known.</summary>
/// <param name="Name">The label.</param>
/// <param name="Kind">Where its distance goes.</param>
/// <param name="Index">Slot index of the instruction.</param>
/// <param name="Line">The line it stands in.</param>
/// <param name="Column">Where in the line.</param>
internal sealed record LabelReference(string Name, LabelKind Kind, int Index, SourceLine Line, int Column);

/// <summary>Which field of an instruction receives a label's distance.</summary>
internal enum LabelKind
{
    /// <summary>The 16-bit offset of a jump.</summary>
    Offset,

    /// <summary>The immediate of a long jump or function address.</summary>
    Immediate,

    /// <summary>The immediate of a call, which may name a helper too.</summary>
    Call,
}
