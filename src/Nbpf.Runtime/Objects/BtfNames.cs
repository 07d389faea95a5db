namespace Nbpf.Runtime.Objects;

/// <summary>
/// Names that the kernel takes in types (kernel/bpf/btf.c, lib/ctype.c, Linux 6.18), so that what it prints of a program breaks no line. Its letters are those
/// of Latin-1, byte by byte.
/// </summary>
internal static class BtfNames
{
    /// <summary>A name of letters, digits, underscores and dots that does not begin with a digit (btf_name_valid_identifier).</summary>
    public static bool IsIdentifier(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty || char.IsAsciiDigit((char)name[0]))
            return false;
        foreach (byte letter in name)
        {
            if (!char.IsAsciiLetterOrDigit((char)letter) && letter is not ((byte)'_' or (byte)'.') && !IsLatinLetter(letter))
                return false;
        }

        return true;
    }

    /// <summary>A name of printable characters (btf_name_valid_section).</summary>
    public static bool IsSection(ReadOnlySpan<byte> name) => !name.IsEmpty && !name.ContainsAnyInRange((byte)0, (byte)0x1f) && !name.ContainsAnyInRange((byte)0x7f, (byte)0x9f);

    // All above 0xbf but the signs of multiplication and division.
    private static bool IsLatinLetter(byte letter) => letter >= 0xc0 && letter is not (0xd7 or 0xf7);
}
