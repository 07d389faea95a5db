using CsCheck;
using Nbpf.Readers;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Linux.Tests.Readers;

public sealed class RingBufferReaderTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private readonly RingObject rings;

    public RingBufferReaderTests()
    {
        Assert.SkipUnless(LinuxOracle.IsAvailable(out string reason), reason);
        Assert.SkipUnless(ClangCompiler.IsAvailable(out reason), reason);
        rings = new();
    }

    public void Dispose() => rings?.Dispose();

    /// <summary>Any sequence of records, discarded ones and reads, against a queue with the ring's accounting.</summary>
    [Fact]
    public void Consume_RandomSequence_GivesWhatWasWrittenInOrder()
    {
        using RingBufferReader reader = rings.Reader();
        Gen<(int Kind, int Length)> step = Gen.Select(Gen.Int[0, 5], Gen.Int[14, 2000]);
        step.List[1, 60].Sample(
            steps =>
            {
                Queue<byte[]> expected = [];
                int used = 0, number = 0;
                reader.Consume(_ => { });
                foreach ((int kind, int length) in steps)
                {
                    if (kind < 4)
                    {
                        bool isDiscard = kind == 3;
                        int size = ((isDiscard ? 100 : length) + 8 + 7) & ~7;
                        byte[] record = RingObject.Record(isDiscard ? RingObject.DiscardReserved : RingObject.Output, number++, length);
                        bool fits = used + size < reader.Rings[0].SizeBytes;
                        Assert.Equal(fits, rings.Write(record));
                        if (!fits) continue;
                        used += size;
                        Assert.Equal((ulong)used, reader.Rings[0].AvailableBytes);
                        if (!isDiscard) expected.Enqueue(record);
                    }
                    else if (kind == 4 && expected.Count > 0)
                    {
                        FirstOnly first = default;
                        Assert.Equal(1, reader.Consume(ref first));
                        Assert.Equal(expected.Dequeue(), first.Record);
                        used = (int)reader.Rings[0].AvailableBytes;
                    }
                    else
                    {
                        Assert.Equal(expected.Count, reader.Consume(record => Assert.Equal(expected.Dequeue(), record)));
                        used = 0;
                    }
                }

                reader.Consume(record => Assert.Equal(expected.Dequeue(), record));
                Assert.Empty(expected);
                Assert.Equal(0UL, reader.Rings[0].AvailableBytes);
            },
            iter: 100, threads: 1);
    }

    [Fact]
    public void Records_LeftEarly_ConsumeTheCurrentOneOnly()
    {
        using RingBufferReader reader = rings.Reader();
        for (int i = 0; i < 3; i++) Assert.True(rings.Write(RingObject.Record(RingObject.Output, i)));
        foreach (ReadOnlySpan<byte> record in reader.Rings[0].Records)
        {
            Assert.Equal(0, RingObject.Number(record));
            Assert.Throws<InvalidOperationException>(() => reader.Consume(_ => { }));
            break;
        }

        List<int> rest = [];
        reader.Consume(record => rest.Add(RingObject.Number(record)));
        Assert.Equal([1, 2], rest);
    }

    [Fact]
    public void Consume_CallbackThrows_RecordIsConsumed()
    {
        using RingBufferReader reader = rings.Reader();
        for (int i = 0; i < 2; i++) Assert.True(rings.Write(RingObject.Record(RingObject.Output, i)));
        Assert.Throws<FormatException>(() => reader.Consume(_ => throw new FormatException()));
        int seen = -1;
        Assert.Equal(1, reader.Consume(record => seen = RingObject.Number(record)));
        Assert.Equal(1, seen);
    }

    [Fact]
    public async Task Poll_RecordWrittenMeanwhile_EndsTheWait()
    {
        using RingBufferReader reader = new(rings.Events, rings.Others);
        Assert.Equal(0, reader.Poll(TimeSpan.Zero, _ => Assert.Fail("there is no record")));
        foreach (byte action in new[] { RingObject.Output, RingObject.OutputToOthers })
        {
            Task<int> poll = Task.Run(() => reader.Poll(Long, record => Assert.Equal(action, record[0])), Cancellation);
            Assert.True(rings.Write(RingObject.Record(action, 1)));
            Assert.Equal(1, await poll);
        }
    }

    [Fact]
    public async Task Poll_Woken_EndsWithoutRecords()
    {
        using RingBufferReader reader = rings.Reader();
        Task<int> poll = Task.Run(() => reader.Poll(Timeout.InfiniteTimeSpan, _ => { }), Cancellation);
        reader.Wake();
        Assert.Equal(0, await poll);
    }

    /// <summary>A record without wake-up does not end a wait, but is there for who looks.</summary>
    [Fact]
    public void Consume_RecordWithoutWakeup_IsThere()
    {
        using RingBufferReader reader = rings.Reader();
        Assert.True(rings.Write(RingObject.Record(RingObject.OutputWithoutWakeup, 7)));
        Assert.Equal(1, reader.Consume(record => Assert.Equal(7, RingObject.Number(record))));
    }

    /// <summary>A producer on another thread that writes as fast as it can, retrying when the ring is full: nothing is lost or doubled.</summary>
    [Fact]
    public async Task ReadAllAsync_ConcurrentProducer_GivesEveryRecordOnce()
    {
        const int Count = 5000;
        using RingBufferReader reader = new(rings.Events, rings.Others);
        Task producer = Task.Run(
            () =>
            {
                for (int i = 0; i < Count; i++)
                {
                    byte[] record = RingObject.Record((byte)(i % 2), i, 16 + (i % 500));
                    while (!rings.Write(record)) Thread.Yield();
                }
            },
            Cancellation);
        int[] next = [0, 1];
        int seen = 0;
        await foreach (ReadOnlyMemory<byte> record in reader.ReadAllAsync(Cancellation))
        {
            int number = RingObject.Number(record.Span);
            Assert.Equal(next[number % 2], number);
            Assert.Equal(RingObject.Record((byte)(number % 2), number, 16 + (number % 500)), record);
            next[number % 2] += 2;
            if (++seen == Count) break;
        }

        await producer;
    }

    [Fact]
    public async Task ReadAllAsync_Cancelled_EndsTheWait()
    {
        using RingBufferReader reader = rings.Reader();
        using CancellationTokenSource source = new();
        Assert.True(rings.Write(RingObject.Record(RingObject.Output, 3)));
        int seen = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () =>
            {
                await foreach (ReadOnlyMemory<byte> _ in reader.ReadAllAsync(source.Token))
                {
                    seen++;
                    source.CancelAfter(10);
                }
            });
        Assert.Equal(1, seen);

        // It can be read again.
        Assert.True(rings.Write(RingObject.Record(RingObject.Output, 4)));
        Assert.Equal(1, reader.Consume(record => Assert.Equal(4, RingObject.Number(record))));
    }

    [Fact]
    public async Task Dispose_WhileWaiting_EndsTheEnumeration()
    {
        RingBufferReader reader = rings.Reader();
        await using IAsyncEnumerator<ReadOnlyMemory<byte>> records = reader.ReadAllAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        ValueTask<bool> next = records.MoveNextAsync();
        reader.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await next);
        Assert.Throws<ObjectDisposedException>(() => reader.Consume(_ => { }));
    }

    [Fact]
    public void Dispose_InsideACallback_UnmapsAfterIt()
    {
        RingBufferReader reader = rings.Reader();
        Assert.True(rings.Write(RingObject.Record(RingObject.Output, 9)));
        Assert.Equal(1, reader.Consume(record =>
        {
            reader.Dispose();
            Assert.Equal(9, RingObject.Number(record));
        }));
        Assert.Throws<ObjectDisposedException>(() => reader.Rings[0].ConsumerPosition);
    }

    [Fact]
    public void TypedReader_RecordOfAnotherSize_IsRefusedAndConsumed()
    {
        using RingBufferReader<(ulong First, ulong Second)> reader = new(rings.Events);
        Assert.True(rings.Write(RingObject.Record(RingObject.Output, 1, 24)));
        Assert.True(rings.Write(RingObject.Record(RingObject.Output, 2, 16)));
        Assert.Throws<BpfFormatException>(() => reader.Consume(_ => { }));
        Assert.Equal(1, reader.Consume(record => Assert.Equal(2UL, record.First >> 32)));
    }

    [Fact]
    public void Constructor_OtherMap_IsRefused() => Assert.Throws<ArgumentException>(() => new RingBufferReader(rings.Commands));

    private struct FirstOnly : IRingBufferHandler
    {
        public byte[] Record { get; private set; }

        public bool Handle(ReadOnlySpan<byte> record, RingBuffer ring)
        {
            Record = record.ToArray();
            return false;
        }
    }
}
