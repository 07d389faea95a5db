using Nbpf.Isa;
using Nbpf.Syscall;
using Nbpf.Testing;
using Nbpf.Testing.Resources;
using Xunit;

namespace Nbpf.Linux.Tests;

public sealed class LinuxKernelPinTests : IDisposable
{
    private readonly IBpf kernel;
    private readonly BpfFileSystemMount files;

    public LinuxKernelPinTests()
    {
        Assert.SkipUnless(LinuxOracle.IsAvailable(out string reason), reason);
        kernel = LinuxOracle.Open();
        files = BpfFileSystemMount.Create();
    }

    public void Dispose()
    {
        kernel?.Dispose();
        files?.Dispose();
    }

    [Fact]
    public void ObjPin_MapThenClosed_LivesOnUntilUnpinned()
    {
        int map = CreateMap();
        Assert.Equal(SysResult.Ok, kernel.ObjPin(files["map"], map));
        Assert.Equal(Errno.EEXIST, kernel.ObjPin(files["map"], map).Errno);
        Assert.Equal(SysResult.Ok, kernel.MapUpdateElem(map, new byte[4], new byte[] { 1, 2, 3, 4 }));
        Assert.Equal(SysResult.Ok, kernel.Close(map));

        SysResult again = kernel.ObjGet(files["map"]);
        Assert.False(again.IsError, again.ToString());
        byte[] value = new byte[4];
        Assert.Equal(SysResult.Ok, kernel.MapLookupElem(again.Value, new byte[4], value));
        Assert.Equal([1, 2, 3, 4], value);

        Assert.Equal(SysResult.Ok, kernel.ObjUnpin(files["map"]));
        Assert.Equal(Errno.ENOENT, kernel.ObjGet(files["map"]).Errno);
        Assert.Equal(Errno.ENOENT, kernel.ObjUnpin(files["map"]).Errno);
    }

    [Fact]
    public void ObjGet_ReadOnly_RefusesUpdates()
    {
        Assert.Equal(SysResult.Ok, kernel.ObjPin(files["map"], CreateMap()));
        SysResult readOnly = kernel.ObjGet(files["map"], Uapi.Constants.BPF_F_RDONLY);
        Assert.False(readOnly.IsError);
        Assert.Equal(Errno.EPERM, kernel.MapUpdateElem(readOnly.Value, new byte[4], new byte[4]).Errno);
    }

    [Fact]
    public void ObjPin_InADirectory_NeedsTheDirectory()
    {
        int map = CreateMap();
        string path = Path.Combine(files["directory"], "map");
        Assert.Equal(Errno.ENOENT, kernel.ObjPin(path, map).Errno);
        Assert.Equal(SysResult.Ok, kernel.MakeDirectory(files["directory"]));
        Assert.Equal(Errno.EEXIST, kernel.MakeDirectory(files["directory"]).Errno);
        Assert.Equal(SysResult.Ok, kernel.ObjPin(path, map));
    }

    [Fact]
    public void ObjUnpin_AFileElsewhere_AnswersEpermAndKeepsIt()
    {
        string file = Path.GetTempFileName();
        Assert.Equal(Errno.EPERM, kernel.ObjUnpin(file).Errno);
        Assert.Equal(Errno.EPERM, kernel.MakeDirectory(file + ".d").Errno);
        Assert.Equal(Errno.EPERM, kernel.ObjPin(file + ".pin", CreateMap()).Errno);
        Assert.True(File.Exists(file));
        Assert.False(Path.Exists(file + ".d"));
        File.Delete(file);
        Assert.Equal(Errno.EINVAL, kernel.ObjPin(files["a\0b"], CreateMap()).Errno);
    }

    [Fact]
    public void TokenCreate_InTheFirstUserNamespace_IsRefused()
    {
        using var root = File.OpenHandle("/proc/self/mounts");
        Assert.Equal(Errno.EINVAL, kernel.TokenCreate((int)root.DangerousGetHandle()).Errno);
        Assert.Equal(Errno.EBADF, kernel.TokenCreate(-1).Errno);
    }

    [Fact]
    public void EnableStats_WhileOpen_CountsRuns()
    {
        int program = Load(ProgramType.Xdp, "r0 = 2\nexit");
        SysResult statistics = kernel.EnableStats(StatsType.RunTime);
        Assert.False(statistics.IsError);
        Assert.Equal(SysResult.Ok, kernel.ProgTestRun(program, new() { DataIn = new byte[64], Repeat = 5 }));
        Assert.Equal(SysResult.Ok, kernel.Close(statistics.Value));
        Assert.Equal(SysResult.Ok, kernel.ProgGetInfo(program, out ProgInfo? info));
        Assert.Equal(5UL, info!.RunCount);
        Assert.Equal(Errno.EINVAL, kernel.EnableStats((StatsType)1).Errno);
    }

    [Fact]
    public void ProgBindMap_AProgramWithoutMaps_ThenNamesTheMap()
    {
        int program = Load(ProgramType.Xdp, "r0 = 2\nexit"), map = CreateMap();
        Assert.Equal(SysResult.Ok, kernel.ProgBindMap(program, map));
        Assert.Equal(SysResult.Ok, kernel.MapGetInfo(map, out MapInfo? mapInfo));
        Assert.Equal(SysResult.Ok, kernel.ProgGetInfo(program, out ProgInfo? info));
        Assert.Equal([mapInfo!.Id], info!.MapIds);
        Assert.Equal(Errno.EINVAL, kernel.ProgBindMap(program, map, flags: 1).Errno);
    }

    [Fact]
    public void ProgStreamRead_NothingWritten_IsEmpty()
    {
        Assert.SkipUnless(LinuxOracle.Has(kernel, 6, 17, "streams of programs", out string reason), reason);
        int program = Load(ProgramType.Syscall, "r0 = 0\nexit", ProgramFlags.Sleepable);
        Assert.Equal(SysResult.Ok, kernel.ProgStreamRead(program, 1, new byte[64]));
        Assert.Equal(Errno.ENOENT, kernel.ProgStreamRead(program, 3, new byte[64]).Errno);
    }

    [Fact]
    public void TaskFdQuery_AMap_AnswersEnotsupp()
    {
        Assert.Equal(524, (int)kernel.TaskFdQuery(Environment.ProcessId, CreateMap(), 0, out TaskFdInfo? info).Errno);
        Assert.Null(info);
    }

    [Fact]
    public void Read_AMapAndAForeignFile_IsRefused()
    {
        Assert.Equal(Errno.EINVAL, kernel.Read(CreateMap(), new byte[16]).Errno);
        Assert.Equal(Errno.EBADF, kernel.Read(0, new byte[16]).Errno);
    }

    [Fact]
    public void Command_UnknownNumberOrTail_GivesTheKernelsErrno()
    {
        Assert.Equal(Errno.EINVAL, LinuxKernel.Command(0x7fff, new byte[64]).Errno);
        byte[] tail = new byte[512];
        tail[^1] = 1;
        Assert.Equal(Errno.E2BIG, LinuxKernel.Command((int)BpfCommand.MapCreate, tail).Errno);
    }

    private int CreateMap()
    {
        SysResult map = kernel.MapCreate(new MapCreateAttributes { Type = MapType.Array, KeySize = 4, ValueSize = 4, MaxEntries = 1 });
        Assert.False(map.IsError);
        return map.Value;
    }

    private int Load(ProgramType type, string text, ProgramFlags flags = default)
    {
        SysResult result = LinuxOracle.Load(kernel, new ProgLoadAttributes { Type = type, Instructions = Assembler.Assemble(text), License = "GPL", Flags = flags, LogLevel = 1 }, out string log);
        Assert.False(result.IsError, log);
        return result.Value;
    }
}
