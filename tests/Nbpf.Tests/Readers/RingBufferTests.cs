using CsCheck;
using Nbpf.Readers;
using Nbpf.Tests.LoadingOfObjects;
using Xunit;

namespace Nbpf.Tests.Readers;

/// <summary>The ring buffer's consumer against a producer in plain memory, which can do what is hard to time with a kernel.</summary>
public sealed class RingBufferTests
{
    private const uint Size = 4096;

    private readonly FakeRing fake = new(Size);

    /// <summary>Records that are reserved, finished in any order and read at any time, against a queue.</summary>
    [Fact]
    public void Consume_RecordsFinishedInAnyOrder_StopsAtTheFirstBusyOne() =>
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 1500], Gen.Bool).List[1, 200].Sample(
            steps =>
            {
                FakeRing fake = new(Size);
                using RingBuffer ring = Open(fake);
                List<(ulong Position, byte[] Bytes, bool IsDiscarded, bool IsFinished)> records = [];
                byte filler = 0;
                foreach ((int kind, int length, bool isDiscarded) in steps)
                {
                    if (kind <= 1)
                    {
                        if (fake.Reserve(length) is not { } position) continue;
                        byte[] bytes = new byte[length];
                        bytes.AsSpan().Fill(++filler);
                        bytes.CopyTo(fake.Record(position));
                        records.Add((position, bytes, isDiscarded, false));
                    }
                    else if (kind == 2 && records.FindIndex(r => !r.IsFinished) is var first and >= 0)
                    {
                        int index = first + (length % (records.Count - first));
                        if (records[index].IsFinished) continue;
                        records[index] = records[index] with { IsFinished = true };
                        fake.Finish(records[index].Position, records[index].IsDiscarded);
                    }
                    else if (kind >= 3)
                    {
                        int finished = records.TakeWhile(r => r.IsFinished).Count();
                        Queue<byte[]> expected = new(records.Take(finished).Where(r => !r.IsDiscarded).Select(r => r.Bytes));
                        int count = expected.Count;
                        if (kind == 3) Assert.Equal(count, ring.Consume(record => Assert.Equal(expected.Dequeue(), record)));
                        else foreach (ReadOnlySpan<byte> record in ring.Records) Assert.Equal(expected.Dequeue(), record);
                        Assert.Empty(expected);
                        records.RemoveRange(0, finished);
                        Assert.Equal(records.Count == 0 ? fake.ProducerPosition : records[0].Position, ring.ConsumerPosition);
                        Assert.Equal(fake.ProducerPosition - ring.ConsumerPosition, ring.AvailableBytes);
                    }
                }
            });

    /// <summary>A producer on another thread that never waits but for space: every record arrives once, whole and in order.</summary>
    [Fact]
    public void Consume_ConcurrentProducer_SeesWholeRecords()
    {
        const int Count = 200_000;
        using RingBuffer ring = Open(fake);
        Thread producer = new(() =>
        {
            for (int i = 0; i < Count; i++)
            {
                ulong? position;
                while ((position = fake.Reserve(4 + (i % 97))) is null) Thread.Yield();
                Span<byte> record = fake.Record(position.Value);
                record.Fill((byte)i);
                BitConverter.TryWriteBytes(record, i);
                fake.Finish(position.Value, isDiscarded: i % 7 == 3);
            }
        });
        producer.Start();
        Checker checker = default;
        while (checker.Next < Count)
        {
            if (ring.Consume(ref checker) == 0) Thread.Yield();
        }

        producer.Join();
        Assert.Equal(0UL, ring.AvailableBytes);
    }

    /// <summary>Positions go on for ever: their low bits alone say where a record lies.</summary>
    [Fact]
    public void Consume_PositionsPast32Bits_AreUsedWhole()
    {
        fake.ConsumerPosition = fake.ProducerPosition = (1UL << 40) - 16;
        using RingBuffer ring = Open(fake);
        for (int i = 0; i < 3; i++) Finish(fake.Reserve(8)!.Value, (byte)(i + 1));
        List<byte> seen = [];
        Assert.Equal(3, ring.Consume(record => seen.Add(record[0])));
        Assert.Equal([1, 2, 3], seen);
        Assert.Equal((1UL << 40) + 32, ring.ConsumerPosition);
    }

    [Fact]
    public void Consume_LengthThatNoKernelWrites_IsAFormatError()
    {
        using RingBuffer ring = Open(fake);
        Finish(fake.Reserve(8)!.Value, 1);
        ulong second = fake.Reserve(8)!.Value;
        fake.Header(second) = Size;
        int seen = 0;
        BpfFormatException error = Assert.Throws<BpfFormatException>(() => ring.Consume(_ => seen++));
        Assert.Equal((1, (long)second), (seen, error.Offset));
        Assert.Equal(second, ring.ConsumerPosition);
    }

    [Fact]
    public void Dispose_WhileReading_UnmapsAfterwards()
    {
        RingBuffer ring = Open(fake);
        Finish(fake.Reserve(8)!.Value, 1);
        foreach (ReadOnlySpan<byte> record in ring.Records)
        {
            ring.Dispose();
            Assert.Equal(2, fake.MappingCount);
            Assert.Equal(1, record[0]);
            Assert.Throws<ObjectDisposedException>(() => ring.Consume(_ => { }));
        }

        Assert.Equal(0, fake.MappingCount);
        ring.Dispose();
        Assert.Equal(0, fake.MappingCount);
    }

    [Theory]
    [InlineData(1u << 30)]
    [InlineData(1u << 31)]
    public void Constructor_TooLargeRing_IsRefused(uint size) => Assert.Throws<ArgumentException>(() => Open(new FakeRing(Size), size));

    private static RingBuffer Open(FakeRing fake, uint size = Size)
    {
        RecordingKernel kernel = new() { Mmap = (_, offset, length, isWritable) => fake.Map(offset, length, isWritable) };
        return new RingBuffer(BpfMap.Create(kernel, new MapSpec("ring", MapType.RingBuf) { MaxEntries = size }));
    }

    private void Finish(ulong position, byte first)
    {
        fake.Record(position)[0] = first;
        fake.Finish(position, isDiscarded: false);
    }

    private struct Checker : IRingBufferHandler
    {
        public int Next { get; private set; }

        public bool Handle(ReadOnlySpan<byte> record, RingBuffer ring)
        {
            while (Next % 7 == 3) Next++;
            Assert.Equal(Next, BitConverter.ToInt32(record));
            Assert.Equal(4 + (Next % 97), record.Length);
            Assert.False(record[4..].ContainsAnyExcept((byte)Next));
            Next++;
            if (Next % 7 == 3) Next++;
            return true;
        }
    }
}
