using System.Runtime.InteropServices;
using Nbpf.Readers;
using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Linux.Tests.Readers;

public sealed class MappedMapTests : IDisposable
{
    private readonly IBpf kernel;

    public MappedMapTests()
    {
        Assert.SkipUnless(LinuxOracle.IsAvailable(out string reason), reason);
        Assert.SkipUnless(ClangCompiler.IsAvailable(out reason), reason);
        kernel = LinuxOracle.Open();
    }

    public void Dispose() => kernel?.Dispose();

    [Fact]
    public void MappedArrayAndData_ProgramRuns_ShareItsMemory()
    {
        using BpfObject loaded = Load("mapped");
        using MappedArray<(ulong First, ulong Second)> pairs = new(loaded.Map("pairs"));
        using MappedArray<uint> words = new(loaded.Map("words"));
        using MappedData data = loaded.MapData(".data"), bss = loaded.MapData(".bss"), constants = loaded.MapData(".rodata");
        Assert.Equal((300, 300), (pairs.Count, words.Count));
        pairs.At(7).First = 41;
        words.At(7) = 100;
        Assert.Equal(5u, data.Constant<uint>("start"));
        data.Variable<uint>("start") = 10;

        Assert.Equal(XdpAction.Pass, loaded.Program("add").Run(new byte[14]).XdpAction);

        Assert.Equal(42UL, pairs[7].Second);
        Assert.Equal(42UL, pairs.AsReadOnlySpan()[7].Second);
        Assert.Equal(101u, words[7]);
        Assert.Equal(10UL + 1 + 101, bss.Constant<ulong>("total"));
        Assert.Equal(1u, constants.Constant<uint>("step"));

        // The mapped elements and those of the command are the same ones.
        pairs.AsSpan()[299] = (1, 2);
        Assert.Equal((1UL, 2UL), loaded.Map<uint, (ulong, ulong)>("pairs")[299]);
        words.At(299) = 77;
        Assert.Equal(77u, loaded.Map<uint, uint>("words")[299]);
    }

    [Fact]
    public void MappedArrayAndData_WhatCannotBe_IsRefused()
    {
        using BpfObject loaded = Load("mapped");
        using MappedArray<uint> words = new(loaded.Map("words"));
        using MappedData constants = loaded.MapData(".rodata"), bss = loaded.MapData(".bss");
        Assert.Throws<InvalidOperationException>(() => words.AsSpan().Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => words[300]);
        Assert.Throws<ArgumentOutOfRangeException>(() => words.At(-1));
        Assert.False(constants.IsWritable);
        Assert.Throws<InvalidOperationException>(() => constants.Variable<uint>("step"));
        Assert.Throws<KeyNotFoundException>(() => bss.Variable<ulong>("start"));
        Assert.Throws<ArgumentException>(() => bss.Variable<uint>("total"));
        Assert.Throws<ArgumentException>(() => loaded.MapData("words"));
        Assert.Throws<ArgumentException>(() => new MappedArray<ulong>(loaded.Map("words")));
        using (MappedArray<uint> readOnly = new(loaded.Map("words"), isWritable: false))
        {
            Assert.Throws<InvalidOperationException>(() => readOnly.At(0));
            Assert.Equal(0u, readOnly[0]);
        }

        using BpfMap plain = BpfMap.Create(kernel, new MapSpec("plain", MapType.Array) { KeySize = 4, ValueSize = 8, MaxEntries = 1 });
        Assert.Throws<ArgumentException>(() => new MappedArray<ulong>(plain));
        using BpfMap frozen = BpfMap.Create(kernel, new MapSpec("frozen", MapType.Array) { KeySize = 4, ValueSize = 8, MaxEntries = 1, Flags = MapFlags.Mmapable });
        frozen.Freeze();
        Assert.Equal(Errno.EPERM, Assert.Throws<BpfException>(() => new MappedArray<ulong>(frozen)).Errno);
    }

    /// <summary>A list with pointers of this process, followed by a program; touching a page allocates it.</summary>
    [Fact]
    public unsafe void Arena_LinkedListOfUserSpace_IsFollowedByTheProgram()
    {
        using BpfObject loaded = Load("arena");
        BpfMap map = loaded.Map("arena");
        Span<Node> nodes = map.ArenaSpan<Node>();
        Assert.Equal(100 * Environment.SystemPageSize / sizeof(Node), nodes.Length);

        // One node a page, so that every page is touched.
        int stride = Environment.SystemPageSize / sizeof(Node);
        using MappedData bss = loaded.MapData(".bss");
        fixed (Node* first = nodes)
        {
            for (int i = 0; i < 100; i++) nodes[i * stride] = new() { Next = i == 99 ? 0 : (ulong)(first + ((i + 1) * stride)), Value = (ulong)(i * i) };
            bss.Variable<ulong>("head") = (ulong)first;
        }

        Assert.Equal(100u, loaded.Program("follow").Run([], [0, 0, 0, 0]).ReturnValue);
        Assert.Equal(328350UL, bss.Constant<ulong>("sum"));
        for (int i = 0; i < 100; i++) Assert.Equal((ulong)i, nodes[i * stride].Value);
    }

    [Fact]
    public unsafe void Arena_WithAnAddress_LiesThere()
    {
        const ulong Address = 0x2_0000_0000_000;
        using BpfMap map = BpfMap.Create(kernel, new MapSpec("arena", MapType.Arena) { MaxEntries = 10, Flags = MapFlags.Mmapable, Extra = Address });
        fixed (byte* first = map.Arena.GetSpan()) Assert.Equal(Address, (ulong)first);
        Assert.Same(map.Arena, map.Arena);
        using BpfMap array = BpfMap.Create(kernel, new MapSpec("array", MapType.Array) { KeySize = 4, ValueSize = 8, MaxEntries = 1 });
        Assert.Throws<InvalidOperationException>(() => array.Arena);
    }

    private BpfObject Load(string name) => BpfObject.Load(
        kernel, File.ReadAllBytes(ClangCompiler.CompileToFile(File.ReadAllText(Path.Combine(Repository.Root, $"tests/Nbpf.Linux.Tests/Readers/{name}.bpf.c")), "-mcpu=v3")), name + ".bpf.o");

    [StructLayout(LayoutKind.Sequential)]
    private struct Node
    {
        public ulong Next;
        public ulong Value;
    }
}
