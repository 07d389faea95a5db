using Nbpf.Features;
using Nbpf.Syscall;

namespace Nbpf.Loading;

/// <summary>Creates maps from their specs: inner templates, sizes that depend on the machine, BTF where the type takes it.</summary>
internal sealed class MapCreation(IBpf kernel, int btfFd)
{
    private bool? _canMap;

    internal BpfMap Create(MapSpec spec)
    {
        if (spec.Pinning != PinningMode.None)
            throw new BpfException(Errno.EOPNOTSUPP, "create map", spec.Name, "pinning is not supported yet; clear MapSpec.Pinning to do without");
        int innerFd = 0;
        BpfMap? template = null;
        if (spec.Type is MapType.ArrayOfMaps or MapType.HashOfMaps)
        {
            template = Create(spec.Inner ?? throw new BpfException(Errno.EINVAL, "create map", spec.Name, "a map of maps needs the definition of its inner map"));
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
