using System.Collections.Immutable;

namespace Nbpf.Loading;

/// <summary>What of an object file lives in a kernel.</summary>
/// <param name="Btf">Its types; null where the file or the kernel has none.</param>
/// <param name="Maps">The maps by name.</param>
/// <param name="Borrowed">The names of those that stay their owner's.</param>
/// <param name="Programs">The programs by name.</param>
internal sealed record LoadedParts(BpfHandle? Btf, ImmutableDictionary<string, BpfMap> Maps, ImmutableHashSet<string> Borrowed, ImmutableDictionary<string, BpfProgram> Programs);
