using Nbpf.Elf;
using Nbpf.Isa;
using Nbpf.Linking;
using Nbpf.Syscall;
using Nbpf.Testing;
using Nbpf.Testing.Resources;
using Xunit;

namespace Nbpf.Runtime.Tests.Commands;

/// <summary>Sizes, buffers and names that no caller should hand in: an errno each, never an exception.</summary>
public sealed class BoundaryTests
{
    private const int LongestArray = 0x7fffffc7;

    /// <summary>The largest values that BPF_MAP_CREATE takes; managed memory has no room for the largest of them.</summary>
    [Theory]
    [InlineData(0x7ffffff8u)]
    [InlineData(int.MaxValue)]
    public void MapCommands_LargestValuesWithoutABuffer_TellWhetherTheKeyIsThere(uint valueSize)
    {
        Assert.True(valueSize > LongestArray);
        using BpfRuntime kernel = new(new BpfRuntimeOptions { MemoryLimitBytes = 1UL << 32 });
        SysResult map = kernel.MapCreate(new MapCreateAttributes { Type = MapType.Array, KeySize = 4, ValueSize = valueSize, MaxEntries = 1 });
        Assert.False(map.IsError, map.ToString());
        byte[] present = new byte[4], missing = [1, 0, 0, 0], next = new byte[4];
        uint count = 1;

        Assert.Equal(Errno.EFAULT, kernel.MapLookupElem(map.Value, present, []).Errno);
        Assert.Equal(Errno.ENOENT, kernel.MapLookupElem(map.Value, missing, []).Errno);
        Assert.Equal(Errno.EFAULT, kernel.MapUpdateElem(map.Value, present, []).Errno);
        Assert.Equal(Errno.ENOTSUPP, kernel.MapLookupAndDeleteElem(map.Value, present, []).Errno);
        Assert.Equal(SysResult.Ok, kernel.MapGetNextKey(map.Value, [], next));
        Assert.Equal(Errno.EFAULT, kernel.MapLookupBatch(map.Value, [], new byte[4], new byte[4], [], ref count).Errno);
        Assert.Equal(Errno.EFAULT, kernel.MapLookupElem(map.Value, present, new byte[16]).Errno);
    }

    /// <summary>The same of every map type, where the key is there.</summary>
    [Theory]
    [InlineData(MapType.Array)]
    [InlineData(MapType.PerCpuArray)]
    [InlineData(MapType.Hash)]
    [InlineData(MapType.PerCpuHash)]
    [InlineData(MapType.LruHash)]
    public void Lookup_WithoutABuffer_TellsWhetherTheKeyIsThere(MapType type)
    {
        using BpfRuntime kernel = new(new BpfRuntimeOptions { CpuCount = 2 });
        int map = kernel.MapCreate(new MapCreateAttributes { Type = type, KeySize = 4, ValueSize = 8, MaxEntries = 4 }).Value;
        byte[] key = [1, 0, 0, 0], other = [9, 0, 0, 0];
        Assert.Equal(SysResult.Ok, kernel.MapUpdateElem(map, key, new byte[16]));

        Assert.Equal(Errno.EFAULT, kernel.MapLookupElem(map, key, []).Errno);
        Assert.Equal(Errno.ENOENT, kernel.MapLookupElem(map, other, []).Errno);

        // As in Linux, the element goes before its value cannot be written.
        bool canDelete = type is MapType.Hash or MapType.PerCpuHash or MapType.LruHash;
        Assert.Equal(canDelete ? Errno.EFAULT : Errno.ENOTSUPP, kernel.MapLookupAndDeleteElem(map, key, []).Errno);
        Assert.Equal(canDelete ? Errno.ENOENT : Errno.EFAULT, kernel.MapLookupElem(map, key, []).Errno);
    }

    [Fact]
    public void LookupsWithoutABuffer_OfMapsOfDescriptors_TellWhetherTheKeyIsThere()
    {
        using BpfRuntime kernel = new();
        int inner = kernel.MapCreate(new MapCreateAttributes { Type = MapType.Array, KeySize = 4, ValueSize = 8, MaxEntries = 1 }).Value;
        int program = kernel.ProgLoad(new ProgLoadAttributes { Type = ProgramType.Xdp, License = "GPL", Instructions = Assembler.Assemble("r0 = 2\nexit") }, [], out _).Value;
        foreach ((MapType type, int fd) in ((MapType, int)[])[(MapType.ArrayOfMaps, inner), (MapType.HashOfMaps, inner), (MapType.ProgramArray, program)])
        {
            int map = kernel.MapCreate(new MapCreateAttributes { Type = type, KeySize = 4, ValueSize = 4, MaxEntries = 2, InnerMapFd = type == MapType.ProgramArray ? 0 : inner }).Value;
            byte[] key = [1, 0, 0, 0];
            Assert.Equal(Errno.ENOENT, kernel.MapLookupElem(map, key, []).Errno);
            Assert.Equal(SysResult.Ok, kernel.MapUpdateElem(map, key, BitConverter.GetBytes(fd)));
            Assert.Equal(Errno.EFAULT, kernel.MapLookupElem(map, key, []).Errno);
        }
    }

    [Fact]
    public void ProgQuery_BuffersOfDifferentLengths_AnswersEfault()
    {
        using BpfRuntime kernel = new();
        BpfInterface device = kernel.CreateInterface("eth0");
        for (int i = 0; i < 4; i++)
        {
            int program = kernel.ProgLoad(new ProgLoadAttributes { Type = ProgramType.SchedCls, License = "GPL", Instructions = Assembler.Assemble("r0 = -1\nexit") }, [], out _).Value;
            Assert.Equal(SysResult.Ok, kernel.ProgAttach(new ProgAttachAttributes { Target = (int)device.Index, ProgramFd = program, AttachType = AttachType.TcxIngress }));
        }
        ProgQueryArguments Query(int programs, int flags, int links, int linkFlags) => new()
        {
            Target = (int)device.Index,
            AttachType = AttachType.TcxIngress,
            ProgramIds = new uint[programs],
            ProgramFlags = new uint[flags],
            LinkIds = new uint[links],
            LinkFlags = new uint[linkFlags],
        };

        Assert.Equal(SysResult.Ok, kernel.ProgQuery(Query(4, 4, 0, 4)));
        Assert.Equal(Errno.EFAULT, kernel.ProgQuery(Query(4, 3, 0, 0)).Errno);
        Assert.Equal(Errno.EFAULT, kernel.ProgQuery(Query(4, 0, 5, 0)).Errno);
        Assert.Equal(Errno.EFAULT, kernel.ProgQuery(Query(4, 0, 0, 1)).Errno);
    }

    /// <summary>Text that has no bytes on this boundary names nothing; written otherwise, it would name another file.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0xd800)]
    [InlineData(0xdc00)]
    public void PinCommands_PathThatIsNoCString_AnswerEinval(int letter)
    {
        using BpfRuntime runtime = new();
        CheckNoName(runtime, "/sys/fs/bpf", (char)letter);
        Assert.Empty(runtime.FileSystem.List("/sys/fs/bpf"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0xd800)]
    public void PinCommandsOnLinux_PathThatIsNoCString_AnswerEinval(int letter)
    {
        Assert.SkipUnless(LinuxOracle.IsAvailable(out string reason), reason);
        using IBpf kernel = LinuxOracle.Open();
        using BpfFileSystemMount mount = BpfFileSystemMount.Create();
        string[] before = Directory.GetFileSystemEntries(mount.Root);
        CheckNoName(kernel, mount.Root, (char)letter);
        Assert.Equal(before, Directory.GetFileSystemEntries(mount.Root));
    }

    /// <summary>Two names whose bytes are not UTF-8 would be one after decoding, and another one in a file that is written.</summary>
    [Fact]
    public void Objects_WithNamesThatAreNoUtf8_AreRefused()
    {
        byte[] file = File.ReadAllBytes(Path.Combine(Repository.Root, "bpf", "maglev.bpf.o"));
        int at = file.AsSpan().IndexOf("services\0"u8);
        Assert.True(at > 0);
        for (; at >= 0; at = file.AsSpan().IndexOf("services\0"u8)) file[at] = 0xff;

        BpfFormatException read = Assert.Throws<BpfFormatException>(() => ObjectSpec.Read(file, "broken.o"));
        Assert.Contains("a name in UTF-8 expected", read.Message, StringComparison.Ordinal);
        Assert.Throws<BpfFormatException>(() => new ObjectLinker().Add(file, "broken.o"));
        Assert.DoesNotContain(ObjectFile.Parse(File.ReadAllBytes(Path.Combine(Repository.Root, "bpf", "maglev.bpf.o")), "whole.o").Symbols, static symbol => symbol.Name.Contains('\ufffd', StringComparison.Ordinal));
    }

    private static void CheckNoName(IBpf kernel, string root, char letter)
    {
        string path = $"{root}/a{letter}b";
        int map = kernel.MapCreate(new MapCreateAttributes { Type = MapType.Array, KeySize = 4, ValueSize = 8, MaxEntries = 1 }).Value;
        Assert.Equal(Errno.EINVAL, kernel.ObjPin(path, map).Errno);
        Assert.Equal(Errno.EINVAL, kernel.ObjGet(path).Errno);
        Assert.Equal(Errno.EINVAL, kernel.ObjUnpin(path).Errno);
        Assert.Equal(Errno.EINVAL, kernel.MakeDirectory(path).Errno);
    }
}
