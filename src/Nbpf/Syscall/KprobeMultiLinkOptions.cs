namespace Nbpf.Syscall;

/// <summary>Links to many kernel functions (link_create.kprobe_multi); functions are given by symbol or by address.</summary>
public sealed record KprobeMultiLinkOptions : LinkOptions
{
    /// <summary>flags: BPF_F_KPROBE_MULTI_RETURN or 0</summary>
    public uint Flags { get; init; }

    /// <summary>syms</summary>
    public IReadOnlyList<string> Symbols { get; init; } = [];

    /// <summary>addrs</summary>
    public ReadOnlyMemory<ulong> Addresses { get; init; }

    /// <summary>cookies: one for each function, or empty</summary>
    public ReadOnlyMemory<ulong> Cookies { get; init; }
}
