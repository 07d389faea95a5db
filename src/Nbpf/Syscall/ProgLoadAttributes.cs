using Nbpf.Isa;

namespace Nbpf.Syscall;

/// <summary>Attributes of BPF_PROG_LOAD (union bpf_attr, include/uapi/linux/bpf.h, Linux 6.18).</summary>
public sealed record ProgLoadAttributes
{
    /// <summary>prog_type</summary>
    public ProgramType Type { get; init; }

    /// <summary>insns, with map file descriptors in the 64-bit immediate loads</summary>
    public ReadOnlyMemory<Instruction> Instructions { get; init; }

    /// <summary>license; null stands for a NULL pointer</summary>
    public string? License { get; init; } = "";

    /// <summary>log_level: 1 path, 2 instructions and states, 4 statistics, 8 fixed buffer</summary>
    public uint LogLevel { get; init; }

    /// <summary>kern_version</summary>
    public uint KernelVersion { get; init; }

    /// <summary>prog_flags</summary>
    public ProgramFlags Flags { get; init; }

    /// <summary>prog_name: at most 15 bytes of [A-Za-z0-9_.]</summary>
    public string Name { get; init; } = "";

    /// <summary>prog_ifindex</summary>
    public uint InterfaceIndex { get; init; }

    /// <summary>expected_attach_type</summary>
    public AttachType ExpectedAttachType { get; init; }

    /// <summary>prog_btf_fd, 0 when the program has no BTF</summary>
    public int BtfFd { get; init; }

    /// <summary>func_info: records of <see cref="FuncInfoRecordSize"/> bytes, instruction offsets in slots</summary>
    public ReadOnlyMemory<byte> FuncInfo { get; init; }

    /// <summary>func_info_rec_size in bytes</summary>
    public uint FuncInfoRecordSize { get; init; } = 8;

    /// <summary>line_info: records of <see cref="LineInfoRecordSize"/> bytes, instruction offsets in slots</summary>
    public ReadOnlyMemory<byte> LineInfo { get; init; }

    /// <summary>line_info_rec_size in bytes</summary>
    public uint LineInfoRecordSize { get; init; } = 16;

    /// <summary>attach_btf_id</summary>
    public uint AttachBtfId { get; init; }

    /// <summary>attach_prog_fd or attach_btf_obj_fd</summary>
    public int AttachFd { get; init; }

    /// <summary>fd_array: file descriptors that instructions name by index</summary>
    public ReadOnlyMemory<int> FdArray { get; init; }

    /// <summary>fd_array_cnt: how many of <see cref="FdArray"/> the program keeps alive whether it uses them or not; 0 for none</summary>
    public uint FdArrayCount { get; init; }

    /// <summary>core_relos: relocations that the kernel carries out, records of <see cref="CoreRelocationRecordSize"/> bytes</summary>
    public ReadOnlyMemory<byte> CoreRelocations { get; init; }

    /// <summary>core_relo_rec_size in bytes</summary>
    public uint CoreRelocationRecordSize { get; init; } = 16;

    /// <summary>prog_token_fd, with BPF_F_TOKEN_FD</summary>
    public int TokenFd { get; init; }

    /// <summary>signature: a PKCS#7 signature of the instructions, or empty</summary>
    public ReadOnlyMemory<byte> Signature { get; init; }

    /// <summary>keyring_id that the signature is checked against</summary>
    public int KeyringId { get; init; }
}
