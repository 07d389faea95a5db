using Nbpf.Runtime.Execution;
using Nbpf.Syscall;

namespace Nbpf.Runtime.Maps;

/// <summary>What maps indexed by a 32-bit number share: one native block of header and elements.</summary>
internal abstract unsafe class ArrayFamilyMap(MapEnvironment environment, MapTypeDefinition definition, MapCreateAttributes attributes, MapHeader* header)
    : KernelMap(environment, definition, attributes, header)
{
    /// <inheritdoc/>
    public override ulong MemoryBytes => MapHeader.ArrayValuesOffset + MaxEntries * Header->ElementSize;

    /// <inheritdoc/>
    public override Errno NextKey(byte* key, byte* nextKey)
    {
        uint index = key == null ? uint.MaxValue : *(uint*)key;
        if (index >= MaxEntries)
        {
            *(uint*)nextKey = 0;
            return Errno.None;
        }
        if (index == MaxEntries - 1)
            return Errno.ENOENT;
        *(uint*)nextKey = index + 1;
        return Errno.None;
    }

    /// <summary>Size of a page.</summary>
    internal static ulong PageBytes { get; } = (ulong)System.Environment.SystemPageSize;

    /// <inheritdoc/>
    protected override void* Block => (Flags & MapFlags.Mmapable) != 0 ? (byte*)Header + MapHeader.ArrayValuesOffset - PageBytes : Header;

    /// <summary>Rounds a size up to whole pages.</summary>
    internal static ulong RoundUpToPage(ulong bytes) => (bytes + PageBytes - 1) & ~(PageBytes - 1);

    /// <summary>The header of the array whose first element stands at an address.</summary>
    internal static MapHeader* HeaderOfValues(ulong first) => (MapHeader*)(first - MapHeader.ArrayValuesOffset);

    /// <summary>Address of an element.</summary>
    /// <param name="index">Below <see cref="KernelMap.MaxEntries"/>.</param>
    protected byte* ElementAt(uint index) => (byte*)Header + MapHeader.ArrayValuesOffset + index * Header->ElementSize;

    /// <inheritdoc/>
    protected override void ReleaseStorage()
    {
    }
}
