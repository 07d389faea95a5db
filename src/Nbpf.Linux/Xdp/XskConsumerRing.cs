namespace Nbpf.Linux.Xdp;

/// <summary>
/// A ring that the kernel fills and we empty: rx (packets that came) and completion (addresses of frames that were sent). One consumer at
/// a time; a ring that sockets share is shared by their users.
/// </summary>
/// <typeparam name="T">An entry: an address or an <see cref="XdpDescriptor"/>.</typeparam>
public sealed class XskConsumerRing<T>
    where T : unmanaged
{
    private readonly XskRing<T> ring;
    private int peeked;

    internal XskConsumerRing(XskRing<T> ring) => this.ring = ring;

    /// <summary>Entries, a power of two.</summary>
    public int Size => ring.Size;

    /// <summary>How many entries are there.</summary>
    // Acquire: the entries are read after the producer.
    public int Count => (int)(Volatile.Read(ref ring.Producer) - ring.Consumer);

    /// <summary>Entries that are there, in one piece: at most as many as asked for, fewer at the end of the ring. They stay until <see cref="Release"/>.</summary>
    /// <param name="count">How many are wanted.</param>
    public ReadOnlySpan<T> Peek(int count = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        int at = (int)(ring.Consumer & (uint)(ring.Size - 1));
        peeked = Math.Min(Math.Min(count, Count), ring.Size - at);
        return ring.Entries.Slice(at, peeked);
    }

    /// <summary>Gives the first of the entries back to the kernel.</summary>
    /// <param name="count">How many.</param>
    /// <exception cref="ArgumentOutOfRangeException">They are more than were there in the last <see cref="Peek"/>.</exception>
    public void Release(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)peeked, nameof(count));
        peeked = 0;
        // Release: the entries are read before the kernel may write over them.
        Volatile.Write(ref ring.Consumer, ring.Consumer + (uint)count);
    }

    /// <summary>Copies entries out of the ring and gives them back to the kernel.</summary>
    /// <param name="entries">Receives the entries.</param>
    /// <returns>How many there were.</returns>
    public int Read(Span<T> entries)
    {
        int total = 0;
        while (total < entries.Length)
        {
            ReadOnlySpan<T> some = Peek(entries.Length - total);
            if (some.IsEmpty) break;
            some.CopyTo(entries[total..]);
            Release(some.Length);
            total += some.Length;
        }

        return total;
    }
}
