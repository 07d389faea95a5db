using Nbpf.Isa;
using Nbpf.Runtime.Tests.Maps;
using Nbpf.Runtime.Tests.Rewrite;
using Nbpf.Syscall;
using Xunit;

namespace Nbpf.Runtime.Tests.Commands;

/// <summary>Who holds programs, maps and BTF objects, and until when.</summary>
public sealed class ProgramLifeTests
{
    [Fact]
    public void Close_MapOfLoadedProgram_LivesUntilProgramGoes()
    {
        using Kernel kernel = new();
        int map = kernel.Map(MapType.Array);
        uint mapId = kernel.Id(map);
        int program = ProgramDump.Load(kernel.Bpf, ProgramType.SocketFilter, [.. Instructions.LoadMapFd(1, map), Instructions.MovImm(0, 0), Instructions.Exit()]);
        Assert.Equal(SysResult.Ok, kernel.Bpf.Close(map));
        SysResult again = kernel.Bpf.ObjGetFdById(BpfObjectKind.Map, mapId);
        Assert.False(again.IsError);
        kernel.Bpf.Close(again.Value);
        kernel.Bpf.Close(program);
        Assert.Equal(Errno.ENOENT, kernel.Bpf.ObjGetFdById(BpfObjectKind.Map, mapId).Errno);
    }

    [Fact]
    public void Load_RejectedProgram_HoldsNothing()
    {
        using Kernel kernel = new();
        int map = kernel.Map(MapType.Array);
        uint mapId = kernel.Id(map);
        SysResult result = kernel.Bpf.ProgLoad(ProgramDump.Attributes(ProgramType.SocketFilter, [.. Instructions.LoadMapFd(1, map), Instructions.Exit()]) with { LogLevel = 0 }, [], out _);
        Assert.Equal(Errno.EACCES, result.Errno);
        kernel.Bpf.Close(map);
        Assert.Equal(Errno.ENOENT, kernel.Bpf.ObjGetFdById(BpfObjectKind.Map, mapId).Errno);
        Assert.Equal(Errno.ENOENT, kernel.Bpf.ObjGetNextId(BpfObjectKind.Program, 0, out _).Errno);
    }

    [Fact]
    public void Load_LogWithoutRoom_LoadsNothing()
    {
        using Kernel kernel = new();
        ProgLoadAttributes attributes = ProgramDump.Attributes(ProgramType.SocketFilter, [Instructions.MovImm(0, 0), Instructions.Exit()]);
        Assert.Equal(Errno.ENOSPC, kernel.Bpf.ProgLoad(attributes, new byte[5], out uint size).Errno);
        Assert.True(size > 5);
        Assert.Equal(Errno.ENOENT, kernel.Bpf.ObjGetNextId(BpfObjectKind.Program, 0, out _).Errno);
    }

    [Fact]
    public void BtfLoad_Program_KeepsItUntilItGoes()
    {
        using Kernel kernel = new();
        BtfBuilder types = new();
        uint number = types.AddInteger("int", 4, BtfIntegerEncoding.Signed);
        uint function = types.AddFunction("main", types.AddPrototype(number), BtfLinkage.Global);
        byte[] bytes = types.ToBytes();
        SysResult btf = kernel.Bpf.BtfLoad(bytes, 0, [], out _);
        Assert.False(btf.IsError, btf.ToString());
        SysResult program = kernel.Bpf.ProgLoad(
            new ProgLoadAttributes
            {
                Type = ProgramType.SocketFilter,
                License = "GPL",
                Instructions = (Instruction[])[Instructions.MovImm(0, 0), Instructions.Exit()],
                BtfFd = btf.Value,
                FuncInfo = (byte[])[0, 0, 0, 0, .. BitConverter.GetBytes(function)],
            },
            [],
            out _);
        Assert.False(program.IsError, program.ToString());
        kernel.Bpf.Close(btf.Value);
        kernel.Bpf.ProgGetInfo(program.Value, out ProgInfo? info);
        SysResult again = kernel.Bpf.ObjGetFdById(BpfObjectKind.Btf, info!.BtfId);
        Assert.False(again.IsError);
        Assert.Equal(SysResult.Ok, kernel.Bpf.BtfGetInfo(again.Value, out BtfInfo? found));
        Assert.Equal(bytes, found!.Bytes);
        kernel.Bpf.Close(again.Value);
        kernel.Bpf.Close(program.Value);
        Assert.Equal(Errno.ENOENT, kernel.Bpf.ObjGetNextId(BpfObjectKind.Btf, 0, out _).Errno);
    }

    [Fact]
    public void BtfLoad_MalformedObject_IsInvalidAndSaysWhy()
    {
        using Kernel kernel = new();
        byte[] log = new byte[256];
        Assert.Equal(Errno.EINVAL, kernel.Bpf.BtfLoad(new byte[40], 1, log, out uint size).Errno);
        Assert.InRange(size, 2u, 256u);
        Assert.Equal(Errno.E2BIG, kernel.Bpf.BtfLoad(new byte[(16 << 20) + 1], 0, [], out _).Errno);
    }

    [Theory]
    [InlineData(ExecutionEngine.Jit)]
    [InlineData(ExecutionEngine.Interpreter)]
    [InlineData(ExecutionEngine.CheckedInterpreter)]
    public void TestRun_TailCall_EntersTheProgramUntilItIsTakenOut(ExecutionEngine engine)
    {
        using BpfRuntime kernel = new(new BpfRuntimeOptions { CpuCount = 1, Engine = engine });
        MapCallPrograms maps = new(kernel);
        int array = maps.Map(MapType.ProgramArray, value: 4, entries: 2);
        int target = ProgramDump.Load(kernel, ProgramType.SocketFilter, [Instructions.MovImm(0, 77), Instructions.Exit()]);
        int other = ProgramDump.Load(kernel, ProgramType.Xdp, [Instructions.MovImm(0, 1), Instructions.Exit()]);
        int caller = ProgramDump.Load(
            kernel,
            ProgramType.SocketFilter,
            [.. Instructions.LoadMapFd(2, array), Instructions.MovImm(3, 1), Instructions.Call(HelperId.TailCall), Instructions.MovImm(0, 5), Instructions.Exit()]);
        Assert.Equal(5u, Run(kernel, caller));
        Assert.Equal(Errno.EINVAL, kernel.MapUpdateElem(array, BitConverter.GetBytes(1), BitConverter.GetBytes(other)).Errno);
        Assert.Equal(SysResult.Ok, kernel.MapUpdateElem(array, BitConverter.GetBytes(1), BitConverter.GetBytes(target)));
        kernel.Close(target);
        Assert.Equal(77u, Run(kernel, caller));
        Assert.Equal(SysResult.Ok, kernel.MapDeleteElem(array, BitConverter.GetBytes(1)));
        Assert.Equal(5u, Run(kernel, caller));
    }

    [Fact]
    public void TestRun_ProgramThatCallsItself_StopsAfter33Calls()
    {
        using BpfRuntime kernel = new(new BpfRuntimeOptions { CpuCount = 1 });
        MapCallPrograms maps = new(kernel);
        int array = maps.Map(MapType.ProgramArray, value: 4, entries: 1);
        int counter = maps.Map(MapType.Array, value: 8, entries: 1);
        int program = ProgramDump.Load(
            kernel,
            ProgramType.SocketFilter,
            [
                .. Instructions.LoadMapValue(6, counter, 0),
                Instructions.Load(MemorySize.DoubleWord, 7, 6, 0),
                Instructions.Alu64Imm(AluOperation.Add, 7, 1),
                Instructions.Store(MemorySize.DoubleWord, 6, 0, 7),
                .. Instructions.LoadMapFd(2, array),
                Instructions.MovImm(3, 0),
                Instructions.Call(HelperId.TailCall),
                Instructions.Mov(0, 7),
                Instructions.Exit(),
            ]);
        Assert.Equal(SysResult.Ok, kernel.MapUpdateElem(array, new byte[4], BitConverter.GetBytes(program)));
        Assert.Equal(34u, Run(kernel, program));
    }

    private static uint Run(BpfRuntime kernel, int program)
    {
        ProgTestRunArguments arguments = new() { DataIn = new byte[64] };
        Assert.Equal(SysResult.Ok, kernel.ProgTestRun(program, arguments));
        return arguments.ReturnValue;
    }
}
