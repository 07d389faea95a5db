namespace Nbpf.Runtime.Maps;

/// <summary>How a hash map's elements are laid out.</summary>
/// <param name="KeySize">Bytes of the key.</param>
/// <param name="ValueSize">Bytes of one value.</param>
/// <param name="IsPerCpu">Whether the element holds the address of a per-CPU value instead of the value.</param>
internal readonly record struct ElementLayout(uint KeySize, uint ValueSize, bool IsPerCpu)
{
    /// <summary>Bytes from the element to its value, or to the address of its per-CPU value.</summary>
    public uint ValueOffset => HashElement.SizeBytes + (uint)MapTypeDefinition.RoundUp8(KeySize);

    /// <summary>Bytes of a value, padded: one CPU's slot.</summary>
    public uint PaddedValueSize => (uint)MapTypeDefinition.RoundUp8(ValueSize);

    /// <summary>Bytes of one element.</summary>
    public uint ElementSize => ValueOffset + (IsPerCpu ? sizeof(ulong) : PaddedValueSize);
}
