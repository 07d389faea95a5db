namespace Nbpf.Syscall;

/// <summary>What the kernel tells of a map (struct bpf_map_info).</summary>
/// <param name="Type">Map type.</param>
/// <param name="Id">Id.</param>
/// <param name="KeySize">Key size in bytes.</param>
/// <param name="ValueSize">Value size in bytes.</param>
/// <param name="MaxEntries">Maximum number of elements.</param>
/// <param name="Flags">Creation flags.</param>
/// <param name="Name">Name, possibly empty.</param>
/// <param name="BtfId">Id of the map's BTF object, or 0.</param>
/// <param name="BtfKeyTypeId">BTF type of the key, or 0.</param>
/// <param name="BtfValueTypeId">BTF type of the value, or 0.</param>
/// <param name="Extra">map_extra</param>
/// <param name="MemoryBytes">Bytes of memory the map accounts for: <c>memlock</c> of the fd's fdinfo in Linux.</param>
/// <param name="IsFrozen">True after BPF_MAP_FREEZE (<c>frozen</c> of the fd's fdinfo in Linux).</param>
public sealed record MapInfo(
    MapType Type,
    uint Id,
    uint KeySize,
    uint ValueSize,
    uint MaxEntries,
    MapFlags Flags,
    string Name,
    uint BtfId,
    uint BtfKeyTypeId,
    uint BtfValueTypeId,
    ulong Extra,
    ulong MemoryBytes,
    bool IsFrozen);
