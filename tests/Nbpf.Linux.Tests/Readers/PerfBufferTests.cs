using System.Runtime.InteropServices;
using CsCheck;
using Nbpf.Linux.Perf;
using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Linux.Tests.Readers;

public sealed partial class PerfBufferTests : IDisposable
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private readonly IBpf kernel;
    private readonly BpfObject loaded;

    public PerfBufferTests()
    {
        Assert.SkipUnless(LinuxOracle.IsAvailable(out string reason), reason);
        Assert.SkipUnless(ClangCompiler.IsAvailable(out reason), reason);
        kernel = LinuxOracle.Open();
        loaded = BpfObject.Load(kernel, ClangCompiler.CompileToFile(File.ReadAllText(Path.Combine(Repository.Root, "tests/Nbpf.Linux.Tests/Readers/perf.bpf.c")), "-mcpu=v3"));
    }

    public void Dispose()
    {
        loaded?.Dispose();
        kernel?.Dispose();
    }

    /// <summary>Records of random lengths, so that they wrap around everywhere, on each CPU in turn: all arrive, in the order of their CPU.</summary>
    [Fact]
    public void Consume_RandomRecords_GivesThemByCpuInOrder()
    {
        using PerfBuffer buffer = new(loaded.Map("events"), new() { PagesPerCpu = 2 });
        int[] cpus = [.. buffer.Cpus];
        Dictionary<int, Queue<byte[]>> expected = cpus.ToDictionary(cpu => cpu, _ => new Queue<byte[]>());
        int number = 0;
        OnThread(() => Gen.Select(Gen.Int[0, cpus.Length - 1], Gen.Int[14, 1000]).List[1, 7].Sample(
            records =>
            {
                foreach ((int index, int length) in records)
                {
                    byte[] record = RingObject.Record(RingObject.Output, number++, length);
                    UseCpu(cpus[index]);
                    Assert.True(Write(record));
                    expected[cpus[index]].Enqueue(record);
                }

                Assert.Equal(records.Count, buffer.Consume((cpu, data) =>
                {
                    byte[] record = expected[cpu].Dequeue();
                    Assert.Equal(record, data[..record.Length]);
                    Assert.Equal(0, (data.Length + 4) % 8);
                }));
                Assert.All(expected.Values, Assert.Empty);
            },
            iter: 300, threads: 1));
    }

    [Fact]
    public void Consume_FullBuffer_TellsHowManyWereLost()
    {
        using PerfBuffer buffer = new(loaded.Map("events"), new() { PagesPerCpu = 1 });
        int cpu = buffer.Cpus.First();
        OnThread(() =>
        {
            UseCpu(cpu);
            int written = 0, lost = 0;
            while (Write(RingObject.Record(RingObject.Output, written, 500))) written++;
            lost++;
            for (int i = 0; i < 4; i++, lost++) Assert.False(Write(RingObject.Record(RingObject.Output, 0, 500)));
            Counter counter = default;
            Assert.Equal(written, buffer.Consume(ref counter));

            // The kernel tells of lost records with the next one that it can write.
            Assert.True(Write(RingObject.Record(RingObject.Output, 0, 500)));
            buffer.Consume(ref counter);
            Assert.Equal((written + 1, (ulong)lost, cpu), (counter.Samples, counter.LostCount, counter.LostCpu));
        });
    }

    [Fact]
    public async Task Poll_RecordWrittenMeanwhile_EndsTheWait()
    {
        using PerfBuffer buffer = new(loaded.Map("events"));
        Task<int> poll = Task.Run(() => buffer.Poll(TimeSpan.FromSeconds(30), (_, _) => { }), Cancellation);
        Assert.True(Write(RingObject.Record(RingObject.Output, 1)));
        Assert.Equal(1, await poll);
        poll = Task.Run(() => buffer.Poll(Timeout.InfiniteTimeSpan, (_, _) => { }), Cancellation);
        buffer.Wake();
        Assert.Equal(0, await poll);
    }

    /// <summary>With a watermark a few small records wake nobody.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(4096, 0)]
    public void WakeupBytes_OneSmallRecord_WakesOnlyWithout(int wakeupBytes, int ready)
    {
        BpfMap map = loaded.Map("events");
        int cpu = CpuList.Online()[0];
        Assert.Equal(Errno.None, PerfRing.Open(cpu, new() { PagesPerCpu = 4, WakeupBytes = wakeupBytes }, out PerfRing? ring));
        using (ring)
        {
            map.Update(BitConverter.GetBytes(cpu), BitConverter.GetBytes(ring!.Fd));
            kernel.PollCreate(out IBpfPoll? poll);
            using (poll)
            {
                Assert.Equal(SysResult.Ok, poll!.Add(ring.Fd));
                OnThread(() =>
                {
                    UseCpu(cpu);
                    Assert.True(Write(RingObject.Record(RingObject.Output, 1)));
                    Assert.Equal(ready, poll.Wait(new int[1], 0).Value);
                    for (int i = 0; i < 9; i++) Assert.True(Write(RingObject.Record(RingObject.Output, i, 500)));
                    Assert.Equal(1, poll.Wait(new int[1], -1).Value);
                });
            }

            FirstOnly first = default;
            Assert.Equal(1, ring.Consume(ref first, out bool goesOn));
            Assert.False(goesOn);
        }
    }

    [Fact]
    public async Task ReadAllAsync_ConcurrentProducer_GivesEveryRecordOnce()
    {
        const int Count = 2000;
        using PerfBuffer buffer = new(loaded.Map("events"), new() { PagesPerCpu = 64 });
        Task producer = Task.Run(() =>
        {
            for (int i = 0; i < Count; i++)
            {
                while (!Write(RingObject.Record(RingObject.Output, i))) Thread.Yield();
            }
        }, Cancellation);
        HashSet<int> seen = [];
        await foreach (PerfBufferRecord record in buffer.ReadAllAsync(Cancellation))
        {
            if (record.LostCount > 0) continue;
            Assert.True(seen.Add(RingObject.Number(record.Data.Span)));
            if (seen.Count == Count) break;
        }

        await producer;
        using CancellationTokenSource source = new(10);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (PerfBufferRecord _ in buffer.ReadAllAsync(source.Token)) { }
        });
    }

    [Fact]
    public void Constructor_WhatIsNotPossible_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new PerfBuffer(loaded.Map("scratch")));
        Assert.Throws<ArgumentException>(() => new PerfBuffer(loaded.Map("events"), new() { PagesPerCpu = 3 }));
        Assert.Throws<ArgumentException>(() => new PerfBuffer(loaded.Map("events"), new() { WakeupRecords = 0 }));
    }

    [Fact]
    public void Dispose_TakesTheBuffersOutOfTheMap()
    {
        Assert.NotEqual(XdpAction.Aborted, loaded.Program("output").Run(new byte[16]).XdpAction);
        using (PerfBuffer buffer = new(loaded.Map("events"), new() { PagesPerCpu = 1 })) Assert.True(Write(new byte[16]));
        Assert.False(Write(new byte[16]));
    }

    private bool Write(ReadOnlySpan<byte> record) => loaded.Program("output").Run(record).XdpAction switch
    {
        XdpAction.Pass => true,
        XdpAction.Drop => false,
        var other => throw new InvalidOperationException($"the program answered {other}"),
    };

    /// <summary>A thread of its own, whose CPU may be chosen.</summary>
    private static void OnThread(Action action)
    {
        System.Runtime.ExceptionServices.ExceptionDispatchInfo? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                action();
            }
            catch (Exception error)
            {
                failure = System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(error);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    private static void UseCpu(int cpu)
    {
        ulong[] mask = new ulong[16];
        mask[cpu / 64] = 1UL << (cpu % 64);
        Assert.Equal(0, SetAffinity(0, (nuint)(mask.Length * sizeof(ulong)), mask));
    }

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static partial int SetAffinity(int thread, nuint size, ulong[] mask);

    private struct Counter : IPerfBufferHandler
    {
        public int Samples { get; private set; }

        public ulong LostCount { get; private set; }

        public int LostCpu { get; private set; }

        public bool Sample(int cpu, ReadOnlySpan<byte> data)
        {
            Samples++;
            return true;
        }

        public void Lost(int cpu, ulong count)
        {
            LostCount += count;
            LostCpu = cpu;
        }
    }

    /// <summary>Has enough after one record.</summary>
    private struct FirstOnly : IPerfBufferHandler
    {
        public readonly bool Sample(int cpu, ReadOnlySpan<byte> data) => false;

        public readonly void Lost(int cpu, ulong count)
        {
        }
    }
}
