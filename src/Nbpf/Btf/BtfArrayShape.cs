namespace Nbpf;

/// <summary>What an array type is made of (struct btf_array).</summary>
/// <param name="ElementTypeId">Type of the elements.</param>
/// <param name="IndexTypeId">Type of the index.</param>
/// <param name="Count">Number of elements; 0 for a flexible array.</param>
public readonly record struct BtfArrayShape(uint ElementTypeId, uint IndexTypeId, uint Count);
