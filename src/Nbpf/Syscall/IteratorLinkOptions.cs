namespace Nbpf.Syscall;

/// <summary>Links of iterator programs (link_create.iter_info).</summary>
/// <param name="Info">union bpf_iter_link_info as bytes: what to iterate over; empty for all.</param>
public sealed record IteratorLinkOptions(ReadOnlyMemory<byte> Info) : LinkOptions;
