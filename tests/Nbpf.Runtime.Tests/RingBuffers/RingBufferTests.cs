using System.Runtime.InteropServices;
using System.Text;
using CsCheck;
using Nbpf.Readers;
using Nbpf.Runtime.RingBuffers;
using Nbpf.Runtime.Tests.Maps;
using Nbpf.Runtime.Tests.Rewrite;
using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Runtime.Tests.RingBuffers;

/// <summary>Ring buffers that programs write and commands map.</summary>
public sealed class RingBufferTests
{
    private static readonly int Page = Environment.SystemPageSize;

    private static readonly Gen<(uint What, byte Flags, byte Number, ulong Data)> AnyStep = Gen.Select(Gen.UInt[0, 6], Gen.Byte[0, 4], Gen.Byte[0, 48], Gen.ULong);

    /// <summary>Random runs and consumption: results, positions and every byte of the data are Linux's, record headers included.</summary>
    [Theory]
    [InlineData(ExecutionEngine.Jit)]
    [InlineData(ExecutionEngine.Interpreter)]
    [InlineData(ExecutionEngine.CheckedInterpreter)]
    public void Sequence_OnBothKernels_LeavesTheSameMemory(ExecutionEngine engine)
    {
        Assert.SkipUnless(LinuxOracle.IsReference(out string reason), reason);
        AnyStep.List[1, 200].Sample(
            steps =>
            {
                using BpfRuntime runtime = new(new BpfRuntimeOptions { CpuCount = 1, Engine = engine });
                using IBpf linux = LinuxOracle.Open();
                Assert.Equal(Play(linux, steps), Play(runtime, steps));
            },
            iter: 40, threads: 1);
    }

    [Fact]
    public void Xlated_OfRingCalls_IsLinuxs()
    {
        Assert.SkipUnless(LinuxOracle.IsReference(out string reason), reason);
        using BpfRuntime runtime = new();
        using IBpf linux = LinuxOracle.Open();
        using RingPrograms ours = new(runtime), theirs = new(linux);
        Assert.Equal(ProgramDump.Lines(linux, theirs.Program), ProgramDump.Lines(runtime, ours.Program));
    }

    /// <summary>Several threads produce at once, one consumes: nothing is lost, torn or out of each producer's order.</summary>
    [Theory]
    [InlineData(ExecutionEngine.Jit)]
    [InlineData(ExecutionEngine.Interpreter)]
    public void Producers_InParallel_AreAllReadInTheirOrder(ExecutionEngine engine)
    {
        const int producers = 3;
        const ulong perProducer = 4000;
        using BpfRuntime runtime = new(new BpfRuntimeOptions { CpuCount = producers, Engine = engine });
        using BpfMap map = BpfMap.Create(runtime, new MapSpec("ring", MapType.RingBuf) { MaxEntries = RingPrograms.Size });
        using RingBufferReader reader = new(map);
        using RingPrograms programs = new(runtime, map);
        Thread[] threads = [.. Enumerable.Range(0, producers).Select(producer => new Thread(() =>
        {
            for (ulong i = 0; i < perProducer;)
            {
                uint result = programs.Run(RingPrograms.Packet(0, number: (byte)producer, data: i));
                if (result == 2)
                    i++;
                else
                    Thread.Yield();
                if (i % 7 == 0)
                    programs.Run(RingPrograms.Packet(1));
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());

        ulong[] next = new ulong[producers];
        ulong read = 0;
        while (read < producers * perProducer)
        {
            reader.Poll(TimeSpan.FromSeconds(10), record =>
            {
                int producer = BitConverter.ToInt32(record[8..]);
                Assert.Equal(next[producer]++, BitConverter.ToUInt64(record));
                Assert.Equal(-1, BitConverter.ToInt32(record[12..]));
                Assert.Equal(16, record.Length);
                read++;
            });
        }
        Array.ForEach(threads, thread => thread.Join());
        reader.Consume(_ => read++);
        Assert.Equal(producers * perProducer, read);
    }

    [Fact]
    public void Reserved_Record_HasItsPositionUntilItIsCommitted()
    {
        using Kernel kernel = new();
        int fd = kernel.Map(MapType.RingBuf, 0, 0, 4096);
        Assert.Equal(Errno.None, kernel.Bpf.Services.Objects.Find(fd, out RingBufferMap? map, out _));
        unsafe
        {
            byte* first = Ring.Reserve(map!.Storage, 16, cpu: 0), second = Ring.Reserve(map.Storage, 9, cpu: 0);
            Assert.Equal((0UL, 24UL), (Ring.ReservationOf(first), Ring.ReservationOf(second)));
            Ring.Commit(second, 0, discard: false);
            Assert.Equal((0UL, ulong.MaxValue), (Ring.ReservationOf(first), Ring.ReservationOf(second)));
            Ring.Commit(first, 0, discard: true);
            Assert.Equal(ulong.MaxValue, Ring.ReservationOf(first));

            // The consumer takes all; the ring goes round, and a record that stands where the first stood is another one.
            for (ulong end = 48; end + 48 <= 4096; end += 48)
            {
                *Ring.ConsumerPosition(map.Storage) = end;
                Ring.Commit(Ring.Reserve(map.Storage, 40, cpu: 0), 0, discard: false);
            }
            *Ring.ConsumerPosition(map.Storage) = *Ring.ProducerPosition(map.Storage);
            byte* rest = Ring.Reserve(map.Storage, 8192 - *Ring.ProducerPosition(map.Storage) % 4096 - 4096 - 8, cpu: 0);
            Ring.Commit(rest, 0, discard: false);
            *Ring.ConsumerPosition(map.Storage) = *Ring.ProducerPosition(map.Storage);
            byte* again = Ring.Reserve(map.Storage, 16, cpu: 0);
            Assert.Equal(((nint)first, 4096UL), ((nint)again, Ring.ReservationOf(first)));
        }
    }

    [Fact]
    public void Reserve_WhileAnOldRecordIsBusy_RefusesToOverwriteIt()
    {
        using Kernel kernel = new();
        int fd = kernel.Map(MapType.RingBuf, 0, 0, 4096);
        Assert.Equal(Errno.None, kernel.Bpf.Services.Objects.Find(fd, out RingBufferMap? map, out _));
        unsafe
        {
            Ring* ring = map!.Storage;
            byte* busy = Ring.Reserve(ring, 8, cpu: 0);
            for (int i = 0; i < 254; i++)
                Ring.Commit(Ring.Reserve(ring, 8, cpu: 0), 0, discard: false);

            // Whoever consumes claims to have read everything, the busy record too.
            Volatile.Write(ref *Ring.ConsumerPosition(ring), *Ring.ProducerPosition(ring));
            Assert.True(Ring.Reserve(ring, 8, cpu: 0) == null);
            Ring.Commit(busy, 0, discard: false);
            Assert.True(Ring.Reserve(ring, 8, cpu: 0) != null);

            // Nonsense in the consumer's position costs records, not memory.
            Volatile.Write(ref *Ring.ConsumerPosition(ring), ulong.MaxValue - 3);
            Assert.True(Ring.Reserve(ring, 8, cpu: 0) == null);
        }
    }

    /// <summary>Of what was reserved and not committed, a CPU's records are given up and the others' stay; headers become what Linux writes.</summary>
    [Fact]
    public void DiscardReserved_RecordsOfTwoCpus_GivesUpOnes()
    {
        using Kernel kernel = new();
        int fd = kernel.Map(MapType.RingBuf, 0, 0, 4096);
        Assert.Equal(Errno.None, kernel.Bpf.Services.Objects.Find(fd, out RingBufferMap? map, out _));
        unsafe
        {
            Ring* ring = map!.Storage;
            const uint last = BpfRuntimeOptions.MaximumCpuCount - 1;
            byte*[] mine = [Ring.Reserve(ring, 8, last), null, null, Ring.Reserve(ring, 0, last)];
            mine[1] = Ring.Reserve(ring, 8, 0);
            mine[2] = Ring.Reserve(ring, 1000, last);
            byte* committed = Ring.Reserve(ring, 8, last);
            Ring.Commit(committed, 0, discard: false);
            Ring.DiscardReserved(ring, last);
            Assert.Equal([0x40000008u, 0x80000008u, 0x400003e8u, 0x40000000u, 8u], [Word(mine[0], 0), Word(mine[1], 0), Word(mine[2], 0), Word(mine[3], 0), Word(committed, 0)]);
            Ring.Commit(mine[1], 0, discard: false);
            Assert.Equal([3u, 3u, 3u, 3u, 3u], [Word(mine[0], 1), Word(mine[1], 1), Word(mine[2], 1), Word(mine[3], 1), Word(committed, 1)]);
            static uint Word(byte* record, int number) => ((uint*)(record - 8))[number];
        }
    }

    [Fact]
    public void Poll_Ring_WakesAsEpollDoes()
    {
        using BpfRuntime runtime = new();
        string ours = PollScript(runtime);
        Assert.SkipUnless(LinuxOracle.IsReference(out string reason), reason);
        using IBpf linux = LinuxOracle.Open();
        Assert.Equal(PollScript(linux), ours);
    }

    [Fact]
    public void Mmap_MapsAndRights_AnswersAsLinux()
    {
        using BpfRuntime runtime = new();
        string ours = MapScript(runtime);
        Assert.SkipUnless(LinuxOracle.IsReference(out string reason), reason);
        using IBpf linux = LinuxOracle.Open();
        Assert.Equal(MapScript(linux), ours);
    }

    [Fact]
    public void Mmap_Array_IsTheArray()
    {
        using Kernel kernel = new();
        int array = kernel.Map(MapType.Array, value: 12, max: 1000, flags: MapFlags.Mmapable);
        Assert.Equal(SysResult.Ok, kernel.Bpf.MapMmap(array, 0, 16000, isWritable: true, out MappedMemory? memory));
        MemoryMarshal.Cast<byte, int>(memory!.GetSpan())[4 * 999] = 77;
        byte[] value = new byte[12];
        Assert.Equal(SysResult.Ok, kernel.Bpf.MapLookupElem(array, Kernel.Bytes(999), value));
        Assert.Equal(77, BitConverter.ToInt32(value));
        Assert.Equal(Errno.EBUSY, kernel.Bpf.MapFreeze(array).Errno);

        // The mapping holds the map, and is what keeps it from being frozen.
        uint id = kernel.Id(array);
        kernel.Bpf.Close(array);
        Assert.Equal(77, MemoryMarshal.Cast<byte, int>(memory.GetSpan())[4 * 999]);
        array = kernel.Bpf.ObjGetFdById(BpfObjectKind.Map, id).Value;
        ((IDisposable)memory).Dispose();
        Assert.Equal(SysResult.Ok, kernel.Bpf.MapFreeze(array));
    }

    private static string Play(IBpf bpf, IReadOnlyList<(uint What, byte Flags, byte Number, ulong Data)> steps)
    {
        using RingPrograms programs = new(bpf);
        using MappedMemory consumer = programs.Map(0, Page, isWritable: true), producer = programs.Map((ulong)Page, Page + 2 * RingPrograms.Size, isWritable: false);
        StringBuilder text = new();
        ref ulong consumed = ref MemoryMarshal.AsRef<ulong>(consumer.GetSpan());
        foreach ((uint what, byte flags, byte number, ulong data) in steps)
        {
            // Beyond what the program knows: the consumer takes some records.
            if (what > 4)
                consumed = Skip(producer.GetSpan(), consumed, RingPrograms.Size, number);
            else
                text.Append(programs.Run(RingPrograms.Packet(what, flags, number, data))).Append(' ');
        }
        text.Append(consumed).Append(' ').Append(MemoryMarshal.AsRef<ulong>(producer.GetSpan()));
        return text.Append(' ').Append(Convert.ToHexString(producer.GetSpan().Slice(Page, RingPrograms.Size))).ToString();
    }

    private static ulong Skip(Span<byte> producer, ulong consumed, int size, int records)
    {
        ulong end = MemoryMarshal.AsRef<ulong>(producer);
        for (int i = 0; i < records && consumed < end; i++)
        {
            uint length = BitConverter.ToUInt32(producer[(Page + (int)(consumed & (ulong)(size - 1)))..]) & 0x3fffffff;
            consumed += (length + 15UL) & ~7UL;
        }
        return consumed;
    }

    private static string PollScript(IBpf bpf)
    {
        using RingPrograms one = new(bpf), two = new(bpf);
        using MappedMemory consumer = one.Map(0, Page, isWritable: true);
        StringBuilder text = new();
        Assert.Equal(SysResult.Ok, bpf.PollCreate(out IBpfPoll? created));
        using IBpfPoll poll = created!;
        Say("empty", poll.Wait(new int[4], 0));
        Say("add", poll.Add(one.Ring));
        Say("add again", poll.Add(one.Ring));
        Say("add nothing", poll.Add(9999));
        Say("add a program", poll.Add(one.Program));
        Say("no data", poll.Wait(new int[4], 0));
        one.Run(RingPrograms.Packet(0, flags: 1));
        Say("data without wakeup", poll.Wait(new int[4], 0));
        one.Run(RingPrograms.Packet(0));
        Say("not the awaited record", poll.Wait(new int[4], 0));
        one.Run(RingPrograms.Packet(0, flags: 2));
        Say("forced", poll.Wait(new int[4], 1000));
        Say("still there", poll.Wait(new int[4], 0));
        two.Run(RingPrograms.Packet(0, flags: 1));
        Say("add with data", poll.Add(two.Ring));
        Say("both", poll.Wait(new int[4], 1000));
        Say("room for one", poll.Wait(new int[1], 1000));
        MemoryMarshal.AsRef<ulong>(consumer.GetSpan()) = 72;
        Say("one consumed", poll.Wait(new int[4], 0));
        Say("remove", poll.Remove(two.Ring));
        Say("remove again", poll.Remove(two.Ring));
        Say("none left", poll.Wait(new int[4], 0));
        one.Run(RingPrograms.Packet(0));
        Say("the awaited record", poll.Wait(new int[4], 1000));
        MemoryMarshal.AsRef<ulong>(consumer.GetSpan()) = 96;
        Say("consumed", poll.Wait(new int[4], 0));
        one.Run(RingPrograms.Packet(1, flags: 0));
        Say("a discarded record", poll.Wait(new int[4], 1000));
        poll.Wake();
        MemoryMarshal.AsRef<ulong>(consumer.GetSpan()) = 128;
        Say("woken", poll.Wait(new int[4], 1000));
        Say("no room", poll.Wait([], 0));
        return text.ToString();

        void Say(string what, SysResult result) => text.Append(what).Append(": ").Append(result).Append('\n');
    }

    private static string MapScript(IBpf bpf)
    {
        StringBuilder text = new();
        int ring = bpf.MapCreate(new MapCreateAttributes { Type = MapType.RingBuf, MaxEntries = 8192 }).Value;
        int array = bpf.MapCreate(new MapCreateAttributes { Type = MapType.Array, KeySize = 4, ValueSize = 8, MaxEntries = 1000, Flags = MapFlags.Mmapable }).Value;
        int plain = bpf.MapCreate(new MapCreateAttributes { Type = MapType.Array, KeySize = 4, ValueSize = 8, MaxEntries = 1000 }).Value;
        int hash = bpf.MapCreate(new MapCreateAttributes { Type = MapType.Hash, KeySize = 4, ValueSize = 8, MaxEntries = 8 }).Value;
        int constant = bpf.MapCreate(new MapCreateAttributes { Type = MapType.Array, KeySize = 4, ValueSize = 8, MaxEntries = 8, Flags = MapFlags.Mmapable | MapFlags.ReadOnlyProgram }).Value;
        int program = ProgramDump.Load(bpf, ProgramType.Xdp, Nbpf.Isa.Assembler.Assemble("r0 = 1\nexit"));
        bpf.MapGetInfo(array, out MapInfo? info);
        int reading = bpf.ObjGetFdById(BpfObjectKind.Map, info!.Id, (uint)MapFlags.ReadOnly).Value;
        int writing = bpf.ObjGetFdById(BpfObjectKind.Map, info.Id, (uint)MapFlags.WriteOnly).Value;
        foreach (bool isWritable in (bool[])[false, true])
        {
            foreach ((string name, int fd) in ((string, int)[])[("ring", ring), ("array", array), ("plain", plain), ("hash", hash), ("constant", constant), ("program", program), ("reading", reading), ("writing", writing), ("closed", 9999)])
            {
                foreach (ulong offset in (ulong[])[0, 1, 4096, 8192, 12288, 1UL << 40])
                {
                    foreach (int length in (int[])[0, 1, 4096, 4097, 8000, 8192, 12288, 16384, 20480, 24576, 24577, 28672])
                        Say($"{name} {isWritable} {offset} {length}", fd, offset, length, isWritable);
                }
            }
        }
        text.Append(bpf.MapFreeze(array)).Append('\n');
        Say("frozen, read", array, 0, 4096, false);
        Say("frozen, written", array, 0, 4096, true);
        foreach (int fd in (int[])[ring, array, plain, hash, constant, program, reading, writing])
            bpf.Close(fd);
        return text.ToString();

        void Say(string what, int fd, ulong offset, int length, bool isWritable)
        {
            SysResult result = bpf.MapMmap(fd, offset, length, isWritable, out MappedMemory? memory);
            text.Append(what).Append(": ").Append(result.Errno).Append(memory is null ? "" : $" {memory.Length} {memory.IsWritable}").Append('\n');
            (memory as IDisposable)?.Dispose();
        }
    }
}
