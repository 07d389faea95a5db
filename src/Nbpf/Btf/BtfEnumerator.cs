namespace Nbpf;

/// <summary>A constant of an enum (struct btf_enum, struct btf_enum64).</summary>
/// <param name="Name">Name.</param>
/// <param name="Value">Value, sign-extended when the enum is signed and zero-extended when it is not.</param>
public readonly record struct BtfEnumerator(string Name, long Value);
