using Nbpf.Syscall;

namespace Nbpf.Runtime;

/// <summary>A name in a directory of the in-process BPF file system.</summary>
/// <param name="Name">The name.</param>
/// <param name="Kind">What is pinned there; null for a directory.</param>
/// <param name="Id">Id of the pinned object; 0 for a directory.</param>
public readonly record struct BpfFileSystemEntry(string Name, BpfObjectKind? Kind, uint Id);
