namespace Nbpf.Readers;

/// <summary>
/// One BPF_MAP_TYPE_RINGBUF, mapped into this process, and its one consumer. Records are read where the kernel wrote them.
/// </summary>
/// <remarks>
/// Each record begins with a header (kernel/bpf/ringbuf.c, Linux 6.18):
/// <code>
///  31     30        29..0
/// [busy][discard][length][page offset, the kernel's own] then length bytes, rounded up to 8
/// </code>
/// The kernel clears the busy bit last (release); the consumer reads the header first (acquire).
/// </remarks>
public sealed class RingBuffer : IDisposable
{
    private readonly RingPages _pages;
    private ConsumerGate _gate;

    /// <summary>Maps a ring buffer.</summary>
    /// <param name="map">The map; it stays its owner's, and may be disposed before this.</param>
    /// <exception cref="ArgumentException">The map is no ring buffer, or one of more than 512 MiB.</exception>
    /// <exception cref="BpfException">The kernel refused the mapping.</exception>
    public RingBuffer(BpfMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        if (map.Type != MapType.RingBuf) throw new ArgumentException($"map '{map.Name}' is no ring buffer ({map.Type})", nameof(map));
        Map = map;
        _pages = new RingPages(map, isProducer: false);
    }

    /// <summary>The map.</summary>
    public BpfMap Map { get; }

    /// <summary>Bytes of the data area, a power of two (BPF_RB_RING_SIZE).</summary>
    public int SizeBytes => _pages.SizeBytes;

    /// <summary>Bytes consumed since the map was created, headers included (BPF_RB_CONS_POS).</summary>
    public ulong ConsumerPosition => Volatile.Read(ref _pages.Consumer);

    /// <summary>Bytes reserved since the map was created, headers included (BPF_RB_PROD_POS).</summary>
    public ulong ProducerPosition => Volatile.Read(ref _pages.Producer);

    /// <summary>Bytes between the positions (BPF_RB_AVAIL_DATA): records that are not yet consumed, with those still being written.</summary>
    public ulong AvailableBytes
    {
        get
        {
            // The consumer's first: it is never past a producer's position that is read later.
            ulong consumer = ConsumerPosition;
            return ProducerPosition - consumer;
        }
    }

    /// <summary>
    /// The records that are there, for <c>foreach</c>: each is valid, and keeps its place in the ring, until the next one is asked for.
    /// Leaving the loop consumes the current one.
    /// </summary>
    public RingBufferRecords Records => new(this);

    /// <summary>Takes all records that are there and those that come meanwhile, until one is still being written.</summary>
    /// <param name="callback">Called with each record.</param>
    /// <returns>How many records were taken; discarded ones do not count.</returns>
    /// <exception cref="InvalidOperationException">The ring is being read already.</exception>
    public int Consume(RingBufferCallback callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        CallbackHandler handler = new(callback);
        return Consume(ref handler);
    }

    /// <summary>Takes all records that are there and those that come meanwhile, until one is still being written or the handler has enough.</summary>
    /// <typeparam name="THandler">The handler's type.</typeparam>
    /// <param name="handler">Called with each record.</param>
    /// <returns>How many records were taken; discarded ones do not count.</returns>
    /// <exception cref="InvalidOperationException">The ring is being read already.</exception>
    public int Consume<THandler>(ref THandler handler)
        where THandler : struct, IRingBufferHandler, allows ref struct => Consume(ref handler, out _);

    /// <summary>Unmaps the ring; when it is being read, as soon as that ends.</summary>
    public void Dispose()
    {
        if (_gate.Close()) _pages.Dispose();
    }

    internal int Consume<THandler>(ref THandler handler, out bool goesOn)
        where THandler : struct, IRingBufferHandler, allows ref struct
    {
        RingBufferView view = Enter();
        ulong position = view.Position, end = position;
        int count = 0;
        bool hasEnough = false;
        try
        {
            while (!hasEnough && view.TryNext(ref position, ref end, out ReadOnlySpan<byte> record))
            {
                count++;
                hasEnough = !handler.Handle(record, this);
            }

            goesOn = !hasEnough;
            return count;
        }
        finally
        {
            view.Release(position);
            Leave();
        }
    }

    /// <summary>Takes the next record as a copy, or null when there is none or it is still being written.</summary>
    internal byte[]? TryTake()
    {
        using RingBufferRecords.Enumerator records = Records.GetEnumerator();
        return records.MoveNext() ? records.Current.ToArray() : null;
    }

    internal RingBufferView Enter()
    {
        _gate.Enter(this);
        return new RingBufferView(_pages);
    }

    internal void Leave()
    {
        if (_gate.Leave()) _pages.Dispose();
    }

    private readonly struct CallbackHandler(RingBufferCallback callback) : IRingBufferHandler
    {
        public bool Handle(ReadOnlySpan<byte> record, RingBuffer ring)
        {
            callback(record);
            return true;
        }
    }
}
