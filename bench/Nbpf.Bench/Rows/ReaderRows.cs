using System.Diagnostics;
using Nbpf.Bench.Measuring;
using Nbpf.Isa;
using Nbpf.Readers;
using Nbpf.Syscall;

namespace Nbpf.Bench.Rows;

/// <summary>What comes out of Linux: records of a ring buffer, elements of a map, through the object API against libbpf.</summary>
internal static class ReaderRows
{
    private const int Records = 500_000;
    private const uint BatchEntries = 1_000_000;
    private const int BatchSize = 65_536;

    // 0.9 of libbpf's records a second.
    private const double Target = 1 / 0.9;

    internal static IEnumerable<ResultRow> Measure(int rounds)
    {
        using IBpf kernel = Kernels.Linux();
        using LibbpfPeers libbpf = new();
        using (BpfMap map = BpfMap.Create(kernel, new MapSpec("records", MapType.RingBuf) { MaxEntries = 1 << 24 }))
        using (RingBufferReader reader = new(map))
        using (LibbpfRing peer = libbpf.OpenRing(map.Fd))
        {
            int program = Load(kernel, map.Fd);
            Measured[] series = Rounds.Interleave(rounds, () => Consume(kernel, program, reader), () => ConsumeByCallback(kernel, program, reader), () =>
            {
                Produce(kernel, program);
                return peer.Consume(Records) * 1e6 / Records;
            });
            yield return ResultRow.Against("ring buffer record of 16 bytes, by a struct handler", series[0], "libbpf", series[2], "ns", Target);
            yield return ResultRow.Against("ring buffer record of 16 bytes, by a delegate", series[1], "libbpf", series[2], "ns", null);
            kernel.Close(program);
        }

        using (BpfMap map = BpfMap.Create(kernel, new MapSpec("elements", MapType.Hash) { KeySize = 4, ValueSize = 8, MaxEntries = BatchEntries }))
        {
            BpfMap<uint, ulong> typed = new(map);
            typed.UpdateAll(Enumerable.Range(0, (int)BatchEntries).Select(i => new KeyValuePair<uint, ulong>((uint)i, (ulong)i)));
            Measured[] series = Rounds.InterleaveOnce(rounds, () => Rounds.Milliseconds(() => ReadBatches(typed)), () => Rounds.Milliseconds(() => Enumerate(typed)), () => libbpf.BatchRead(map.Fd, BatchSize, out _));
            yield return ResultRow.Against("hash of 1,000,000 read by ReadBatches", series[0], "libbpf", series[2], "ms", 1.2);
            yield return ResultRow.Against("hash of 1,000,000 walked by foreach", series[1], "libbpf", series[2], "ms", null);
        }
    }

    private static double Consume(IBpf kernel, int program, RingBufferReader reader)
    {
        Produce(kernel, program);
        Adder adder = default;
        long start = Stopwatch.GetTimestamp();
        int count = reader.Consume(ref adder);
        return PerRecord(start, count, adder.Sum);
    }

    private static double ConsumeByCallback(IBpf kernel, int program, RingBufferReader reader)
    {
        Produce(kernel, program);
        ulong sum = 0;
        long start = Stopwatch.GetTimestamp();
        int count = reader.Consume(record => sum += BitConverter.ToUInt64(record));
        return PerRecord(start, count, sum);
    }

    private static double PerRecord(long start, int count, ulong sum)
    {
        double nanoseconds = Stopwatch.GetElapsedTime(start).TotalNanoseconds / Records;
        return count == Records && sum == 7UL * Records ? nanoseconds : throw new InvalidOperationException($"{count} records of sum {sum}");
    }

    private static void Produce(IBpf kernel, int program)
    {
        ProgTestRunArguments run = new() { DataIn = new byte[14], Repeat = Records };
        SysResult result = kernel.ProgTestRun(program, run);
        if (result.IsError || run.ReturnValue != 0) throw new InvalidOperationException($"the records were not written: {result}, {run.ReturnValue}");
    }

    private static void ReadBatches(BpfMap<uint, ulong> map)
    {
        int count = 0;
        foreach (BpfMapBatch<uint, ulong> batch in map.ReadBatches(BatchSize)) count += batch.Count;
        if (count != BatchEntries) throw new InvalidOperationException($"{count} elements");
    }

    private static void Enumerate(BpfMap<uint, ulong> map)
    {
        ulong sum = 0;
        foreach ((uint _, ulong value) in map) sum += value;
        if (sum != (ulong)BatchEntries * (BatchEntries - 1) / 2) throw new InvalidOperationException($"sum {sum}");
    }

    /// <summary>A socket filter that writes a record of 16 bytes without a wake-up; it returns 0 when there was space.</summary>
    private static int Load(IBpf kernel, int ring)
    {
        string text = $"""
            *(u64 *)(r10 - 16) = 7
            *(u64 *)(r10 - 8) = 7
            r1 = map_fd {ring} ll
            r2 = r10
            r2 += -16
            r3 = 16
            r4 = 1
            call bpf_ringbuf_output
            exit
            """;
        SysResult loaded = kernel.ProgLoad(new ProgLoadAttributes { Type = ProgramType.SocketFilter, Instructions = Assembler.Assemble(text), License = "GPL" }, default, out _);
        return loaded.IsError ? throw new BpfException(loaded.Errno, "load program", "output") : loaded.Value;
    }

    private struct Adder : IRingBufferHandler
    {
        public ulong Sum { get; private set; }

        public bool Handle(ReadOnlySpan<byte> record, RingBuffer ring)
        {
            Sum += BitConverter.ToUInt64(record);
            return true;
        }
    }
}
