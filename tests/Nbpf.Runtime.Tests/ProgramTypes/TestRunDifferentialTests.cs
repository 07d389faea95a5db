using System.Buffers.Binary;
using Nbpf.Isa;
using Nbpf.Syscall;
using Xunit;

namespace Nbpf.Runtime.Tests.ProgramTypes;

/// <summary>BPF_PROG_TEST_RUN with good and bad arguments on both kernels: answer, result, data and context must be equal.</summary>
public sealed class TestRunDifferentialTests
{
    private const byte R0 = 0, R1 = 1;

    private static readonly Instruction[] ReturnTwo = [Instructions.MovImm(R0, 2), Instructions.Exit()];

    public static TheoryData<ProgramType> PacketTypes => [ProgramType.Xdp, ProgramType.SocketFilter, ProgramType.SchedCls, ProgramType.SchedAct];

    [Theory]
    [MemberData(nameof(PacketTypes))]
    public void TestRun_EveryDataSize_AnswersAsLinux(ProgramType type)
    {
        using Pair pair = new(type, ReturnTwo);
        foreach (int size in (int[])[0, 1, 13, 14, 15, 16, 33, 34, 53, 54, 60, 64, 1500, 3000, 3519, 3520, 3521, 3647, 3648, 3649, 3711, 3712, 3713, 4000, 4095, 4096])
        {
            foreach (int room in (int[])[0, 1, 14, 64, 8192])
            {
                pair.Compare($"data {size}, room {room}", () => new ProgTestRunArguments { DataIn = Packet(size, 0x0800), DataOut = new byte[room] });
            }
        }
    }

    [Theory]
    [MemberData(nameof(PacketTypes))]
    public void TestRun_OtherProtocols_AnswersAsLinux(ProgramType type)
    {
        using Pair pair = new(type, ReturnTwo);
        foreach (ushort protocol in (ushort[])[0x0800, 0x86dd, 0x0806, 0x8100, 0x0000, 0x0005, 0x05ff, 0x0600, 0xffff])
        {
            foreach (int size in (int[])[14, 20, 33, 34, 53, 54, 64])
            {
                pair.Compare($"protocol {protocol:x}, data {size}", () => new ProgTestRunArguments { DataIn = Packet(size, protocol), DataOut = new byte[128] });
            }
        }
    }

    [Theory]
    [MemberData(nameof(PacketTypes))]
    public void TestRun_FlagsCpuBatchRepeat_AnswersAsLinux(ProgramType type)
    {
        using Pair pair = new(type, ReturnTwo);
        foreach (uint flags in (uint[])[0, 1, 4, 8, 5])
        {
            pair.Compare($"flags {flags}", () => new ProgTestRunArguments { DataIn = Packet(64, 0x0800), DataOut = new byte[64], Flags = (TestRunFlags)flags });
        }

        pair.Compare("cpu", () => new ProgTestRunArguments { DataIn = Packet(64, 0x0800), Cpu = type == ProgramType.Xdp ? 0u : 1u });
        pair.Compare("batch", () => new ProgTestRunArguments { DataIn = Packet(64, 0x0800), BatchSize = 1 });
        pair.Compare("repeat", () => new ProgTestRunArguments { DataIn = Packet(64, 0x0800), DataOut = new byte[64], Repeat = 100 });
    }

    [Fact]
    public void TestRun_XdpContext_AnswersAsLinux()
    {
        using Pair pair = new(ProgramType.Xdp, ReturnTwo);
        foreach ((uint data, uint end, uint meta) in ((uint, uint, uint)[])[(0, 64, 0), (0, 60, 0), (4, 64, 0), (8, 64, 0), (3, 64, 0), (0, 65, 0), (10, 5, 0), (0, 64, 4), (252, 300, 0), (256, 300, 0), (0, 0, 0), (64, 64, 0), (52, 64, 0), (216, 300, 0), (220, 300, 0)])
        {
            int size = end > 65 ? 300 : 64;
            pair.Compare($"data {data} end {end} meta {meta}", () => Xdp(size, data, end, meta));
            pair.Compare($"data {data} end {end} meta {meta}, short", () =>
            {
                ProgTestRunArguments arguments = Xdp(size, data, end, meta);
                arguments.ContextOut = new byte[8];
                return arguments;
            });
        }

        foreach ((uint ingress, uint queue, uint egress) in ((uint, uint, uint)[])[(1, 0, 0), (0, 1, 0), (9999, 0, 0), (1, 1, 0), (0, 0, 1)])
        {
            pair.Compare($"ingress {ingress} queue {queue} egress {egress}", () => Xdp(64, 0, 64, 0, ingress, queue, egress));
        }

        pair.Compare("short context", () => new ProgTestRunArguments { DataIn = Packet(64, 0x0800), ContextIn = new byte[8], ContextOut = new byte[24] });
        pair.Compare("long context", () => new ProgTestRunArguments { DataIn = Packet(64, 0x0800), ContextIn = Words(64, 0, 64), ContextOut = new byte[64] });
        pair.Compare("long context used", () => new ProgTestRunArguments { DataIn = Packet(64, 0x0800), ContextIn = Enumerable.Repeat((byte)1, 64).ToArray() });
        pair.Compare("context out only", () => new ProgTestRunArguments { DataIn = Packet(64, 0x0800), ContextOut = new byte[24] });
    }

    [Theory]
    [InlineData(ProgramType.SocketFilter)]
    [InlineData(ProgramType.SchedCls)]
    public void TestRun_SkbContext_AnswersAsLinux(ProgramType type)
    {
        // The program changes a mark (where it may) and a control word, so that the output shows more than the input.
        Instruction[] program = type == ProgramType.SchedCls
            ? [Instructions.StoreImm(MemorySize.Word, R1, 8, 99), Instructions.StoreImm(MemorySize.Word, R1, 52, 7), .. ReturnTwo]
            : [Instructions.StoreImm(MemorySize.Word, R1, 52, 7), .. ReturnTwo];
        using Pair pair = new(type, program);
        for (int offset = 0; offset < 192; offset += 4)
        {
            foreach (uint value in (uint[])[1, 64, 100000])
            {
                byte[] context = new byte[192];
                BinaryPrimitives.WriteUInt32LittleEndian(context.AsSpan(offset), value);
                pair.Compare(
                    $"word {offset} = {value}",
                    () => new ProgTestRunArguments { DataIn = Packet(64, 0x0800), DataOut = new byte[64], ContextIn = context, ContextOut = new byte[192] });
            }
        }

        pair.Compare("no input", () => new ProgTestRunArguments { DataIn = Packet(64, 0x0800), ContextOut = new byte[192] });
        pair.Compare("short output", () => new ProgTestRunArguments { DataIn = Packet(64, 0x0800), ContextOut = new byte[100] });
    }

    [Theory]
    [InlineData(ProgramType.SocketFilter)]
    [InlineData(ProgramType.SchedCls)]
    public void TestRun_EveryReadableWord_HoldsWhatLinuxHolds(ProgramType type)
    {
        byte[] context = new byte[192];
        BinaryPrimitives.WriteUInt32LittleEndian(context.AsSpan(8), 0x11223344);
        BinaryPrimitives.WriteUInt32LittleEndian(context.AsSpan(32), 0x55667788);
        BinaryPrimitives.WriteUInt32LittleEndian(context.AsSpan(48), 0xa0b0c0d0);
        BinaryPrimitives.WriteUInt32LittleEndian(context.AsSpan(160), 5000);
        BinaryPrimitives.WriteUInt32LittleEndian(context.AsSpan(164), 3);
        BinaryPrimitives.WriteUInt32LittleEndian(context.AsSpan(176), 1400);
        foreach (short word in (short[])[0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 72, 160, 164, 176])
        {
            // tc_classid and wire_len are for TC only.
            if (type == ProgramType.SocketFilter && word is 72 or 160)
            {
                continue;
            }

            using Pair pair = new(type, [Instructions.Load(MemorySize.Word, R0, R1, word), Instructions.Exit()]);
            foreach (ushort protocol in (ushort[])[0x0800, 0x0005])
            {
                pair.Compare($"word {word}", () => new ProgTestRunArguments { DataIn = Packet(64, protocol), ContextIn = context });
            }
        }
    }

    [Fact]
    public void TestRun_RawTracepoint_AnswersAsLinux()
    {
        using Pair pair = new(ProgramType.RawTracepoint, [Instructions.Load(MemorySize.DoubleWord, R0, R1, 8), Instructions.Exit()]);
        foreach (int size in (int[])[0, 8, 15, 16, 24, 96, 97, 200])
        {
            byte[] context = [.. Enumerable.Range(1, size).Select(i => (byte)i)];
            pair.Compare($"context {size}", () => new ProgTestRunArguments { ContextIn = context });
        }

        byte[] words = Words(96, 1, 2, 3, 4);
        pair.Compare("data in", () => new ProgTestRunArguments { ContextIn = words, DataIn = new byte[14] });
        pair.Compare("data out", () => new ProgTestRunArguments { ContextIn = words, DataOut = new byte[14] });
        pair.Compare("context out", () => new ProgTestRunArguments { ContextIn = words, ContextOut = new byte[96] });
        pair.Compare("repeat", () => new ProgTestRunArguments { ContextIn = words, Repeat = 1 });
        pair.Compare("batch", () => new ProgTestRunArguments { ContextIn = words, BatchSize = 1 });
        pair.Compare("cpu without flag", () => new ProgTestRunArguments { ContextIn = words, Cpu = 1 });
        pair.Compare("on cpu 0", () => new ProgTestRunArguments { ContextIn = words, Flags = TestRunFlags.RunOnCpu });
        pair.Compare("on cpu 5000", () => new ProgTestRunArguments { ContextIn = words, Flags = TestRunFlags.RunOnCpu, Cpu = 5000 });
        pair.Compare("other flag", () => new ProgTestRunArguments { ContextIn = words, Flags = TestRunFlags.SkbChecksumComplete });
    }

    [Fact]
    public void TestRun_SystemCall_AnswersAsLinux()
    {
        using Pair pair = new(
            ProgramType.Syscall,
            [Instructions.StoreImm(MemorySize.Word, R1, 4, 77), Instructions.Load(MemorySize.Word, R0, R1, 12), Instructions.Exit()],
            ProgramFlags.Sleepable);
        foreach (int size in (int[])[0, 8, 15, 16, 100, 65535])
        {
            byte[] context = new byte[size];
            context.AsSpan().Fill(9);
            pair.Compare($"context {size}", () => new ProgTestRunArguments { ContextIn = context.ToArray(), ContextOut = new byte[Math.Min(size, 40)] });
        }

        byte[] words = Words(64, 1, 2, 3, 4);
        pair.Compare("data in", () => new ProgTestRunArguments { ContextIn = words.ToArray(), DataIn = new byte[14] });
        pair.Compare("context out", () => new ProgTestRunArguments { ContextIn = words.ToArray(), ContextOut = new byte[96] });
        pair.Compare("repeat", () => new ProgTestRunArguments { ContextIn = words.ToArray(), Repeat = 1 });
        pair.Compare("flags", () => new ProgTestRunArguments { ContextIn = words.ToArray(), Flags = TestRunFlags.RunOnCpu });
        pair.Compare("cpu", () => new ProgTestRunArguments { ContextIn = words.ToArray(), Cpu = 3 });
    }

    internal static byte[] Packet(int size, ushort protocol)
    {
        byte[] packet = [.. Enumerable.Range(0, size).Select(i => (byte)(i * 7))];
        if (size >= 14)
        {
            packet.AsSpan(0, 12).Clear();
            packet[0] = 2;
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(12), protocol);
        }

        return packet;
    }

    private static byte[] Words(int bytes, params uint[] words)
    {
        byte[] context = new byte[bytes];
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(context.AsSpan(i * 4), words[i]);
        }

        return context;
    }

    private static ProgTestRunArguments Xdp(int size, uint data, uint end, uint meta, uint ingress = 0, uint queue = 0, uint egress = 0) =>
        new() { DataIn = Packet(size, 0x0800), DataOut = new byte[512], ContextIn = Words(24, data, end, meta, ingress, queue, egress), ContextOut = new byte[24] };
}
