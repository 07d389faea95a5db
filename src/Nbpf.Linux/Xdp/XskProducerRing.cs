namespace Nbpf.Linux.Xdp;

/// <summary>
/// A ring that we fill and the kernel empties: fill (addresses of free frames) and tx (packets to send). One producer at a time; a ring
/// that sockets share is shared by their users.
/// </summary>
/// <typeparam name="T">An entry: an address or an <see cref="XdpDescriptor"/>.</typeparam>
public sealed class XskProducerRing<T>
    where T : unmanaged
{
    private const uint NeedWakeup = 1;

    private readonly XskRing<T> ring;
    private int reserved;

    internal XskProducerRing(XskRing<T> ring) => this.ring = ring;

    /// <summary>Entries, a power of two.</summary>
    public int Size => ring.Size;

    /// <summary>How many entries are free.</summary>
    // Acquire: what the kernel read before it moved the consumer may be written over.
    public int FreeCount => ring.Size - (int)(ring.Producer - Volatile.Read(ref ring.Consumer));

    /// <summary>True when the kernel wants to be woken after a submission.</summary>
    public bool NeedsWakeup => (ring.Flags & NeedWakeup) != 0;

    /// <summary>Free entries in one piece, to be written: as many as asked for, or fewer at the end of the ring or when there are not as many.</summary>
    /// <param name="count">How many are wanted.</param>
    public Span<T> Reserve(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        int at = (int)(ring.Producer & (uint)(ring.Size - 1));
        reserved = Math.Min(Math.Min(count, FreeCount), ring.Size - at);
        return ring.Entries.Slice(at, reserved);
    }

    /// <summary>Hands the first of the reserved entries to the kernel.</summary>
    /// <param name="count">How many.</param>
    /// <exception cref="ArgumentOutOfRangeException">They are more than were reserved.</exception>
    public void Submit(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)reserved, nameof(count));
        reserved = 0;
        // Release: the entries are written before the kernel sees them.
        Volatile.Write(ref ring.Producer, ring.Producer + (uint)count);
    }

    /// <summary>Copies entries into the ring and hands them to the kernel, as many as fit.</summary>
    /// <param name="entries">The entries.</param>
    /// <returns>How many were taken.</returns>
    public int Write(ReadOnlySpan<T> entries)
    {
        int total = 0;
        while (total < entries.Length)
        {
            Span<T> free = Reserve(entries.Length - total);
            if (free.IsEmpty) break;
            entries.Slice(total, free.Length).CopyTo(free);
            Submit(free.Length);
            total += free.Length;
        }

        return total;
    }
}
