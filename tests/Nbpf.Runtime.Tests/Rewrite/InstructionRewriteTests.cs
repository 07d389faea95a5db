using Nbpf.Isa;
using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Runtime.Tests.Rewrite;

/// <summary>Rewrites of instructions, each program loaded into both kernels and their dumps compared.</summary>
public sealed class InstructionRewriteTests
{
    private const byte R0 = 0, R1 = 1, R2 = 2, R3 = 3, R6 = 6, R7 = 7, R10 = 10;

    public static TheoryData<AluOperation, bool, bool> Divisions => new(
        from operation in new[] { AluOperation.Div, AluOperation.Mod }
        from signed in new[] { false, true }
        from wide in new[] { false, true }
        select (operation, signed, wide));

    /// <summary>The engines, and Linux as null.</summary>
    public static TheoryData<ExecutionEngine?> Engines => new(Enum.GetValues<ExecutionEngine>().Select(engine => (ExecutionEngine?)engine).Append(null));

    [Theory]
    [MemberData(nameof(Divisions))]
    public void Load_DivisionByRegister_DumpsAsLinux(AluOperation operation, bool signed, bool wide)
    {
        Instruction division = wide ? Instructions.Alu64(operation, R0, R1) : Instructions.Alu32(operation, R0, R1);
        Compare(
            ProgramType.SocketFilter,
            [Instructions.Load(MemorySize.Word, R0, R1, 0), Instructions.Load(MemorySize.Word, R1, R1, 8), signed ? Instructions.Signed(division) : division, Instructions.Exit()]);
    }

    [Theory]
    [MemberData(nameof(Divisions))]
    public void Load_DivisionByImmediate_DumpsAsLinux(AluOperation operation, bool signed, bool wide)
    {
        foreach (int divisor in new[] { 1, 7, -1, -3 })
        {
            Instruction division = wide ? Instructions.Alu64Imm(operation, R0, divisor) : Instructions.Alu32Imm(operation, R0, divisor);
            Compare(ProgramType.SocketFilter, [Instructions.Load(MemorySize.Word, R0, R1, 0), signed ? Instructions.Signed(division) : division, Instructions.Exit()]);
        }
    }

    [Theory]
    [InlineData("exit")]
    [InlineData("w0 += 1\nr0 = r0\nexit")]
    [InlineData("if r0 > 7 goto +0\nr0 = 0\nexit")]
    [InlineData("if w0 > 7 goto +0\nr0 = 0\nexit")]
    [InlineData("*(u32 *)(r10 - 16) = r0\nr0 = 0\nexit")]
    [InlineData("*(u64 *)(r10 - 16) = r0\nr0 = 0\nexit")]
    [InlineData("r0 = load_acquire((u32 *)(r10 - 8))\nexit")]
    [InlineData("r1 = 5 ll\nr0 = *(u32 *)(r10 - 8)\nexit")]
    [InlineData("if w2 > 7 goto +1\nr0 = 0\nexit")]
    [InlineData("r0 = be32 r0\nr0 = be16 r0\nw0 = 0\nexit")]
    [InlineData("r0 = be64 r0\nexit")]
    [InlineData("r0 = bswap32 r0\nw0 = 0\nexit")]
    [InlineData("r0 = bswap64 r0\nexit")]
    public void Load_WordCompareExchange_IsExtendedWhereLinuxDoes(string use) =>
        Compare(ProgramType.SocketFilter, Assembler.Assemble($"r2 = *(u32 *)(r1 + 0)\n*(u64 *)(r10 - 8) = 0\nr0 = 0\nr0 = atomic_cmpxchg((u32 *)(r10 - 8), r0, r2)\n{use}"));

    [Fact]
    public void Load_WordCompareExchangeInAFunction_IsExtendedForTheCaller()
    {
        const string text = "call f\nr0 += 1\nexit\nf: *(u64 *)(r10 - 8) = 0\nr0 = 0\nr2 = 1\nr0 = atomic_cmpxchg((u32 *)(r10 - 8), r0, r2)\nexit";
        Compare(ProgramType.SocketFilter, Assembler.Assemble(text));
        Compare(ProgramType.SocketFilter, Assembler.Assemble(text.Replace("r0 += 1", "w0 += 1", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(MemorySize.Byte)]
    [InlineData(MemorySize.HalfWord)]
    [InlineData(MemorySize.Word)]
    public void Load_LegacyPacketLoad_DumpsAsLinux(MemorySize size)
    {
        Compare(ProgramType.SocketFilter, [Instructions.Mov(R6, R1), Instructions.LoadPacketAbsolute(size, 12), Instructions.Exit()]);
        Compare(ProgramType.SocketFilter, [Instructions.Mov(R6, R1), Instructions.MovImm(R7, 3), Instructions.LoadPacketIndirect(size, R7, 12), Instructions.Exit()]);
        Compare(ProgramType.SchedCls, [Instructions.Mov(R6, R1), Instructions.MovImm(R7, 3), Instructions.LoadPacketIndirect(size, R7, 0), Instructions.Exit()]);
    }

    [Fact]
    public void Load_DeadCode_DumpsAsLinux()
    {
        // Always taken, never taken, jump over what is left of a dead block, and chains of empty jumps.
        Compare(
            ProgramType.SocketFilter,
            [
                Instructions.MovImm(R0, 1),
                Instructions.JumpIfImm(JumpOperation.Equal, R0, 1, 3),
                Instructions.MovImm(R0, 2),
                .. Instructions.LoadImm64(R2, 0x123456789abcdef),
                Instructions.JumpIfImm(JumpOperation.Equal, R0, 3, 1),
                Instructions.Jump(1),
                Instructions.MovImm(R0, 9),
                Instructions.Jump(0),
                Instructions.Exit(),
            ]);
        Compare(
            ProgramType.SocketFilter,
            [
                Instructions.MovImm(R0, 0),
                Instructions.JumpIfImm(JumpOperation.NotEqual, R0, 0, 2),
                Instructions.Jump(0),
                Instructions.Jump(0),
                Instructions.Load(MemorySize.Word, R2, R1, 0),
                Instructions.JumpIfImm(JumpOperation.Greater, R2, 5, 1),
                Instructions.MovImm(R0, 7),
                Instructions.Exit(),
            ]);
    }

    [Fact]
    public void Load_LongJump_DumpsAsLinux() => Compare(
        ProgramType.SocketFilter,
        [
            Instructions.Load(MemorySize.Word, R0, R1, 16),
            Instructions.JumpIfImm(JumpOperation.Equal, R0, 0, 2),
            Instructions.Load(MemorySize.Word, R2, R1, 164),
            Instructions.JumpLong(1),
            Instructions.Load(MemorySize.Word, R2, R1, 16),
            Instructions.Exit(),
        ]);

    [Fact]
    public void Load_DirectPacketWrite_DumpsAsLinux()
    {
        Instruction[] write =
        [
            Instructions.Load(MemorySize.Word, R2, R1, 76),
            Instructions.Load(MemorySize.Word, R3, R1, 80),
            Instructions.Mov(R0, R2),
            Instructions.Alu64Imm(AluOperation.Add, R0, 14),
            Instructions.JumpIf(JumpOperation.Greater, R0, R3, 1),
            Instructions.StoreImm(MemorySize.Byte, R2, 0, 1),
            Instructions.MovImm(R0, 0),
            Instructions.Exit(),
        ];
        Compare(ProgramType.SchedCls, write);
        Compare(ProgramType.SchedAct, write);
    }

    [Fact]
    public void Load_Subprograms_DumpAsLinux() => Compare(
        ProgramType.SocketFilter,
        [
            Instructions.Load(MemorySize.Word, R1, R1, 4),
            Instructions.CallSubprogram(2),
            Instructions.CallSubprogram(3),
            Instructions.Exit(),
            Instructions.Mov(R0, R1),
            Instructions.Exit(),
            Instructions.MovImm(R0, 3),
            Instructions.Exit(),
        ]);

    [Fact]
    public void Load_SubprogramNobodyReaches_DumpsAsLinux() => Compare(
        ProgramType.SocketFilter,
        [
            Instructions.MovImm(R0, 0),
            Instructions.JumpIfImm(JumpOperation.Equal, R0, 0, 1),
            Instructions.CallSubprogram(2),
            Instructions.CallSubprogram(3),
            Instructions.Exit(),
            Instructions.MovImm(R0, 2),
            Instructions.Exit(),
            Instructions.MovImm(R0, 3),
            Instructions.Exit(),
        ]);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Load_Loop_DumpsAsLinux(bool flagsFromContext) => Compare(ProgramType.SocketFilter, LoopProgram(flagsFromContext), kernel => DebugInfo(kernel, 0, 11));

    [Theory]
    [MemberData(nameof(Engines))]
    public void Run_LoopInAFunctionThatUsesItsWholeStack_CallsBack(ExecutionEngine? engine)
    {
        // The registers that the loop saves lie below the 512 bytes that programs may use.
        Instruction[] program =
        [
            Instructions.StoreImm(MemorySize.DoubleWord, R10, -512, 77),
            Instructions.StoreImm(MemorySize.DoubleWord, R10, -8, 0),
            Instructions.MovImm(R6, 1),
            Instructions.MovImm(R1, 4),
            .. Instructions.LoadFunction(R2, 10),
            Instructions.Mov(R3, R10),
            Instructions.Alu64Imm(AluOperation.Add, R3, -8),
            Instructions.MovImm(4, 0),
            Instructions.Call(HelperId.Loop),
            Instructions.Load(MemorySize.DoubleWord, R1, R10, -8),
            Instructions.Load(MemorySize.DoubleWord, R0, R10, -512),
            Instructions.Alu64(AluOperation.Add, R0, R1),
            Instructions.Alu64(AluOperation.Add, R0, R6),
            Instructions.Exit(),
            Instructions.Load(MemorySize.DoubleWord, R0, R2, 0),
            Instructions.Alu64Imm(AluOperation.Add, R0, 100),
            Instructions.Store(MemorySize.DoubleWord, R2, 0, R0),
            Instructions.MovImm(R0, 0),
            Instructions.Exit(),
        ];
        string reason = "";
        Assert.SkipUnless(engine is not null || LinuxOracle.IsReference(out reason), reason);
        using IBpf kernel = engine is null ? LinuxOracle.Open() : new BpfRuntime(new BpfRuntimeOptions { CpuCount = 1, Engine = engine.Value });
        SysResult result = LinuxOracle.Load(kernel, DebugInfo(kernel, 0, 15)(ProgramDump.Attributes(ProgramType.SocketFilter, program)), out string log);
        Assert.False(result.IsError, $"{result}\n{log}");
        ProgTestRunArguments run = new() { DataIn = new byte[14] };
        Assert.Equal(SysResult.Ok, kernel.ProgTestRun(result.Value, run));
        Assert.Equal(77u + 400 + 1, run.ReturnValue);
    }

    [Fact]
    public void Load_SubprogramsWithDebugInfo_MovesFunctionsAndLinesAsLinux()
    {
        Instruction[] program =
        [
            Instructions.Load(MemorySize.Word, R2, R1, 4),
            Instructions.MovImm(R0, 0),
            Instructions.JumpIfImm(JumpOperation.Equal, R0, 0, 2),
            Instructions.MovImm(R0, 1),
            Instructions.Jump(0),
            Instructions.Mov(R1, R2),
            Instructions.CallSubprogram(4),
            Instructions.JumpIfImm(JumpOperation.Equal, R0, 0, 1),
            Instructions.MovImm(R0, 5),
            Instructions.Jump(0),
            Instructions.Exit(),
            Instructions.Alu64Imm(AluOperation.Div, R1, 3),
            Instructions.MovImm(R0, 4),
            Instructions.Alu64(AluOperation.Div, R0, R1),
            Instructions.Exit(),
        ];
        Compare(ProgramType.SocketFilter, program, kernel => DebugInfo(kernel, 0, 11));
    }

    [Fact]
    public void Load_SeveralMapsAtOneCall_CallsTheHelper()
    {
        Compare(ProgramType.SocketFilter, kernel =>
        {
            MapCallPrograms maps = new(kernel);
            int first = maps.Map(MapType.Array), second = maps.Map(MapType.Hash);
            return
            [
                Instructions.StoreImm(MemorySize.Word, R10, -4, 0),
                Instructions.Load(MemorySize.Word, R6, R1, 0),
                .. Instructions.LoadMapFd(R1, first),
                Instructions.JumpIfImm(JumpOperation.Equal, R6, 0, 2),
                .. Instructions.LoadMapFd(R1, second),
                Instructions.Mov(R2, R10),
                Instructions.Alu64Imm(AluOperation.Add, R2, -4),
                Instructions.Call(HelperId.MapLookupElem),
                Instructions.MovImm(R0, 0),
                Instructions.Exit(),
            ];
        });
    }

    [Fact]
    public void Load_MapValueAndIndexedMap_DumpsAsLinux()
    {
        Compare(ProgramType.SocketFilter, kernel =>
        {
            int map = new MapCallPrograms(kernel).Map(MapType.Array, value: 16, entries: 1);
            return [.. Instructions.LoadMapValue(R1, map, 8), Instructions.Load(MemorySize.Word, R0, R1, 0), Instructions.Exit()];
        });
    }

    [Theory]
    [InlineData(HelperId.KtimeGetNs)]
    [InlineData(HelperId.KtimeGetBootNs)]
    [InlineData(HelperId.KtimeGetCoarseNs)]
    [InlineData(HelperId.GetPrandomU32)]
    [InlineData(HelperId.GetNumaNodeId)]
    public void Load_PlainHelperCall_DumpsAsLinux(HelperId helper) =>
        Compare(ProgramType.SocketFilter, [Instructions.Call(helper), Instructions.MovImm(R0, 0), Instructions.Exit()]);

    [Fact]
    public void Load_Redirect_CallsTheTypesOwnFunction()
    {
        Instruction[] program = [Instructions.MovImm(R1, 1), Instructions.MovImm(R2, 0), Instructions.Call(HelperId.Redirect), Instructions.Exit()];
        Compare(ProgramType.Xdp, program);
        Compare(ProgramType.SchedCls, program);
    }

    [Fact]
    public void Load_JumpOutOfRangeAfterRewrite_IsRefused()
    {
        // Each load of the interface becomes three instructions: the jump over them no longer fits 16 bits.
        const int count = 12_000;
        Instruction[] program =
        [
            Instructions.Load(MemorySize.Word, R0, R1, 12),
            Instructions.JumpIfImm(JumpOperation.Equal, R0, 0, count),
            .. Enumerable.Repeat(Instructions.Load(MemorySize.Word, R0, R1, 12), count),
            Instructions.Exit(),
        ];
        using BpfRuntime kernel = new(new BpfRuntimeOptions { CpuCount = 1 });
        byte[] log = new byte[1 << 12];
        SysResult result = kernel.ProgLoad(ProgramDump.Attributes(ProgramType.Xdp, program) with { LogLevel = 1 }, log, out _);
        Assert.Equal(Errno.EINVAL, result.Errno);
        Assert.Contains("insn 1 cannot be patched due to 16-bit range", System.Text.Encoding.ASCII.GetString(log));
    }

    private static Instruction[] LoopProgram(bool flagsFromContext) =>
    [
        Instructions.Load(MemorySize.Word, R6, R1, 0),
        Instructions.StoreImm(MemorySize.Word, R10, -4, 0),
        Instructions.MovImm(R1, 10),
        .. Instructions.LoadFunction(R2, 7),
        Instructions.Mov(R3, R10),
        Instructions.Alu64Imm(AluOperation.Add, R3, -4),
        flagsFromContext ? Instructions.Mov(4, R6) : Instructions.MovImm(4, 0),
        Instructions.Call(HelperId.Loop),
        Instructions.MovImm(R0, 0),
        Instructions.Exit(),
        Instructions.MovImm(R0, 0),
        Instructions.Exit(),
    ];

    // A BTF with a main function and static ones, a line of its own for every second instruction.
    private static Func<ProgLoadAttributes, ProgLoadAttributes> DebugInfo(IBpf kernel, params int[] starts)
    {
        BtfBuilder types = new();
        uint number = types.AddInteger("int", 4, BtfIntegerEncoding.Signed);
        uint prototype = types.AddPrototype(number, new BtfParameter("a", number));
        uint text = types.AddString("line of source");
        byte[] functions = [.. starts.SelectMany((s, i) => (byte[])
            [.. BitConverter.GetBytes(s), .. BitConverter.GetBytes(types.AddFunction($"function{i}", prototype, i == 0 ? BtfLinkage.Global : BtfLinkage.Static))])];
        SysResult btf = kernel.BtfLoad(types.ToBytes(), 0, [], out _);
        Assert.False(btf.IsError, btf.ToString());
        return attributes => attributes with
        {
            BtfFd = btf.Value,
            FuncInfo = functions,
            LineInfo = (byte[])
            [
                .. Enumerable.Range(0, attributes.Instructions.Length)
                    .Where(i => starts.Contains(i) || (i % 2 == 0 && attributes.Instructions.Span[i].Opcode != 0))
                    .SelectMany(i => (byte[])[.. BitConverter.GetBytes(i), .. BitConverter.GetBytes(text), .. BitConverter.GetBytes(text), .. BitConverter.GetBytes((i + 1) << 10)]),
            ],
        };
    }

    private static void Compare(ProgramType type, Instruction[] program, Func<IBpf, Func<ProgLoadAttributes, ProgLoadAttributes>>? further = null) =>
        Compare(type, _ => program, further);

    private static void Compare(ProgramType type, Func<IBpf, Instruction[]> program, Func<IBpf, Func<ProgLoadAttributes, ProgLoadAttributes>>? further = null)
    {
        Assert.SkipUnless(LinuxOracle.IsReference(out string reason), reason);
        using BpfRuntime ours = new(new BpfRuntimeOptions { CpuCount = 1 });
        using IBpf linux = LinuxOracle.Open();
        Assert.Equal(Describe(linux, type, program(linux), further), Describe(ours, type, program(ours), further));
    }

    private static string Describe(IBpf kernel, ProgramType type, Instruction[] program, Func<IBpf, Func<ProgLoadAttributes, ProgLoadAttributes>>? further)
    {
        ProgLoadAttributes attributes = ProgramDump.Attributes(type, program) with { LogLevel = 1 };
        SysResult result = LinuxOracle.Load(kernel, further is null ? attributes : further(kernel)(attributes), out string log);
        Assert.False(result.IsError, $"{kernel.GetType().Name}: {result.Errno}\n{log}");
        Assert.Equal(SysResult.Ok, kernel.ProgGetInfo(result.Value, out ProgInfo? info));
        return string.Join('\n', ProgramDump.Lines(kernel, result.Value))
            + $"\ntag {Convert.ToHexString([.. info!.Tag])} functions {Convert.ToHexString([.. info.FuncInfo])} lines {Convert.ToHexString([.. info.LineInfo])}";
    }
}
