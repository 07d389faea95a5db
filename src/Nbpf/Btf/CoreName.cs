namespace Nbpf;

/// <summary>
/// Names as CO-RE compares them: of <c>task_struct___v6_7</c> only <c>task_struct</c> counts. What follows the last
/// <c>___</c> between two characters that are no underscores is a flavour.
/// </summary>
internal static class CoreName
{
    /// <summary>The name without its flavour.</summary>
    internal static ReadOnlySpan<byte> Essential(ReadOnlySpan<byte> name)
    {
        for (ReadOnlySpan<byte> head = name; ; head = head[..^1])
        {
            int at = head.LastIndexOf("___"u8);
            if (at <= 0) return name;
            if (name[at - 1] != '_' && at + 3 < name.Length && name[at + 3] != '_') return name[..at];
            // Of four underscores the first three may be the separator: go on with the one before.
            head = head[..(at + 3)];
        }
    }

    /// <summary>The name without its flavour.</summary>
    internal static string Essential(string name)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(name);
        return System.Text.Encoding.UTF8.GetString(Essential(bytes));
    }

    /// <summary>True when two names are the same but for flavours; no name equals only no name.</summary>
    internal static bool Match(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => Essential(left).SequenceEqual(Essential(right));
}
