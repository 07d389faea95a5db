using CsCheck;
using Nbpf.Readers;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Linux.Tests.Readers;

public sealed class UserRingBufferTests : IDisposable
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private readonly RingObject rings;

    public UserRingBufferTests()
    {
        Assert.SkipUnless(LinuxOracle.IsAvailable(out string reason), reason);
        Assert.SkipUnless(ClangCompiler.IsAvailable(out reason), reason);
        rings = new();
    }

    public void Dispose() => rings?.Dispose();

    /// <summary>Random reservations, submitted or discarded: the kernel drains the submitted ones in order, and no others.</summary>
    [Fact]
    public void Reserve_RandomSequence_KernelDrainsWhatWasSubmitted()
    {
        using UserRingBuffer user = new(rings.Commands);
        using RingBufferReader reader = rings.Reader();
        ulong number = 0;
        Gen.Select(Gen.Int[8, 1500], Gen.Int[0, 3]).List[1, 40].Sample(
            steps =>
            {
                Queue<ulong> submitted = [];
                foreach ((int length, int kind) in steps)
                {
                    if (kind == 0) DrainAll();
                    ulong used = user.ProducerPosition - user.ConsumerPosition;
                    bool fits = used + (((uint)length + 15) & ~7u) <= (uint)user.SizeBytes;
                    Assert.Equal(fits, user.TryReserve(length, out UserRingBufferSample sample));
                    if (!fits)
                    {
                        DrainAll();
                        continue;
                    }

                    Assert.Equal(length, sample.Data.Length);
                    BitConverter.TryWriteBytes(sample.Data, ++number);
                    if (kind == 1)
                    {
                        sample.Discard();
                        continue;
                    }

                    sample.Submit();
                    submitted.Enqueue(number);
                }

                DrainAll();
                Assert.Empty(submitted);

                void DrainAll()
                {
                    rings.Drain();
                    reader.Consume(record => Assert.Equal(submitted.Dequeue(), BitConverter.ToUInt64(record)));
                }
            },
            iter: 100, threads: 1);
    }

    [Fact]
    public void Dispose_OfASample_DiscardsIt()
    {
        using UserRingBuffer user = new(rings.Commands);
        Assert.True(user.TryReserve(8, out UserRingBufferSample sample));
        sample.Dispose();
        sample.Dispose();
        Assert.Equal(0, sample.Data.Length);
        Assert.Equal(0, rings.Drain());
        Assert.Equal(user.ProducerPosition, user.ConsumerPosition);
        bool isRefused = false;
        try
        {
            sample.Submit();
        }
        catch (InvalidOperationException)
        {
            isRefused = true;
        }

        Assert.True(isRefused);
    }

    [Fact]
    public async Task TryReserve_FullRing_WaitsForTheKernelToDrain()
    {
        using UserRingBuffer user = new(rings.Commands);
        while (user.TryWrite(new byte[1000])) { }
        Assert.False(user.TryReserve(1000, TimeSpan.FromMilliseconds(1), out _));
        Task<bool> reservation = Task.Run(() =>
        {
            bool reserved = user.TryReserve(1000, TimeSpan.FromSeconds(30), out UserRingBufferSample sample);
            sample.Dispose();
            return reserved;
        }, Cancellation);
        Assert.Equal(4, rings.Drain());
        Assert.True(await reservation);
    }

    /// <summary>Several threads write at once; every record arrives once, each thread's in its order.</summary>
    [Fact]
    public async Task TryWrite_SeveralThreads_EveryRecordArrivesOnce()
    {
        const int PerThread = 300;
        using UserRingBuffer user = new(rings.Commands);
        using RingBufferReader reader = rings.Reader();
        Task[] writers = [.. Enumerable.Range(0, 3).Select(thread => Task.Run(() =>
        {
            for (int i = 0; i < PerThread; i++)
            {
                Assert.True(user.TryReserve(8 + i, TimeSpan.FromSeconds(30), out UserRingBufferSample sample));
                BitConverter.TryWriteBytes(sample.Data, ((ulong)(uint)thread << 32) | (uint)i);
                sample.Submit();
            }
        }, Cancellation))];
        uint[] next = new uint[3];
        while (next.Sum(count => count) < 3 * PerThread)
        {
            rings.Drain();
            reader.Consume(record =>
            {
                ulong value = BitConverter.ToUInt64(record);
                Assert.Equal(next[value >> 32]++, (uint)value);
            });
        }

        await Task.WhenAll(writers);
    }

    [Fact]
    public void Dispose_WithAReservation_UnmapsAfterIt()
    {
        UserRingBuffer user = new(rings.Commands);
        Assert.True(user.TryReserve(8, out UserRingBufferSample sample));
        user.Dispose();
        BitConverter.TryWriteBytes(sample.Data, 5UL);
        sample.Submit();
        Assert.Throws<ObjectDisposedException>(() => user.TryWrite(new byte[8]));
        Assert.Equal(1, rings.Drain());
    }

    [Fact]
    public void TryReserve_RecordThatNeverFits_IsRefused()
    {
        using UserRingBuffer user = new(rings.Commands);
        Assert.Throws<ArgumentOutOfRangeException>(() => user.TryWrite(new byte[4096 - 7]));
        Assert.True(user.TryWrite(new byte[4096 - 8]));
    }
}
