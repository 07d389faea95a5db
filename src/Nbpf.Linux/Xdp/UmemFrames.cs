namespace Nbpf.Linux.Xdp;

/// <summary>Keeps account of the frames of a <see cref="Umem"/> that are in no ring. Last in, first out: warm frames are used again. Not thread-safe.</summary>
public sealed class UmemFrames
{
    private readonly Umem umem;
    private readonly ulong[] free;

    /// <summary>All frames are free.</summary>
    /// <param name="umem">The memory.</param>
    public UmemFrames(Umem umem)
    {
        ArgumentNullException.ThrowIfNull(umem);
        this.umem = umem;
        free = new ulong[umem.Options.FrameCount];
        for (int i = 0; i < free.Length; i++) free[i] = umem.FrameAddress(free.Length - 1 - i);
        FreeCount = free.Length;
    }

    /// <summary>How many frames are free.</summary>
    public int FreeCount { get; private set; }

    /// <summary>Takes a frame.</summary>
    /// <param name="address">Receives its address.</param>
    /// <returns>False when none is free.</returns>
    public bool TryTake(out ulong address)
    {
        bool isFree = FreeCount > 0;
        address = isFree ? free[--FreeCount] : 0;
        return isFree;
    }

    /// <summary>Gives a frame back.</summary>
    /// <param name="address">Its address, or that of a packet in it.</param>
    /// <exception cref="InvalidOperationException">More frames come back than were taken.</exception>
    public void Return(ulong address)
    {
        if (FreeCount == free.Length) throw new InvalidOperationException("more frames came back than were taken");
        free[FreeCount++] = umem.FrameOf(address);
    }

    /// <summary>Puts free frames into a fill ring, as many as both have.</summary>
    /// <param name="ring">The fill ring.</param>
    /// <returns>How many frames it took.</returns>
    public int Fill(XskProducerRing<ulong> ring)
    {
        ArgumentNullException.ThrowIfNull(ring);
        int total = 0;
        while (FreeCount > 0)
        {
            Span<ulong> entries = ring.Reserve(FreeCount);
            if (entries.IsEmpty) break;
            for (int i = 0; i < entries.Length; i++) entries[i] = free[--FreeCount];
            ring.Submit(entries.Length);
            total += entries.Length;
        }

        return total;
    }

    /// <summary>Takes the frames that were sent back from a completion ring.</summary>
    /// <param name="ring">The completion ring.</param>
    /// <returns>How many frames came back.</returns>
    public int Complete(XskConsumerRing<ulong> ring)
    {
        ArgumentNullException.ThrowIfNull(ring);
        int total = 0;
        for (ReadOnlySpan<ulong> entries = ring.Peek(); !entries.IsEmpty; entries = ring.Peek())
        {
            foreach (ulong address in entries) Return(address);
            ring.Release(entries.Length);
            total += entries.Length;
        }

        return total;
    }
}
