using System.Buffers.Binary;
using System.Globalization;
using Nbpf.Syscall;

namespace Nbpf.Comparison.Objects;

/// <summary>What the maps of a loaded object hold, as lines that are equal where the contents are.</summary>
internal static class MapContents
{
    /// <summary>So many elements of a map are read; the others are taken to be alike.</summary>
    private const int MaximumElements = 1024;

    /// <summary>A line per element, maps by name and elements by key.</summary>
    /// <param name="loaded">The object.</param>
    public static List<string> Read(BpfObject loaded)
    {
        List<string> lines = [];
        foreach (BpfMap map in loaded.Maps.Values.OrderBy(static map => map.Name, StringComparer.Ordinal))
        {
            if (IsReadable(map.Type)) lines.AddRange(Elements(map).Order(StringComparer.Ordinal));
        }

        return lines;
    }

    private static bool IsReadable(MapType type) => type is MapType.Array or MapType.PerCpuArray or MapType.Hash or MapType.PerCpuHash
        or MapType.LruHash or MapType.LruPerCpuHash or MapType.ArrayOfMaps or MapType.HashOfMaps or MapType.LpmTrie;

    private static IEnumerable<string> Elements(BpfMap map)
    {
        byte[] key = new byte[map.KeySize];
        byte[] value = new byte[map.ValueBufferSize];
        bool isArray = map.Type is MapType.Array or MapType.PerCpuArray or MapType.ArrayOfMaps;
        SysResult next = map.Kernel.MapGetNextKey(map.Fd, [], key);
        for (int count = 0; !next.IsError && count < MaximumElements; count++)
        {
            SysResult found = map.Kernel.MapLookupElem(map.Fd, key, value);
            string name = Convert.ToHexStringLower(key);
            // An array's zeros say nothing, and there may be very many.
            if (!found.IsError && !(isArray && !value.AsSpan().ContainsAnyExcept((byte)0)))
                yield return string.Create(CultureInfo.InvariantCulture, $"{map.Name}[{name}] = {Text(map, value)}");
            else if (found.IsError && found.Errno != Errno.ENOENT)
                yield return string.Create(CultureInfo.InvariantCulture, $"{map.Name}[{name}]: {found.Errno}");
            next = map.Kernel.MapGetNextKey(map.Fd, (byte[])key.Clone(), key);
        }
    }

    private static string Text(BpfMap map, byte[] value)
    {
        // Ids of inner maps are each kernel's own; on which CPU a run was is chance, the sum over the CPUs is not.
        if (map.IsMapOfMaps) return "a map";
        if (!map.IsPerCpu) return Convert.ToHexStringLower(value);
        int slot = value.Length / map.Kernel.PossibleCpuCount;
        byte[] sums = new byte[slot];
        for (int at = 0; at < slot; at += 8)
        {
            ulong sum = 0;
            for (int cpu = 0; cpu < map.Kernel.PossibleCpuCount; cpu++) sum += BinaryPrimitives.ReadUInt64LittleEndian(value.AsSpan((cpu * slot) + at));
            BinaryPrimitives.WriteUInt64LittleEndian(sums.AsSpan(at), sum);
        }

        return $"{Convert.ToHexStringLower(sums)} over all CPUs";
    }
}
