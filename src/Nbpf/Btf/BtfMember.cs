namespace Nbpf;

/// <summary>A member of a struct or union (struct btf_member, include/uapi/linux/btf.h).</summary>
/// <param name="Name">Name; empty for an anonymous struct, union or padding bitfield.</param>
/// <param name="TypeId">Type of the member.</param>
/// <param name="BitOffset">Offset in bits from the start of the struct.</param>
/// <param name="BitfieldSize">Width in bits of a bitfield that the struct's kind flag declares, 0 for an ordinary member.</param>
public readonly record struct BtfMember(string Name, uint TypeId, uint BitOffset, uint BitfieldSize)
{
    /// <summary>Offset in whole bytes; exact for what is not a bitfield.</summary>
    public uint ByteOffset => BitOffset / 8;

    /// <summary>True for a bitfield of a struct whose kind flag is set.</summary>
    public bool IsBitfield => BitfieldSize != 0;
}
