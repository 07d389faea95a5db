using Nbpf.Syscall;

namespace Nbpf.Features;

/// <summary>Creates the smallest map of a type to learn whether a kernel has it.</summary>
/// <param name="kernel">The kernel that is asked.</param>
internal sealed class MapProbe(IBpf kernel)
{
    private const uint PageSize = 4096;

    internal Availability Type(MapType type)
    {
        MapCreateAttributes attributes = Smallest(type);
        if (type is MapType.ArrayOfMaps or MapType.HashOfMaps) return WithOpened(Create(Smallest(MapType.Hash)), fd => attributes with { InnerMapFd = fd });
        if (type is MapType.SkStorage or MapType.InodeStorage or MapType.TaskStorage or MapType.CgrpStorage)
            return WithOpened(LoadTypes(), fd => attributes with { BtfFd = fd, BtfKeyTypeId = 1, BtfValueTypeId = 2 });
        SysResult result = Create(attributes);
        if (!result.IsError) kernel.Close(result.Value);
        // The struct named is none that the kernel can be extended with, which it says of no unknown map type.
        return type == MapType.StructOps && result.Errno == Errno.ENOTSUPP ? Availability.Available : Judge(result.Errno);
    }

    /// <summary>Whether a map of attributes is taken.</summary>
    internal Availability Map(MapCreateAttributes attributes)
    {
        SysResult result = Create(attributes);
        if (!result.IsError) kernel.Close(result.Value);
        return Judge(result.Errno);
    }

    private static MapCreateAttributes Smallest(MapType type)
    {
        var plain = new MapCreateAttributes { Type = type, KeySize = 4, ValueSize = 4, MaxEntries = 1 };
        return type switch
        {
            MapType.StackTrace => plain with { ValueSize = 8 },
            MapType.LpmTrie => plain with { KeySize = 8, ValueSize = 8, Flags = MapFlags.NoPreallocate },
            MapType.CgroupStorage or MapType.PerCpuCgroupStorage => plain with { KeySize = 16, ValueSize = 8, MaxEntries = 0 },
            MapType.Queue or MapType.Stack or MapType.BloomFilter => plain with { KeySize = 0 },
            MapType.SkStorage or MapType.InodeStorage or MapType.TaskStorage or MapType.CgrpStorage => plain with { MaxEntries = 0, Flags = MapFlags.NoPreallocate },
            MapType.RingBuf or MapType.UserRingBuf => plain with { KeySize = 0, ValueSize = 0, MaxEntries = PageSize },
            MapType.Arena => plain with { KeySize = 0, ValueSize = 0, Flags = MapFlags.Mmapable },
            MapType.StructOps => plain with { BtfVmlinuxValueTypeId = 1 },
            _ => plain,
        };
    }

    private static Availability Judge(Errno errno) => errno switch
    {
        Errno.None => Availability.Available,
        Errno.EPERM => Availability.NotPermitted,
        _ => Availability.Missing,
    };

    private SysResult Create(MapCreateAttributes attributes) => kernel.MapCreate(attributes);

    private Availability WithOpened(SysResult opened, Func<int, MapCreateAttributes> attributes)
    {
        if (opened.IsError) return Judge(opened.Errno);
        Availability found = Map(attributes(opened.Value));
        kernel.Close(opened.Value);
        return found;
    }

    // Storage of an object wants to know its key and value: an int as key, a struct as value.
    private SysResult LoadTypes()
    {
        var builder = new BtfBuilder();
        uint integer = builder.AddInteger("int", 4, BtfIntegerEncoding.Signed);
        builder.AddComposite(BtfKind.Struct, "val", 4, new BtfMember("cnt", integer, 0, 0));
        return kernel.BtfLoad(builder.ToBytes(), 0, [], out _);
    }
}
