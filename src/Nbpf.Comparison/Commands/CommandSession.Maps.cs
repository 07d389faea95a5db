using System.Security.Cryptography;
using Nbpf.Syscall;

namespace Nbpf.Comparison.Commands;

/// <content>What commands on maps need to know of them: sizes, order, how values are shown.</content>
public sealed partial class CommandSession
{
    // Of a file descriptor that is no map, where no size is known.
    private const int UnknownRoom = 8;
    private const int ShownBytes = 64;
    private const int ShownElements = 16;

    /// <summary>Bytes of a value of a map on this boundary.</summary>
    internal int ValueRoom(string map) => Map(map) is { } info ? Stride(info) * (IsPerCpu(info.Type) ? kernel.PossibleCpuCount : 1) : UnknownRoom;

    /// <summary>Bytes of a key of a map.</summary>
    internal int KeyRoom(string map) => Map(map) is { } info ? (int)info.KeySize : UnknownRoom;

    /// <summary>Whether the order of a map's keys is the same on all kernels: that of arrays is.</summary>
    internal bool HasOrder(string map) => Map(map)?.Type is not (MapType.Hash or MapType.PerCpuHash or MapType.LruHash or MapType.LruPerCpuHash or MapType.HashOfMaps);

    /// <summary>All keys of a map, in the kernel's order; empty where keys may not be read.</summary>
    internal IReadOnlyList<byte[]> Keys(string map)
    {
        List<byte[]> keys = [];
        int room = KeyRoom(map), fd = Fd(map);
        byte[] key = [];
        while (keys.Count <= Map(map)?.MaxEntries)
        {
            byte[] next = new byte[room];
            if (kernel.MapGetNextKey(fd, key, next).IsError) break;
            keys.Add(next);
            key = next;
        }

        return keys;
    }

    /// <summary>A value as text: ids as names, a per-CPU value once when it is the same for all CPUs, a long one by its hash.</summary>
    internal string ShowValue(string map, ReadOnlySpan<byte> value)
    {
        if (Map(map) is not { } info) return Show(value);
        if (NamedKind(info.Type) is { } kind && value.Length >= sizeof(uint)) return NameOfId(BitConverter.ToUInt32(value), kind) + Show(value[sizeof(uint)..]);
        if (!IsPerCpu(info.Type)) return Show(value);

        // On which CPU a program ran is the kernel's choice.
        List<string> slots = [];
        for (int at = 0; at < value.Length; at += Stride(info)) slots.Add(Show(value.Slice(at, Math.Min(Stride(info), value.Length - at))));
        return slots.Distinct().Count() == 1 ? $"each:{slots[0]}" : string.Join('|', slots.Order(StringComparer.Ordinal));
    }

    /// <summary>Elements as <c> KEY:VALUE KEY:VALUE</c>, each after a blank, those of a hash sorted; of many the first and the hash of all.</summary>
    internal string ShowElements(string map, ReadOnlySpan<byte> keys, ReadOnlySpan<byte> values, int count)
    {
        int keyRoom = KeyRoom(map), valueRoom = ValueRoom(map);
        string[] elements = new string[count];
        for (int i = 0; i < count; i++)
            elements[i] = $" {Show(keys.Slice(i * keyRoom, keyRoom))}:{ShowValue(map, values.Slice(i * valueRoom, valueRoom))}";
        if (!HasOrder(map)) Array.Sort(elements, StringComparer.Ordinal);
        if (count <= ShownElements) return string.Concat(elements);
        byte[] all = System.Text.Encoding.ASCII.GetBytes(string.Concat(elements));
        return $"{string.Concat(elements.Take(4))} …{count}:{Convert.ToHexStringLower(SHA256.HashData(all)[..8])}";
    }

    /// <summary>Bytes as text: hexadecimal, many of them by their hash.</summary>
    internal static string Show(ReadOnlySpan<byte> bytes) => bytes.Length <= ShownBytes
        ? Convert.ToHexStringLower(bytes)
        : $"{bytes.Length}bytes:{Convert.ToHexStringLower(SHA256.HashData(bytes)[..8])}";

    private static int Stride(MapInfo info) => IsPerCpu(info.Type) ? ((int)info.ValueSize + 7) & ~7 : (int)info.ValueSize;

    private static bool IsPerCpu(MapType type) => type is MapType.PerCpuArray or MapType.PerCpuHash or MapType.LruPerCpuHash;

    private static BpfObjectKind? NamedKind(MapType type) => type switch
    {
        MapType.ArrayOfMaps or MapType.HashOfMaps => BpfObjectKind.Map,
        MapType.ProgramArray => BpfObjectKind.Program,
        _ => null,
    };
}
