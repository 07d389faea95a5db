using Nbpf.Isa;
using Nbpf.Runtime.Tests.Rewrite;
using Nbpf.Syscall;
using Xunit;

namespace Nbpf.Runtime.Tests.Maps;

/// <summary>
/// Arrays of 2^31 elements and more: their bound does not fit the immediate of an inlined lookup. The system gives their 16 GiB of address range without
/// memory behind it, and the programs touch two elements.
/// </summary>
public sealed class HugeArrayTests
{
    private const uint Entries = 0x8000_0000;
    private const ulong Room = 20UL << 30;

    public static MatrixTheoryData<ExecutionEngine, bool> Cases => new(Enum.GetValues<ExecutionEngine>(), [false, true]);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Lookup_IndexAtAndPastTheBound_IsNull(ExecutionEngine engine, bool ofMaps)
    {
        using BpfRuntime kernel = new(new BpfRuntimeOptions { CpuCount = 1, Engine = engine, MemoryLimitBytes = Room });
        int map = Create(kernel, ofMaps, Entries);
        foreach ((uint index, uint found) in new[] { (0u, ofMaps ? 0u : 1u), (Entries - 1, ofMaps ? 0u : 1u), (Entries, 0u), (uint.MaxValue, 0u) })
            Assert.Equal((index, found), (index, Run(kernel, Program(map, index))));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Load_BoundThatDoesNotFit_LeavesACallOfTheArraysFunction(bool ofMaps)
    {
        using BpfRuntime kernel = new(new BpfRuntimeOptions { CpuCount = 1, MemoryLimitBytes = Room });
        string[] lines = ProgramDump.Lines(kernel, ProgramDump.Load(kernel, ProgramType.SocketFilter, Program(Create(kernel, ofMaps, Entries), 0)));
        Assert.Contains(lines, line => line.Contains(ofMaps ? "call array_of_map_lookup_elem" : "call array_map_lookup_elem", StringComparison.Ordinal));
    }

    [Fact]
    public void Load_LargestBoundThatFits_IsInlined()
    {
        using BpfRuntime kernel = new(new BpfRuntimeOptions { CpuCount = 1, MemoryLimitBytes = Room });
        string[] lines = ProgramDump.Lines(kernel, ProgramDump.Load(kernel, ProgramType.SocketFilter, Program(Create(kernel, ofMaps: false, Entries - 1), 0)));
        Assert.Contains(lines, line => line.Contains("if r0 >= 0x7fffffff goto", StringComparison.Ordinal));
    }

    private static int Create(BpfRuntime kernel, bool ofMaps, uint entries)
    {
        MapCreateAttributes array = new() { Type = MapType.Array, KeySize = 4, ValueSize = 8, MaxEntries = 1 };
        int inner = kernel.MapCreate(array).Value;
        SysResult result = kernel.MapCreate(ofMaps
            ? array with { Type = MapType.ArrayOfMaps, ValueSize = 4, MaxEntries = entries, InnerMapFd = inner }
            : array with { MaxEntries = entries });
        Assert.SkipWhen(result.Errno == Errno.ENOMEM, "the system gives no 16 GiB of address range");
        Assert.False(result.IsError, result.ToString());
        return result.Value;
    }

    // Whether there is an element.
    private static Instruction[] Program(int map, uint index) =>
    [
        Instructions.MovImm(6, unchecked((int)index)),
        Instructions.Store(MemorySize.Word, 10, -4, 6),
        Instructions.Mov(2, 10),
        Instructions.Alu64Imm(AluOperation.Add, 2, -4),
        .. Instructions.LoadMapFd(1, map),
        Instructions.Call(HelperId.MapLookupElem),
        Instructions.JumpIfImm(JumpOperation.Equal, 0, 0, 1),
        Instructions.MovImm(0, 1),
        Instructions.Exit(),
    ];

    private static uint Run(BpfRuntime kernel, Instruction[] program)
    {
        ProgTestRunArguments run = new() { DataIn = new byte[14] };
        Assert.Equal(SysResult.Ok, kernel.ProgTestRun(ProgramDump.Load(kernel, ProgramType.SocketFilter, program), run));
        return run.ReturnValue;
    }
}
