using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Nbpf.Syscall;

namespace Nbpf.Linux.Xdp;

/// <summary>A ring shared with the kernel: producer, consumer, flags, entries, each at an offset that the kernel tells.</summary>
/// <typeparam name="T">An entry.</typeparam>
internal sealed class XskRing<T> : IDisposable
    where T : unmanaged
{
    private readonly MemoryMapping mapping;
    private readonly RingOffsets offsets;

    private XskRing(MemoryMapping mapping, RingOffsets offsets, int size)
    {
        this.mapping = mapping;
        this.offsets = offsets;
        Size = size;
    }

    /// <summary>Entries, a power of two.</summary>
    public int Size { get; }

    /// <summary>How many entries were ever produced, modulo 2^32.</summary>
    public ref uint Producer => ref MemoryMarshal.AsRef<uint>(mapping.GetSpan()[offsets.Producer..]);

    /// <summary>How many entries were ever consumed, modulo 2^32.</summary>
    public ref uint Consumer => ref MemoryMarshal.AsRef<uint>(mapping.GetSpan()[offsets.Consumer..]);

    /// <summary>XDP_RING_NEED_WAKEUP or 0.</summary>
    public uint Flags => Volatile.Read(ref MemoryMarshal.AsRef<uint>(mapping.GetSpan()[offsets.Flags..]));

    /// <summary>The entries.</summary>
    public Span<T> Entries => MemoryMarshal.Cast<byte, T>(mapping.GetSpan()[offsets.Entries..])[..Size];

    /// <summary>Maps a ring that has its size.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="pageOffset">Which ring (XDP_PGOFF_*).</param>
    /// <param name="offsets">Its offsets.</param>
    /// <param name="size">Its entries.</param>
    /// <param name="ring">Receives it, or null on error.</param>
    public static Errno Map(SafeFileHandle socket, ulong pageOffset, RingOffsets offsets, int size, out XskRing<T>? ring)
    {
        SysResult result = MemoryMapping.Create((int)socket.DangerousGetHandle(), pageOffset, offsets.Entries + size * Unsafe.SizeOf<T>(), isWritable: true, out MemoryMapping? mapping);
        ring = mapping is null ? null : new(mapping, offsets, size);
        return result.Errno;
    }

    /// <inheritdoc/>
    public void Dispose() => ((IDisposable)mapping).Dispose();
}
