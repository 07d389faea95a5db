using Nbpf.Isa;
using Nbpf.Runtime.Tests.Maps;
using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Runtime.Tests.Rewrite;

/// <summary>Maps and values that a program names by their place in <c>fd_array</c> are those it names by descriptor.</summary>
public sealed class MapIndexTests
{
    [Theory]
    [InlineData(ExecutionEngine.Jit)]
    [InlineData(ExecutionEngine.Interpreter)]
    [InlineData(ExecutionEngine.CheckedInterpreter)]
    public void Load_MapsByIndex_AreThoseByDescriptor(ExecutionEngine engine)
    {
        using BpfRuntime kernel = new(new BpfRuntimeOptions { CpuCount = 1, Engine = engine });
        Compare(kernel);
    }

    [Fact]
    public void Load_MapsByIndexOnLinux_AreThoseByDescriptor()
    {
        Assert.SkipUnless(LinuxOracle.IsReference(out string reason), reason);
        using IBpf kernel = LinuxOracle.Open();
        Compare(kernel);
    }

    private static void Compare(IBpf kernel)
    {
        int[] maps = [Array(kernel, 11), Array(kernel, 22)];
        for (int i = 0; i < maps.Length; i++)
        {
            Assert.Equal(Run(kernel, maps, Lookup(PseudoImmediate.MapFd, maps[i])), Run(kernel, maps, Lookup(PseudoImmediate.MapIndex, i)));
            foreach (int offset in (int[])[0, 8])
                Assert.Equal(Run(kernel, maps, Value(PseudoImmediate.MapValue, maps[i], offset)), Run(kernel, maps, Value(PseudoImmediate.MapIndexValue, i, offset)));
        }
    }

    private static Instruction[] Lookup(byte kind, int map) =>
    [
        Instructions.StoreImm(MemorySize.Word, 10, -4, 0),
        Instructions.Mov(2, 10),
        Instructions.Alu64Imm(AluOperation.Add, 2, -4),
        .. Instructions.LoadImm64(1, kind, map, 0),
        Instructions.Call(HelperId.MapLookupElem),
        Instructions.JumpIfImm(JumpOperation.Equal, 0, 0, 1),
        Instructions.Load(MemorySize.Word, 0, 0, 8),
        Instructions.Exit(),
    ];

    private static Instruction[] Value(byte kind, int map, int offset) =>
        [.. Instructions.LoadImm64(1, kind, map, offset), Instructions.Load(MemorySize.Word, 0, 1, 0), Instructions.Exit()];

    // What a program answers, and its dump.
    private static (uint Answer, string Dump) Run(IBpf kernel, int[] maps, Instruction[] code)
    {
        SysResult loaded = LinuxOracle.Load(kernel, ProgramDump.Attributes(ProgramType.SocketFilter, code) with { FdArray = maps }, out string log);
        Assert.False(loaded.IsError, log);
        ProgTestRunArguments arguments = new() { DataIn = new byte[64] };
        Assert.Equal(SysResult.Ok, kernel.ProgTestRun(loaded.Value, arguments));
        return (arguments.ReturnValue, string.Join('\n', ProgramDump.Lines(kernel, loaded.Value)));
    }

    private static int Array(IBpf kernel, ulong first)
    {
        SysResult created = kernel.MapCreate(new MapCreateAttributes { Type = MapType.Array, KeySize = 4, ValueSize = 16, MaxEntries = 1 });
        Assert.False(created.IsError);
        Assert.Equal(SysResult.Ok, kernel.MapUpdateElem(created.Value, new byte[4], [.. Kernel.Bytes(first), .. Kernel.Bytes(first + 1)]));
        return created.Value;
    }
}
