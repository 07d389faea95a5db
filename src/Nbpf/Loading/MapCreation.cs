using Nbpf.Features;
using Nbpf.Specs;
using Nbpf.Syscall;

namespace Nbpf.Loading;

/// <summary>Creates maps from their specs, or shares them through pins: inner templates, sizes that depend on the machine, BTF where the type takes it.</summary>
internal sealed class MapCreation(IBpf kernel, int btfFd, string pinRoot)
{
    private readonly List<string> _newPins = [];
    private bool? _canMap;

    /// <summary>The map of a spec: a new one, or the one that is shared under its name.</summary>
    internal BpfMap Create(MapSpec spec) => spec.Pinning == PinningMode.None ? CreateNew(spec) : Share(spec);

    /// <summary>Removes the names that were given here: of an object that could not be loaded nothing stays.</summary>
    internal void Unpin()
    {
        foreach (string path in _newPins) kernel.ObjUnpin(path);
        _newPins.Clear();
    }

    private BpfMap Share(MapSpec spec)
    {
        string path = Path.Combine(pinRoot, spec.Name);
        if (Reuse(spec, path) is { } found) return found;
        BpfMap created = CreateNew(spec);
        SysResult pinned = created.TryPin(path);
        if (!pinned.IsError)
        {
            _newPins.Add(path);
            return created;
        }

        created.Dispose();

        // Another loader may have been first.
        if (pinned.Errno == Errno.EEXIST && Reuse(spec, path) is { } others) return others;
        throw new BpfException(pinned.Errno, "pin map", spec.Name, $"at {path}");
    }

    private BpfMap? Reuse(MapSpec spec, string path)
    {
        SysResult opened = kernel.ObjGet(path);
        if (opened.Errno == Errno.ENOENT) return null;
        if (opened.IsError) throw new BpfException(opened.Errno, "open pinned map", path);
        SysResult result = kernel.MapGetInfo(opened.Value, out MapInfo? info);
        string? difference = result.IsError || info is null ? $"what is pinned there is no map ({result.Errno})" : DifferenceOf(spec, info);
        if (difference is null) return BpfMap.Adopt(kernel, opened.Value, spec.Name, info!, path);
        kernel.Close(opened.Value);
        throw new BpfException(Errno.EINVAL, "reuse pinned map", path, difference);
    }

    /// <summary>The first attribute in which a pinned map is not what the object defines, or null.</summary>
    private string? DifferenceOf(MapSpec spec, MapInfo pinned)
    {
        // The kernel adds this flag to device maps itself.
        MapFlags added = spec.Type is MapType.DevMap or MapType.DevMapHash ? MapFlags.ReadOnlyProgram : default;
        MapFlags flags = FlagsOf(spec);
        if (pinned.Type != spec.Type) return Differs("type", spec.Type, pinned.Type);
        if (pinned.KeySize != spec.KeySize) return Differs("key size", spec.KeySize, pinned.KeySize);
        if (pinned.ValueSize != spec.ValueSize) return Differs("value size", spec.ValueSize, pinned.ValueSize);
        if (pinned.MaxEntries != EntriesOf(spec)) return Differs("maximum of entries", EntriesOf(spec), pinned.MaxEntries);
        if ((pinned.Flags & ~added) != (flags & ~added)) return Differs("flags", flags, pinned.Flags);
        return pinned.Extra != spec.Extra ? Differs("map_extra", spec.Extra, pinned.Extra) : null;

        static string Differs(string what, object defined, object found) => $"its {what} is {found}, the object defines {defined}";
    }

    private BpfMap CreateNew(MapSpec spec)
    {
        int innerFd = 0;
        BpfMap? template = null;
        if (spec.Type is MapType.ArrayOfMaps or MapType.HashOfMaps)
        {
            template = CreateNew(spec.Inner ?? throw new BpfException(Errno.EINVAL, "create map", spec.Name, "a map of maps needs the definition of its inner map"));
            innerFd = template.Fd;
        }
        using (template)
        {
            bool hasBtf = btfFd > 0 && TakesBtf(spec.Type) && (spec.BtfKeyTypeId | spec.BtfValueTypeId) != 0;
            var attributes = new MapCreateAttributes
            {
                Type = spec.Type,
                KeySize = spec.KeySize,
                ValueSize = spec.ValueSize,
                MaxEntries = EntriesOf(spec),
                Flags = FlagsOf(spec),
                InnerMapFd = innerFd,
                NumaNode = spec.NumaNode,
                Name = KernelName.Of(spec.Name),
                InterfaceIndex = spec.InterfaceIndex,
                Extra = spec.Extra,
                BtfFd = hasBtf ? btfFd : 0,
                BtfKeyTypeId = hasBtf ? spec.BtfKeyTypeId : 0,
                BtfValueTypeId = hasBtf ? spec.BtfValueTypeId : 0,
            };
            SysResult result = kernel.MapCreate(attributes);
            if (result.IsError && result.Errno != Errno.EPERM && KernelFeatures.Of(kernel).ObjectNames == Availability.Missing)
            {
                attributes = attributes with { Name = "" };
                result = kernel.MapCreate(attributes);
            }
            if (result.IsError && hasBtf)
            {
                // The types may be what the kernel cannot take as a key or value; the map itself may still be fine.
                SysResult plain = kernel.MapCreate(attributes with { BtfFd = 0, BtfKeyTypeId = 0, BtfValueTypeId = 0 });
                if (!plain.IsError) result = plain;
            }
            if (result.IsError) throw new BpfException(result.Errno, "create map", spec.Name, Explain(result.Errno, attributes));
            return BpfMap.Adopt(kernel, result.Value, spec.Name, attributes);
        }
    }

    private string Explain(Errno errno, MapCreateAttributes map) => errno == Errno.EPERM
        ? ProcessPrivileges.Read(kernel).Explain(null)
        : FeatureAdvice.ForMap(kernel, map.Type)
            ?? $"type {KernelNames.Of(map.Type)}, key {map.KeySize}, value {map.ValueSize}, entries {map.MaxEntries}, flags 0x{(uint)map.Flags:x}";

    // Types whose keys and values are not the program's own memory: Linux takes no BTF for them.
    private static bool TakesBtf(MapType type) => type is not (MapType.PerfEventArray or MapType.CgroupArray or MapType.StackTrace
        or MapType.ArrayOfMaps or MapType.HashOfMaps or MapType.DevMap or MapType.DevMapHash or MapType.CpuMap or MapType.XskMap
        or MapType.SockMap or MapType.SockHash or MapType.Queue or MapType.Stack);

    private uint EntriesOf(MapSpec spec)
    {
        const uint PageSize = 4096;
        return spec.Type switch
        {
            MapType.PerfEventArray when spec.MaxEntries == 0 => (uint)kernel.PossibleCpuCount,
            // A ring buffer's size is a power of two of pages.
            MapType.RingBuf or MapType.UserRingBuf when spec.MaxEntries is > 0 and <= 1u << 31 =>
                Math.Max(PageSize, System.Numerics.BitOperations.RoundUpToPowerOf2(spec.MaxEntries)),
            _ => spec.MaxEntries,
        };
    }

    private MapFlags FlagsOf(MapSpec spec) =>
        spec.IsDataSection && spec.Flags.HasFlag(MapFlags.Mmapable) && !CanMap() ? spec.Flags & ~MapFlags.Mmapable : spec.Flags;

    // Asked once a load: a kernel that cannot map arrays still runs programs with global data.
    private bool CanMap()
    {
        if (_canMap is bool known) return known;
        SysResult probe = kernel.MapCreate(new MapCreateAttributes
        {
            Type = MapType.Array,
            KeySize = 4,
            ValueSize = 4,
            MaxEntries = 1,
            Flags = MapFlags.Mmapable,
            Name = "mmap_probe",
        });
        if (!probe.IsError) kernel.Close(probe.Value);
        _canMap = !probe.IsError;
        return !probe.IsError;
    }
}
