using System.Buffers;
using Nbpf.Syscall;

namespace Nbpf.Linux;

/// <summary>Pages of a file, map or ring that are mapped into this process (mmap(2), MAP_SHARED).</summary>
internal sealed unsafe class MemoryMapping : MappedMemory
{
    private readonly MappedPages pages;

    private MemoryMapping(MappedPages pages, int length, bool isWritable)
    {
        this.pages = pages;
        Length = length;
        IsWritable = isWritable;
    }

    /// <inheritdoc/>
    public override int Length { get; }

    /// <inheritdoc/>
    public override bool IsWritable { get; }

    /// <summary>The first byte, for native calls.</summary>
    /// <exception cref="ObjectDisposedException">It was unmapped.</exception>
    public byte* Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(pages.IsClosed, this);
            return (byte*)pages.DangerousGetHandle();
        }
    }

    /// <summary>Maps a range.</summary>
    /// <param name="fd">What is mapped; -1 for fresh memory.</param>
    /// <param name="offset">Where in it, in bytes.</param>
    /// <param name="length">How many bytes.</param>
    /// <param name="isWritable">Whether it is mapped for writing as well.</param>
    /// <param name="mapping">Receives the mapping, or null on error.</param>
    /// <param name="address">Where it must lie; 0 for anywhere.</param>
    public static SysResult Create(int fd, ulong offset, int length, bool isWritable, out MemoryMapping? mapping, ulong address = 0)
    {
        mapping = null;
        if (length <= 0) return Errno.EINVAL;
        Errno errno = MappedPages.Map(fd, offset, length, isWritable, address, out MappedPages? pages);
        if (pages is null) return errno;
        mapping = new(pages, length, isWritable);
        return SysResult.Ok;
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">It was unmapped.</exception>
    // SAFETY: the pages are mapped with that length until Dispose, after which no span may be used (the type's contract).
    public override Span<byte> GetSpan() => new(Pointer, Length);

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)Length, nameof(elementIndex));
        // SAFETY: native memory does not move; the index is inside or at the end.
        return new(Pointer + elementIndex);
    }

    /// <inheritdoc/>
    public override void Unpin()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) pages.Dispose();
    }
}
