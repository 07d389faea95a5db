using System.Collections.Immutable;

namespace Nbpf.Syscall;

/// <summary>What the kernel tells of a BTF object (struct bpf_btf_info).</summary>
/// <param name="Id">Id.</param>
/// <param name="Name">Name, empty for BTF loaded by a program.</param>
/// <param name="IsKernel">True for the kernel's own BTF.</param>
/// <param name="Bytes">The object.</param>
public sealed record BtfInfo(uint Id, string Name, bool IsKernel, ImmutableArray<byte> Bytes);
