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

    /// <summary>Rounds a size up to whole pages.</summary>
    internal static ulong RoundUpToPage(ulong bytes) => (bytes + (ulong)System.Environment.SystemPageSize - 1) & ~((ulong)System.Environment.SystemPageSize - 1);

    /// <summary>Address of an element.</summary>
    /// <param name="index">Below <see cref="KernelMap.MaxEntries"/>.</param>
    protected byte* ElementAt(uint index) => (byte*)Header + MapHeader.ArrayValuesOffset + index * Header->ElementSize;

    /// <inheritdoc/>
    protected override void ReleaseStorage()
    {
    }
}
