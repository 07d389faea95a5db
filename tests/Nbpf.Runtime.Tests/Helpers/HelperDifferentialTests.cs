using Nbpf.Isa;
using Nbpf.Runtime.Tests.ProgramTypes;
using Nbpf.Runtime.Tests.Rewrite;
using Nbpf.Syscall;
using Xunit;

namespace Nbpf.Runtime.Tests.Helpers;

/// <summary>What helpers do, on random arguments against Linux by test runs of the same program.</summary>
public sealed class HelperDifferentialTests
{
    private const byte R0 = 0, R1 = 1, R2 = 2, R3 = 3, R4 = 4, R5 = 5, R6 = 6, R7 = 7, R10 = 10;

    private static readonly Instruction[] Exit = [Instructions.Exit()];

    [Fact]
    public void CsumDiff_RandomBuffers_SumsAsLinux()
    {
        Random random = new(1);
        foreach ((int from, int to) in ((int, int)[])[(0, 0), (0, 4), (4, 0), (4, 4), (8, 4), (40, 40), (0, 64), (64, 0), (60, 64), (2, 4), (4, 6)])
        {
            foreach (uint seed in (uint[])[0, 1, 0xffff, 0x10000, 0xffffffff, (uint)random.Next()])
            {
                foreach (int fill in (int[])[-1, 0, 0xff])
                {
                    Compare(ProgramType.SchedCls, $"from {from} to {to} seed {seed:x} fill {fill}",
                    [
                        .. FillStack(random, fill, 128),
                        Instructions.Mov(R1, R10),
                        Instructions.Alu64Imm(AluOperation.Add, R1, -128),
                        from == 0 ? Instructions.MovImm(R1, 0) : Instructions.MovImm(R0, 0),
                        Instructions.MovImm(R2, from),
                        Instructions.Mov(R3, R10),
                        Instructions.Alu64Imm(AluOperation.Add, R3, -64),
                        to == 0 ? Instructions.MovImm(R3, 0) : Instructions.MovImm(R0, 0),
                        Instructions.MovImm(R4, to),
                        Instructions.Mov32Imm(R5, (int)seed),
                        Instructions.Call(HelperId.CsumDiff),
                        .. Exit,
                    ]);
                }
            }
        }
    }

    [Theory]
    [InlineData(HelperId.XdpAdjustHead)]
    [InlineData(HelperId.XdpAdjustTail)]
    [InlineData(HelperId.XdpAdjustMeta)]
    public void XdpAdjust_ManyDeltas_MovesAsLinux(HelperId helper)
    {
        // The first word of the packet is the delta.
        Instruction[] program =
        [
            Instructions.Mov(R6, R1),
            Instructions.Load(MemorySize.Word, R2, R1, 0),
            Instructions.Load(MemorySize.Word, R3, R1, 4),
            Instructions.Mov(R4, R2),
            Instructions.Alu64Imm(AluOperation.Add, R4, 4),
            Instructions.MovImm(R0, 99),
            Instructions.JumpIf(JumpOperation.Greater, R4, R3, 3),
            Instructions.Load(MemorySize.Word, R2, R2, 0),
            Instructions.Mov(R1, R6),
            Instructions.Call(helper),
            .. Exit,
        ];
        using Pair pair = new(ProgramType.Xdp, program);
        int[] deltas = [0, 1, -1, 2, 3, 4, -4, 8, -8, 14, 50, 51, 64, -64, 100, -100, -128, -216, -217, -220, -252, -253, -256, -257, -260, 3000, 3200, 3456, 3457, -3000, int.MaxValue, int.MinValue];
        foreach (int size in (int[])[14, 64, 65, 1500, 3520, 3600, 8000])
        {
            foreach (int delta in deltas)
            {
                byte[] packet = TestRunDifferentialTests.Packet(size, 0x0800);
                BitConverter.TryWriteBytes(packet, delta);
                pair.Compare($"size {size} delta {delta}", () => new ProgTestRunArguments { DataIn = packet, DataOut = new byte[12000], ContextOut = new byte[24] });
                if (size <= 1500 && size > 30)
                {
                    byte[] context = [12, 0, 0, 0, .. BitConverter.GetBytes(size), .. new byte[16]];
                    byte[] shifted = packet.ToArray();
                    BitConverter.TryWriteBytes(shifted.AsSpan(12), delta);
                    pair.Compare(
                        $"size {size} delta {delta} with metadata",
                        () => new ProgTestRunArguments { DataIn = shifted, DataOut = new byte[12000], ContextIn = context, ContextOut = new byte[24] });
                }
            }
        }
    }

    [Theory]
    [InlineData(HelperId.XdpLoadBytes)]
    [InlineData(HelperId.XdpStoreBytes)]
    public void XdpBytes_ManyOffsets_CopiesAsLinux(HelperId helper)
    {
        foreach (int length in (int[])[1, 4, 33])
        {
            using Pair pair = new(ProgramType.Xdp,
            [
                Instructions.Mov(R6, R1),
                .. FillStack(new Random(2), 7, 40),
                Instructions.Load(MemorySize.Word, R2, R1, 0),
                Instructions.Load(MemorySize.Word, R3, R1, 4),
                Instructions.Mov(R4, R2),
                Instructions.Alu64Imm(AluOperation.Add, R4, 4),
                Instructions.MovImm(R0, 99),
                Instructions.JumpIf(JumpOperation.Greater, R4, R3, 9),
                Instructions.Load(MemorySize.Word, R2, R2, 0),
                Instructions.Mov(R3, R10),
                Instructions.Alu64Imm(AluOperation.Add, R3, -40),
                Instructions.MovImm(R4, length),
                Instructions.Call(helper),
                Instructions.Load(MemorySize.Word, R1, R10, -40),
                Instructions.Alu64(AluOperation.Xor, R0, R1),
                Instructions.Load(MemorySize.Byte, R1, R10, -10),
                Instructions.Alu64(AluOperation.Xor, R0, R1),
                .. Exit,
            ]);
            foreach (int size in (int[])[64, 3520, 3600, 9000])
            {
                foreach (int offset in (int[])[0, 1, 31, 60, 63, 64, 65, 3500, 3519, 3520, 3590, 3599, 7615, 7616, 8990, 65535, 65536, -1])
                {
                    byte[] packet = TestRunDifferentialTests.Packet(size, 0x0800);
                    BitConverter.TryWriteBytes(packet, offset);
                    pair.Compare($"{helper} length {length} size {size} offset {offset}", () => new ProgTestRunArguments { DataIn = packet, DataOut = new byte[12000] });
                }
            }
        }
    }

    [Theory]
    [InlineData(ProgramType.SocketFilter)]
    [InlineData(ProgramType.SchedCls)]
    public void SkbLoadBytes_ManyOffsets_CopiesAsLinux(ProgramType type)
    {
        foreach (int offset in (int[])[0, 1, 13, 20, 36, 49, 50, 51, 63, 64, 65535, 65536, -1, int.MinValue])
        {
            foreach (int length in (int[])[1, 4, 14])
            {
                foreach (int header in (int[])[-1, 0, 1, 2])
                {
                    Compare(type, $"offset {offset} length {length} header {header}",
                    [
                        .. FillStack(new Random(3), 5, 16),
                        Instructions.MovImm(R2, offset),
                        Instructions.Mov(R3, R10),
                        Instructions.Alu64Imm(AluOperation.Add, R3, -16),
                        Instructions.MovImm(R4, length),
                        .. header < 0 ? (Instruction[])[Instructions.Call(HelperId.SkbLoadBytes)] : [Instructions.MovImm(R5, header), Instructions.Call(HelperId.SkbLoadBytesRelative)],
                        Instructions.Load(MemorySize.Word, R1, R10, -16),
                        Instructions.Alu64(AluOperation.Xor, R0, R1),
                        .. Exit,
                    ]);
                }
            }
        }
    }

    [Fact]
    public void SkbStoreBytes_ManyOffsetsAndFlags_WritesAsLinux()
    {
        foreach (int offset in (int[])[0, 1, 20, 37, 60, 61, 64, -1])
        {
            foreach (int length in (int[])[1, 3, 4])
            {
                foreach (int flags in (int[])[0, 1, 2, 3, 4])
                {
                    Instruction[] program =
                    [
                        .. FillStack(new Random(offset), -1, 8),
                        Instructions.MovImm(R2, offset),
                        Instructions.Mov(R3, R10),
                        Instructions.Alu64Imm(AluOperation.Add, R3, -8),
                        Instructions.MovImm(R4, length),
                        Instructions.MovImm(R5, flags),
                        Instructions.Call(HelperId.SkbStoreBytes),
                        .. Exit,
                    ];
                    Compare(ProgramType.SchedCls, $"offset {offset} length {length} flags {flags}", program);
                    Compare(ProgramType.SchedCls, $"offset {offset} length {length} flags {flags}, checksum", program, TestRunFlags.SkbChecksumComplete);
                }
            }
        }
    }

    [Theory]
    [InlineData(HelperId.L3CsumReplace)]
    [InlineData(HelperId.L4CsumReplace)]
    public void CsumReplace_RandomArguments_WritesAsLinux(HelperId helper)
    {
        Random random = new(4);
        foreach (int flags in (int[])[0, 1, 2, 4, 8, 0x10, 0x12, 0x14, 0x20, 0x24, 0x34, 0x60, 0x64, 0x80, 0x90, 0x94, 0x100])
        {
            for (int i = 0; i < 6; i++)
            {
                int from = i == 0 || (flags & 0xf) == 0 && i < 5 ? 0 : random.Next(), to = i == 1 ? 0 : random.Next();
                foreach (int offset in (int[])[24, 25, 63, 62, 65536])
                {
                    Instruction[] program =
                    [
                        Instructions.MovImm(R2, offset), Instructions.MovImm(R3, from), Instructions.MovImm(R4, to), Instructions.MovImm(R5, flags),
                        Instructions.Call(helper), .. Exit,
                    ];
                    Compare(ProgramType.SchedCls, $"offset {offset} from {from:x} to {to:x} flags {flags:x}", program);
                }
            }
        }
    }

    /// <summary>One's complement has two zeros, and a carry out of every width: each pair of values at the ends, for field, old and new.</summary>
    [Theory]
    [InlineData(HelperId.L3CsumReplace, TestRunFlags.None)]
    [InlineData(HelperId.L4CsumReplace, TestRunFlags.None)]
    [InlineData(HelperId.L4CsumReplace, TestRunFlags.SkbChecksumComplete)]
    public void CsumReplace_EveryCorner_WritesAsLinux(HelperId helper, TestRunFlags flags)
    {
        const int Field = 24, Arguments = 28;
        using Pair pair = new(ProgramType.SchedCls,
        [
            Instructions.Mov(R6, R1),
            Instructions.MovImm(R2, Arguments),
            Instructions.Mov(R3, R10),
            Instructions.Alu64Imm(AluOperation.Add, R3, -16),
            Instructions.MovImm(R4, 12),
            Instructions.Call(HelperId.SkbLoadBytes),
            Instructions.Mov(R1, R6),
            Instructions.MovImm(R2, Field),
            Instructions.Load(MemorySize.Word, R3, R10, -16),
            Instructions.Load(MemorySize.Word, R4, R10, -12),
            Instructions.Load(MemorySize.Word, R5, R10, -8),
            Instructions.Call(helper),
            .. Exit,
        ]);
        uint[] ends = [0, 1, 0x7fff, 0xfffe, 0xffff, 0x10000, 0xffff0000, 0xfffffffe, 0xffffffff];
        uint[] kinds = helper == HelperId.L3CsumReplace ? [0, 2, 4] : [0, 2, 4, 0x10, 0x12, 0x14, 0x22, 0x24, 0x34, 0x62, 0x90, 0x92, 0x94, 0xb4];
        foreach (uint kind in kinds)
        {
            foreach (ushort field in (ushort[])[0, 1, 0x8000, 0xfffe, 0xffff])
            {
                foreach (uint from in (kind & 0xf) == 0 ? [0u] : ends)
                {
                    foreach (uint to in ends)
                    {
                        byte[] packet = TestRunDifferentialTests.Packet(64, 0x0800);
                        BitConverter.TryWriteBytes(packet.AsSpan(Field), field);
                        BitConverter.TryWriteBytes(packet.AsSpan(Arguments), from);
                        BitConverter.TryWriteBytes(packet.AsSpan(Arguments + 4), to);
                        BitConverter.TryWriteBytes(packet.AsSpan(Arguments + 8), kind);
                        pair.Compare($"{field:x} from {from:x} to {to:x} flags {kind:x}", () => new ProgTestRunArguments { DataIn = packet, DataOut = new byte[64], Flags = flags });
                    }
                }
            }
        }
    }

    /// <summary>Metadata of up to 252 bytes needs more room before the packet than a test run gives: the packet's head goes first.</summary>
    [Fact]
    public void XdpAdjustMeta_AroundTheMaximum_MovesAsLinux()
    {
        using Pair pair = new(ProgramType.Xdp,
        [
            Instructions.Mov(R6, R1),
            Instructions.Load(MemorySize.Word, R2, R1, 0),
            Instructions.Load(MemorySize.Word, R3, R1, 4),
            Instructions.Mov(R4, R2),
            Instructions.Alu64Imm(AluOperation.Add, R4, 8),
            Instructions.MovImm(R0, 99),
            Instructions.JumpIf(JumpOperation.Greater, R4, R3, 7),
            Instructions.Load(MemorySize.Word, R7, R2, 4),
            Instructions.Load(MemorySize.Word, R2, R2, 0),
            Instructions.Mov(R1, R6),
            Instructions.Call(HelperId.XdpAdjustHead),
            Instructions.Mov(R1, R6),
            Instructions.Mov(R2, R7),
            Instructions.Call(HelperId.XdpAdjustMeta),
            .. Exit,
        ]);
        foreach (int head in (int[])[0, 40, 300])
        {
            foreach (int meta in (int[])[-4, -216, -220, -244, -248, -249, -252, -253, -254, -255, -256, -260, -300, -512, -516, -520])
            {
                byte[] packet = TestRunDifferentialTests.Packet(400, 0x0800);
                BitConverter.TryWriteBytes(packet, head);
                BitConverter.TryWriteBytes(packet.AsSpan(4), meta);
                pair.Compare($"head {head} meta {meta}", () => new ProgTestRunArguments { DataIn = packet, DataOut = new byte[1000], ContextOut = new byte[24] });
            }
        }
    }

    [Fact]
    public void SkbPullData_ManyLengths_AnswersAsLinux()
    {
        foreach (int length in (int[])[0, 1, 63, 64, 65, 1000, -1])
        {
            Compare(ProgramType.SchedCls, $"length {length}", [Instructions.MovImm(R2, length), Instructions.Call(HelperId.SkbPullData), .. Exit]);
        }
    }

    [Fact]
    public void Redirect_Flags_AnswersAsLinux()
    {
        foreach (int flags in (int[])[0, 1, 2, 8, 16])
        {
            Instruction[] program = [Instructions.MovImm(R1, 1), Instructions.MovImm(R2, flags), Instructions.Call(HelperId.Redirect), .. Exit];
            Compare(ProgramType.Xdp, $"flags {flags}", program);
            Compare(ProgramType.SchedCls, $"flags {flags}", program);
        }
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("%d %i %u")]
    [InlineData("%x %X %lx")]
    [InlineData("%08x|%-6d|%+d")]
    [InlineData("% d|%5u|%lld")]
    [InlineData("%c%c%c")]
    [InlineData("%s")]
    [InlineData("100%% of %d")]
    [InlineData("%p")]
    [InlineData("%px %pK")]
    [InlineData("%pI4 %pi4")]
    [InlineData("%pI6 %pi6")]
    [InlineData("%d %d %d %d")]
    [InlineData("%q")]
    [InlineData("%h")]
    [InlineData("%5")]
    [InlineData("%")]
    [InlineData("%sx")]
    [InlineData("%.3d")]
    [InlineData("tab\tnew\n")]
    [InlineData("bell\a")]
    [InlineData("%llX%lu")]
    public void TracePrintk_Format_ReturnsAsLinux(string format)
    {
        byte[] text = [.. System.Text.Encoding.ASCII.GetBytes(format), 0];
        byte[] padded = new byte[(text.Length + 7) & ~7];
        text.CopyTo(padded, 0);
        List<Instruction> program = [];
        for (int i = 0; i < padded.Length; i += 8)
        {
            program.AddRange(Instructions.LoadImm64(R1, BitConverter.ToUInt64(padded, i)));
            program.Add(Instructions.Store(MemorySize.DoubleWord, R10, (short)(i - padded.Length - 16), R1));
        }

        // The third argument is the address of a string of three letters on the stack.
        program.AddRange(
        [
            .. Instructions.LoadImm64(R1, 0x636261),
            Instructions.Store(MemorySize.DoubleWord, R10, -8, R1),
            Instructions.StoreImm(MemorySize.DoubleWord, R10, -16, 0x01020304),
            Instructions.Mov(R1, R10),
            Instructions.Alu64Imm(AluOperation.Add, R1, -padded.Length - 16),
            Instructions.MovImm(R2, text.Length),
            format.Contains("%s") || format.Contains("%pI") ? Instructions.Mov(R3, R10) : Instructions.MovImm(R3, -17),
            format.Contains("%s") || format.Contains("%pI") ? Instructions.Alu64Imm(AluOperation.Add, R3, -16) : Instructions.MovImm(R0, 0),
            Instructions.Mov(R4, R3),
            Instructions.MovImm(R5, 66),
            Instructions.Call(HelperId.TracePrintk),
            .. Exit,
        ]);
        Compare(ProgramType.SocketFilter, format, [.. program]);
    }

    [Fact]
    public void MapOperationsOnSeveralMaps_KeysAndValues_AnswerAsLinux()
    {
        // Type 0: array, else hash, by the packet's length; update, look up, delete.
        using Pair pair = new(ProgramType.SocketFilter, kernel =>
        {
            MapCallPrograms maps = new(kernel);
            int array = maps.Map(MapType.Array), hash = maps.Map(MapType.Hash);
            return
            [
                Instructions.Load(MemorySize.Word, R6, R1, 0),
                Instructions.StoreImm(MemorySize.Word, R10, -4, 2),
                Instructions.StoreImm(MemorySize.DoubleWord, R10, -16, 1234),
                .. Instructions.LoadMapFd(R7, array),
                Instructions.JumpIfImm(JumpOperation.Less, R6, 60, 2),
                .. Instructions.LoadMapFd(R7, hash),
                .. Arguments,
                Instructions.Mov(R3, R10),
                Instructions.Alu64Imm(AluOperation.Add, R3, -16),
                Instructions.MovImm(R4, 0),
                Instructions.Call(HelperId.MapUpdateElem),
                Instructions.Mov(R6, R0),
                .. Arguments,
                Instructions.Call(HelperId.MapLookupElem),
                Instructions.JumpIfImm(JumpOperation.Equal, R0, 0, 2),
                Instructions.Load(MemorySize.DoubleWord, R0, R0, 0),
                Instructions.Alu64(AluOperation.Add, R6, R0),
                .. Arguments,
                Instructions.Call(HelperId.MapDeleteElem),
                Instructions.Alu64(AluOperation.Add, R0, R6),
                .. Exit,
            ];
        });
        foreach (int size in (int[])[34, 64, 100])
        {
            pair.Compare($"size {size}", () => new ProgTestRunArguments { DataIn = TestRunDifferentialTests.Packet(size, 0x0800) });
        }
    }

    private static Instruction[] Arguments => [Instructions.Mov(R1, R7), Instructions.Mov(R2, R10), Instructions.Alu64Imm(AluOperation.Add, R2, -4)];

    private static void Compare(ProgramType type, string what, Instruction[] program, TestRunFlags flags = TestRunFlags.None)
    {
        using Pair pair = new(type, program);
        byte[] packet = TestRunDifferentialTests.Packet(64, 0x0800);
        pair.Compare(what, () => new ProgTestRunArguments { DataIn = packet, DataOut = new byte[256], ContextOut = type == ProgramType.Xdp ? new byte[24] : new byte[192], Flags = flags });
    }

    private static IEnumerable<Instruction> FillStack(Random random, int fill, int bytes)
    {
        for (int offset = -bytes; offset < 0; offset += 4)
        {
            int word = fill switch { -1 => random.Next(int.MinValue, int.MaxValue), 0xff => -1, _ => fill };
            yield return Instructions.StoreImm(MemorySize.Word, R10, (short)offset, word);
        }
    }
}
