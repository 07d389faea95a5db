using Nbpf.Runtime.Objects;

namespace Nbpf.Runtime.Pins;

/// <summary>What a name stands for.</summary>
internal abstract class PathNode;

/// <summary>A directory.</summary>
/// <param name="parent">The directory it is in; null for the root.</param>
/// <param name="isBpf">Whether it belongs to a BPF file system, and so can hold pins.</param>
internal sealed class DirectoryNode(DirectoryNode? parent, bool isBpf) : PathNode
{
    /// <summary>The directory it is in; itself for the root.</summary>
    public DirectoryNode Parent => parent ?? this;

    /// <summary>Whether it belongs to a BPF file system.</summary>
    public bool IsBpf { get; } = isBpf;

    /// <summary>Whether it is the root of a BPF file system.</summary>
    public bool IsMountPoint => IsBpf && !Parent.IsBpf;

    /// <summary>What is in it, by name in byte order.</summary>
    public SortedDictionary<string, PathNode> Entries { get; } = new(StringComparer.Ordinal);
}

/// <summary>A pinned object, to which the name holds a reference like an open file descriptor's.</summary>
/// <param name="pinned">The object.</param>
internal sealed class PinNode(KernelObject pinned) : PathNode
{
    /// <summary>The object.</summary>
    public KernelObject Pinned { get; } = pinned;
}
