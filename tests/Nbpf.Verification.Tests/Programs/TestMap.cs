using System.Globalization;
using Nbpf.Syscall;

namespace Nbpf.Verification.Tests.Programs;

/// <summary>A map as the verifier sees it; its contents are zero.</summary>
internal sealed class TestMap : IMapFacts
{
    public required MapType Type { get; init; }

    public uint Id => 1;

    public required string Name { get; init; }

    public required uint KeySize { get; init; }

    public required uint ValueSize { get; init; }

    public required uint MaxEntries { get; init; }

    public required MapFlags Flags { get; init; }

    public bool IsFrozen { get; init; }

    public IMapFacts? InnerTemplate { get; init; }

    public ulong DisplayAddress => 0xffff888000000000;

    public static TestMap Parse(string line, IReadOnlyList<TestMap> before)
    {
        string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string? inner = fields.Skip(7).FirstOrDefault(f => f.StartsWith("inner=", StringComparison.Ordinal));
        return new TestMap
        {
            Name = fields[1] == "-" ? "" : fields[1],
            Type = Enum.Parse<MapType>(fields[2]),
            KeySize = Number(fields[3]),
            ValueSize = Number(fields[4]),
            MaxEntries = Number(fields[5]),
            Flags = (MapFlags)Number(fields[6]),
            IsFrozen = fields.Contains("frozen"),
            InnerTemplate = inner is null ? null : before[(int)Number(inner[6..])],
        };
    }

    public Errno CheckDirectValue(uint offset)
    {
        if (MaxEntries != 1)
            return Errno.ENOTSUPP;
        return offset >= ValueSize ? Errno.EINVAL : Errno.None;
    }

    public bool TryReadConstant(uint offset, int sizeBytes, out ulong value)
    {
        value = 0;
        return true;
    }

    private static uint Number(string text) => uint.Parse(text, CultureInfo.InvariantCulture);
}
