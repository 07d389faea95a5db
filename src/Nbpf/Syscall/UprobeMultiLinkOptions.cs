namespace Nbpf.Syscall;

/// <summary>Links to many places of an executable file (link_create.uprobe_multi).</summary>
public sealed record UprobeMultiLinkOptions : LinkOptions
{
    /// <summary>path of the file</summary>
    public required string Path { get; init; }

    /// <summary>offsets in the file in bytes</summary>
    public required ReadOnlyMemory<ulong> Offsets { get; init; }

    /// <summary>ref_ctr_offsets: one for each place, or empty</summary>
    public ReadOnlyMemory<ulong> ReferenceCounterOffsets { get; init; }

    /// <summary>cookies: one for each place, or empty</summary>
    public ReadOnlyMemory<ulong> Cookies { get; init; }

    /// <summary>flags: BPF_F_UPROBE_MULTI_RETURN or 0</summary>
    public uint Flags { get; init; }

    /// <summary>pid: the only process to probe, or 0 for all</summary>
    public uint ProcessId { get; init; }
}
