namespace Nbpf;

/// <summary>
/// What an integer type is made of, the 32 bits after the type:
/// <code>
///  31   28 27      24 23       16 15      8 7     0
/// |  0    | encoding | bit offset |   0    | bits  |
/// </code>
/// </summary>
/// <param name="Encoding">Signed, char, bool or neither.</param>
/// <param name="BitOffset">Offset of the value's first bit, 0 but for old-style bitfields.</param>
/// <param name="Bits">Width of the value in bits.</param>
public readonly record struct BtfIntegerShape(BtfIntegerEncoding Encoding, byte BitOffset, byte Bits);
