namespace Nbpf.Specs;

/// <summary>Names as the kernel keeps them (BPF_OBJ_NAME_LEN).</summary>
internal static class KernelName
{
    private const int MaxLength = 15;

    /// <summary>The first 15 characters, those that the kernel does not allow replaced by underscores.</summary>
    internal static string Of(string name)
    {
        Span<char> letters = stackalloc char[Math.Min(name.Length, MaxLength)];
        for (int i = 0; i < letters.Length; i++) letters[i] = char.IsAsciiLetterOrDigit(name[i]) || name[i] is '_' or '.' ? name[i] : '_';
        return new string(letters);
    }
}
