namespace Nbpf.Linux;

/// <summary>How many bytes the kernel reads and writes for a key and a value of a map.</summary>
/// <param name="Type">Map type.</param>
/// <param name="KeySize">Bytes of a key.</param>
/// <param name="ValueSize">Bytes of a value on the command boundary: all CPUs' slots for per-CPU maps.</param>
internal sealed record MapShape(MapType Type, ulong KeySize, ulong ValueSize)
{
    /// <summary>Bytes of a position in batch commands: a bucket number for hashes, else a key.</summary>
    public ulong BatchSize => Type is MapType.Hash or MapType.PerCpuHash or MapType.LruHash or MapType.LruPerCpuHash or MapType.HashOfMaps ? sizeof(uint) : KeySize;

    /// <summary>Reads the shape of a map, or null when the file descriptor is no map.</summary>
    /// <param name="fd">The file descriptor.</param>
    /// <param name="possibleCpuCount">Number of CPUs that per-CPU values have slots for.</param>
    public static MapShape? Read(int fd, int possibleCpuCount)
    {
        FdInfo? info = FdInfo.Read(fd);
        if (info?.Number("map_type") is not { } type || info.Number("key_size") is not { } keySize || info.Number("value_size") is not { } valueSize) return null;
        MapType mapType = (MapType)type;
        bool perCpu = mapType is MapType.PerCpuHash or MapType.LruPerCpuHash or MapType.PerCpuArray or MapType.PerCpuCgroupStorage;
        return new(mapType, keySize, perCpu ? ((valueSize + 7) & ~7UL) * (uint)possibleCpuCount : valueSize);
    }
}
