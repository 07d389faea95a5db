using System.Runtime.InteropServices;
using Nbpf.Isa;
using Nbpf.Runtime.Tests.Maps;
using Nbpf.Runtime.Tests.Rewrite;
using Nbpf.Syscall;
using Nbpf.Testing;
using Nbpf.Testing.Resources;
using Xunit;

namespace Nbpf.Runtime.Tests.Pins;

/// <summary>Names of objects in BPF file systems.</summary>
public sealed partial class PinTests
{
    private static string Record => Path.Combine(Repository.Root, "tests", "Nbpf.Runtime.Tests", "Pins", "Recorded", "pins.txt");

    [Fact]
    public void Script_InProcess_AnswersAsLinux()
    {
        using BpfRuntime runtime = new();
        BpfFileSystem files = runtime.FileSystem;
        files.Mount("/mnt/test");
        string answers = new PinScript(runtime, "/mnt/test", path => ErrnoOf(() => files.CreateDirectory(path)), path => ErrnoOf(() => files.RemoveDirectory(path))).Run();
        Assert.Equal(File.ReadAllText(Record), answers);
    }

    [Fact]
    public void Script_OnLinux_AnswersAsRecorded()
    {
        Assert.SkipUnless(LinuxOracle.IsReference(out string reason), reason);
        using IBpf kernel = LinuxOracle.Open();
        using BpfFileSystemMount mount = BpfFileSystemMount.Create();
        Assert.Equal(File.ReadAllText(Record), new PinScript(kernel, mount.Root, MakeDirectory, RemoveDirectory).Run());
    }

    [Fact]
    public void ObjPin_Map_KeepsItWhileItHasAName()
    {
        using Kernel kernel = new();
        int map = kernel.Map(MapType.Array);
        uint id = kernel.Id(map);
        Assert.Equal(SysResult.Ok, kernel.Bpf.ObjPin("/sys/fs/bpf/kept", map));
        Assert.Equal(SysResult.Ok, kernel.Update(map, 1, 7L));
        kernel.Bpf.Close(map);
        Assert.Equal([new BpfFileSystemEntry("kept", BpfObjectKind.Map, id)], kernel.Bpf.FileSystem.List("/sys/fs/bpf"));

        map = kernel.Bpf.ObjGet("/sys/fs/bpf/kept").Value;
        Assert.Equal(id, kernel.Id(map));
        Assert.Equal(SysResult.Ok, kernel.Lookup(map, 1, out long value));
        Assert.Equal(7, value);
        kernel.Bpf.Close(map);
        Assert.Equal(SysResult.Ok, kernel.Bpf.ObjUnpin("/sys/fs/bpf/kept"));
        Assert.Equal(Errno.ENOENT, kernel.Bpf.ObjGetFdById(BpfObjectKind.Map, id).Errno);
    }

    [Fact]
    public void ObjPin_ProgramArray_KeepsItsPrograms()
    {
        using Kernel kernel = new();
        int array = kernel.Map(MapType.ProgramArray, value: 4);
        int program = kernel.Bpf.ProgLoad(ProgramDump.Attributes(ProgramType.Xdp, [new Instruction(0xb7, 0, 0, 0, 2), new Instruction(0x95, 0, 0, 0, 0)]), default, out _).Value;
        Assert.Equal(SysResult.Ok, kernel.Update(array, 0, program));
        Assert.Equal(SysResult.Ok, kernel.Bpf.ObjPin("/sys/fs/bpf/array", array));
        Assert.Equal(SysResult.Ok, kernel.Bpf.ObjPin("/sys/fs/bpf/program", program));
        kernel.Bpf.Close(array);
        kernel.Bpf.Close(program);

        array = kernel.Bpf.ObjGet("/sys/fs/bpf/array").Value;
        Assert.Equal(SysResult.Ok, kernel.Lookup(array, 0, out int _));
        Assert.Equal(SysResult.Ok, kernel.Bpf.ObjUnpin("/sys/fs/bpf/array"));
        Assert.Equal(SysResult.Ok, kernel.Lookup(array, 0, out int _));
        kernel.Bpf.FileSystem.Unmount("/sys/fs/bpf");
        Assert.Equal(Errno.EPERM, kernel.Bpf.ObjPin("/sys/fs/bpf/array", array).Errno);
    }

    private static Errno MakeDirectory(string path) => Mkdir(path, 0x1ed) == 0 ? Errno.None : (Errno)Marshal.GetLastPInvokeError();

    private static Errno RemoveDirectory(string path) => Rmdir(path) == 0 ? Errno.None : (Errno)Marshal.GetLastPInvokeError();

    [LibraryImport("libc", EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mkdir(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "rmdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rmdir(string path);

    private static Errno ErrnoOf(Action action)
    {
        try
        {
            action();
            return Errno.None;
        }
        catch (BpfException refused)
        {
            return refused.Errno;
        }
    }
}
