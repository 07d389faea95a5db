using Nbpf.Isa;
using Nbpf.Syscall;
using Xunit;

namespace Nbpf.Runtime.Tests.Commands;

/// <summary>What keeps those who hand in programs and commands from taking the process's memory: each limit with its errno, one step either side, and no object left behind.</summary>
public sealed class LimitTests
{
    private static readonly MapCreateAttributes Array = new() { Type = MapType.Array, KeySize = 4, ValueSize = 8, MaxEntries = 1 };

    private static readonly byte[] Types = MakeTypes();

    [Fact]
    public void Defaults_LeaveRoomForTheProcess()
    {
        BpfRuntimeOptions defaults = new();
        ulong available = (ulong)GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        Assert.InRange(defaults.MemoryLimitBytes, 1UL, available / 2);
        Assert.Equal((1 << 20, 1 << 20, 1 << 16), (defaults.ObjectLimit, defaults.DescriptorLimit, defaults.NameLimit));
    }

    [Theory]
    [InlineData(BpfObjectKind.Map)]
    [InlineData(BpfObjectKind.Program)]
    [InlineData(BpfObjectKind.Btf)]
    [InlineData(BpfObjectKind.Link)]
    public void MakingObjects_PastTheLimit_AnswersEnospcUntilOneGoes(BpfObjectKind kind)
    {
        using BpfRuntime kernel = new(new BpfRuntimeOptions { ObjectLimit = 4 });
        kernel.CreateTracepoint("event", 1);
        int program = Make(kernel, BpfObjectKind.Program, 0).Value;
        int count = kind == BpfObjectKind.Program ? 3 : 4;
        SysResult last = SysResult.Ok;
        for (int i = 0; i < count; i++)
        {
            last = Make(kernel, kind, program);
            Assert.False(last.IsError, last.ToString());
        }

        for (int i = 0; i < 3; i++) Assert.Equal(Errno.ENOSPC, Make(kernel, kind, program).Errno);
        Assert.Equal(4, Ids(kernel, kind));
        Assert.Equal(SysResult.Ok, kernel.Close(last.Value));
        Assert.Equal(last.Value, Make(kernel, kind, program).Value);
        Assert.Equal(Errno.ENOSPC, Make(kernel, kind, program).Errno);
        // Links that were refused left nothing attached: what there is goes when its link does.
        Assert.Equal(4, Ids(kernel, kind));
    }

    [Fact]
    public void Descriptors_PastTheLimit_AnswerEmfileAndTakeNoReference()
    {
        using BpfRuntime kernel = new(new BpfRuntimeOptions { DescriptorLimit = 3 });
        int map = kernel.MapCreate(Array).Value, other = kernel.MapCreate(Array).Value;
        Assert.Equal(SysResult.Ok, kernel.ObjPin("/sys/fs/bpf/a", map));
        Assert.Equal(SysResult.Ok, kernel.MapGetInfo(map, out MapInfo? info));
        int third = kernel.ObjGet("/sys/fs/bpf/a").Value;

        Assert.Equal(Errno.EMFILE, kernel.MapCreate(Array).Errno);
        Assert.Equal(Errno.EMFILE, kernel.ObjGet("/sys/fs/bpf/a").Errno);
        Assert.Equal(Errno.EMFILE, kernel.ObjGetFdById(BpfObjectKind.Map, info!.Id).Errno); // told with success
        Assert.Equal(Errno.EMFILE, kernel.EnableStats(StatsType.RunTime).Errno);
        Assert.Equal(Errno.EMFILE, Make(kernel, BpfObjectKind.Program, 0).Errno);
        Assert.Equal(Errno.EMFILE, Make(kernel, BpfObjectKind.Btf, 0).Errno);
        Assert.Equal((2, 0, 0), (Ids(kernel, BpfObjectKind.Map), Ids(kernel, BpfObjectKind.Program), Ids(kernel, BpfObjectKind.Btf)));

        foreach (int fd in (int[])[map, other, third]) Assert.Equal(SysResult.Ok, kernel.Close(fd));
        Assert.Equal(SysResult.Ok, kernel.ObjUnpin("/sys/fs/bpf/a"));
        Assert.Equal(0, Ids(kernel, BpfObjectKind.Map));
        Assert.False(kernel.MapCreate(Array).IsError);
    }

    [Fact]
    public void Names_PastTheLimit_AnswerEnospcUntilOneGoes()
    {
        using BpfRuntime kernel = new(new BpfRuntimeOptions { NameLimit = 3 });
        int map = kernel.MapCreate(Array).Value;
        Assert.Equal(SysResult.Ok, kernel.MakeDirectory("/sys/fs/bpf/d"));
        Assert.Equal(SysResult.Ok, kernel.ObjPin("/sys/fs/bpf/d/a", map));
        Assert.Equal(SysResult.Ok, kernel.ObjPin("/sys/fs/bpf/b", map));

        Assert.Equal(Errno.ENOSPC, kernel.ObjPin("/sys/fs/bpf/c", map).Errno);
        Assert.Equal(Errno.ENOSPC, kernel.MakeDirectory("/sys/fs/bpf/e").Errno);
        Assert.Equal(Errno.EEXIST, kernel.ObjPin("/sys/fs/bpf/b", map).Errno);
        Assert.Equal(SysResult.Ok, kernel.ObjUnpin("/sys/fs/bpf/d/a"));
        Assert.Equal(SysResult.Ok, kernel.ObjPin("/sys/fs/bpf/c", map));
        kernel.FileSystem.RemoveDirectory("/sys/fs/bpf/d");
        Assert.Equal(SysResult.Ok, kernel.MakeDirectory("/sys/fs/bpf/e"));
        kernel.FileSystem.Unmount("/sys/fs/bpf");
        kernel.FileSystem.Mount("/sys/fs/bpf");
        for (int i = 0; i < 3; i++) Assert.Equal(SysResult.Ok, kernel.MakeDirectory($"/sys/fs/bpf/{i}"));
        Assert.Equal(Errno.ENOSPC, kernel.MakeDirectory("/sys/fs/bpf/x").Errno);
    }

    /// <summary>Programs and BTF are managed memory; it counts all the same.</summary>
    [Theory]
    [InlineData(BpfObjectKind.Program)]
    [InlineData(BpfObjectKind.Btf)]
    [InlineData(BpfObjectKind.Map)]
    public void Memory_PastTheLimit_AnswersEnomemUntilSomeIsFreed(BpfObjectKind kind)
    {
        using BpfRuntime kernel = new(new BpfRuntimeOptions { CpuCount = 1, MemoryLimitBytes = 256 << 10, Engine = ExecutionEngine.Interpreter });
        List<int> made = [];
        SysResult result;
        while (!(result = MakeLarge(kernel, kind)).IsError) made.Add(result.Value);
        Assert.Equal(Errno.ENOMEM, result.Errno);
        Assert.InRange(made.Count, 1, 64);
        for (int i = 0; i < 10; i++) Assert.Equal(Errno.ENOMEM, MakeLarge(kernel, kind).Errno);

        foreach (int fd in made) kernel.Close(fd);
        for (int round = 0; round < 50; round++)
        {
            result = MakeLarge(kernel, kind);
            Assert.False(result.IsError, result.ToString());
            kernel.Close(result.Value);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(BpfRuntimeOptions.MaximumCpuCount + 1)]
    public void Options_WithACpuCountOutOfRange_AreRefused(int cpus) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new BpfRuntime(new BpfRuntimeOptions { CpuCount = cpus }));

    [Fact]
    public void Options_WithoutMemoryForTheKernelItself_AreRefused() =>
        Assert.Throws<InsufficientMemoryException>(() => new BpfRuntime(new BpfRuntimeOptions { CpuCount = 4, MemoryLimitBytes = 1 << 16 }));

    private static SysResult Make(BpfRuntime kernel, BpfObjectKind kind, int program) => kind switch
    {
        BpfObjectKind.Map => kernel.MapCreate(Array),
        BpfObjectKind.Program => kernel.ProgLoad(new ProgLoadAttributes { Type = ProgramType.RawTracepoint, License = "GPL", Instructions = Assembler.Assemble("r0 = 0\nexit") }, [], out _),
        BpfObjectKind.Btf => kernel.BtfLoad(Types, 0, [], out _),
        _ => kernel.RawTracepointOpen("event", program),
    };

    private static SysResult MakeLarge(BpfRuntime kernel, BpfObjectKind kind) => kind switch
    {
        BpfObjectKind.Map => kernel.MapCreate(Array with { ValueSize = 16 << 10 }),
        BpfObjectKind.Program => kernel.ProgLoad(
            new ProgLoadAttributes { Type = ProgramType.Xdp, License = "GPL", Instructions = (Instruction[])[.. Enumerable.Repeat(Instructions.MovImm(0, 0), 60), Instructions.Exit()] }, [], out _),
        _ => kernel.BtfLoad(MakeTypes(count: 1000), 0, [], out _),
    };

    private static int Ids(BpfRuntime kernel, BpfObjectKind kind)
    {
        int count = 0;
        for (uint id = 0; !kernel.ObjGetNextId(kind, id, out id).IsError;) count++;
        return count;
    }

    private static byte[] MakeTypes(int count = 1)
    {
        BtfBuilder builder = new();
        for (int i = 0; i < count; i++) builder.AddInteger("int", 4);
        return builder.ToBtf().Bytes.ToArray();
    }
}
