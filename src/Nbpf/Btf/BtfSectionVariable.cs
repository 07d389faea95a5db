namespace Nbpf;

/// <summary>A variable's place in a data section (struct btf_var_secinfo).</summary>
/// <param name="TypeId">The VAR, or in the sections of externs a FUNC.</param>
/// <param name="Offset">Offset in bytes from the start of the section.</param>
/// <param name="Size">Size in bytes.</param>
public readonly record struct BtfSectionVariable(uint TypeId, uint Offset, uint Size);
