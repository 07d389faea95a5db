namespace Nbpf.Syscall;

/// <summary>Attributes of BPF_MAP_CREATE (union bpf_attr, include/uapi/linux/bpf.h, Linux 6.18).</summary>
public sealed record MapCreateAttributes
{
    /// <summary>map_type</summary>
    public MapType Type { get; init; }

    /// <summary>key_size in bytes</summary>
    public uint KeySize { get; init; }

    /// <summary>value_size in bytes</summary>
    public uint ValueSize { get; init; }

    /// <summary>max_entries</summary>
    public uint MaxEntries { get; init; }

    /// <summary>map_flags</summary>
    public MapFlags Flags { get; init; }

    /// <summary>inner_map_fd: the template of a map of maps</summary>
    public int InnerMapFd { get; init; }

    /// <summary>numa_node, with BPF_F_NUMA_NODE</summary>
    public uint NumaNode { get; init; }

    /// <summary>map_name: at most 15 bytes of [A-Za-z0-9_.]</summary>
    public string Name { get; init; } = "";

    /// <summary>map_ifindex</summary>
    public uint InterfaceIndex { get; init; }

    /// <summary>btf_fd, 0 when the map has no BTF</summary>
    public int BtfFd { get; init; }

    /// <summary>btf_key_type_id</summary>
    public uint BtfKeyTypeId { get; init; }

    /// <summary>btf_value_type_id</summary>
    public uint BtfValueTypeId { get; init; }

    /// <summary>btf_vmlinux_value_type_id</summary>
    public uint BtfVmlinuxValueTypeId { get; init; }

    /// <summary>map_extra: meaning by map type</summary>
    public ulong Extra { get; init; }

    /// <summary>value_type_btf_obj_fd: a module's BTF that the value type of a struct_ops map is in, with BPF_F_VTYPE_BTF_OBJ_FD</summary>
    public int ValueTypeBtfFd { get; init; }

    /// <summary>map_token_fd, with BPF_F_TOKEN_FD</summary>
    public int TokenFd { get; init; }

    /// <summary>excl_prog_hash: SHA-256 of the only program that may use the map, or empty</summary>
    public ReadOnlyMemory<byte> ExclusiveProgramHash { get; init; }
}
