namespace Nbpf.Runtime.Objects;

/// <summary>A sized BTF type, modifiers and typedefs removed.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="SizeBytes">Its size.</param>
/// <param name="IntegerBits">For an integer: how many bits it has; else 0.</param>
/// <param name="IntegerOffset">For an integer: the bit it begins at; else 0.</param>
public readonly record struct BtfTypeShape(BtfKind Kind, uint SizeBytes, uint IntegerBits = 0, uint IntegerOffset = 0);
