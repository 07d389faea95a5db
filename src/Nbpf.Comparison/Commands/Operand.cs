using System.Globalization;
using System.Runtime.InteropServices;

namespace Nbpf.Comparison.Commands;

/// <summary>
/// Bytes that a command takes, as text: parts joined by <c>+</c>. A part is hexadecimal bytes, <c>u32:N</c> or <c>u64:N</c> in the
/// machine's order, <c>fd:NAME</c> (4 bytes), <c>position:NAME</c> (where the last batch on that map ended), or <c>each:HEX</c> (a value
/// for every possible CPU, rounded up to 8 bytes); <c>*N</c> after a part repeats it. <c>null</c> stands for a NULL pointer.
/// </summary>
/// <param name="Text">The text.</param>
public readonly record struct Operand(string Text)
{
    /// <summary>A NULL pointer.</summary>
    public static readonly Operand Null = new("null");

    /// <summary>A 32-bit number.</summary>
    /// <param name="value">The number.</param>
    public static Operand U32(uint value) => new(string.Create(CultureInfo.InvariantCulture, $"u32:{value}"));

    /// <summary>A 64-bit number.</summary>
    /// <param name="value">The number.</param>
    public static Operand U64(ulong value) => new(string.Create(CultureInfo.InvariantCulture, $"u64:{value}"));

    /// <summary>Bytes.</summary>
    /// <param name="bytes">At least one byte.</param>
    public static Operand Hex(ReadOnlySpan<byte> bytes) => new(Convert.ToHexStringLower(bytes));

    /// <summary>The file descriptor of an object.</summary>
    /// <param name="name">The object, <c>none</c> for -1 or <c>closed</c> for a number that is not open.</param>
    public static Operand Fd(string name) => new($"fd:{name}");

    /// <summary>Operands one after the other.</summary>
    /// <param name="parts">The operands, none of them NULL.</param>
    public static Operand Join(IEnumerable<Operand> parts) => new(string.Join('+', parts));

    /// <summary>The objects whose file descriptors it holds.</summary>
    public IEnumerable<string> Objects =>
        Text.Split('+').Where(part => part.StartsWith("fd:", StringComparison.Ordinal)).Select(part => part["fd:".Length..].Split('*')[0]).Distinct();

    /// <summary>The text.</summary>
    public override string ToString() => Text;

    /// <summary>The bytes on a kernel.</summary>
    /// <param name="session">The kernel and its objects by name.</param>
    /// <exception cref="FormatException">The text is no operand.</exception>
    internal byte[] Bytes(CommandSession session)
    {
        if (this == Null) return [];
        List<byte> bytes = [];
        foreach (string part in Text.Split('+'))
        {
            string[] repeated = part.Split('*');
            byte[] once = Part(repeated[0], session);
            int times = repeated.Length == 1 ? 1 : int.Parse(repeated[1], CultureInfo.InvariantCulture);
            for (int i = 0; i < times; i++) bytes.AddRange(once);
        }

        return [.. bytes];
    }

    private static byte[] Part(string part, CommandSession session)
    {
        int colon = part.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return Convert.FromHexString(part);
        string argument = part[(colon + 1)..];
        return part[..colon] switch
        {
            "u32" => Raw(uint.Parse(argument, CultureInfo.InvariantCulture)),
            "u64" => Raw(ulong.Parse(argument, CultureInfo.InvariantCulture)),
            "fd" => Raw(session.Fd(argument)),
            "position" => session.Position(argument),
            "each" => Each(Convert.FromHexString(argument), session.Kernel.PossibleCpuCount),
            string kind => throw new FormatException($"operand '{part}': expected u32, u64, fd, position or each before the colon, found '{kind}'"),
        };
    }

    private static byte[] Each(byte[] value, int cpus)
    {
        int stride = (value.Length + 7) & ~7;
        byte[] all = new byte[stride * cpus];
        for (int cpu = 0; cpu < cpus; cpu++) value.CopyTo(all, cpu * stride);
        return all;
    }

    private static byte[] Raw<T>(T value)
        where T : unmanaged => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)).ToArray();
}
