using System.Text.RegularExpressions;
using Nbpf.Elf;
using Nbpf.Testing;
using Nbpf.Tests.Objects;
using Xunit;

namespace Nbpf.Tests.BtfFormat;

public sealed partial class BtfTests
{
    private const string KernelBtf = "/sys/kernel/btf/vmlinux";

    private static BtfBuilder Sample(out uint intId, out uint structId)
    {
        var builder = new BtfBuilder();
        intId = builder.AddInteger("int", 4, BtfIntegerEncoding.Signed);
        uint typedef = builder.AddReference(BtfKind.Typedef, intId, "count_t");
        uint array = builder.AddArray(new BtfArrayShape(typedef, intId, 3));
        uint inner = builder.AddComposite(BtfKind.Union, "", 12, new BtfMember("all", array, 0, 0), new BtfMember("one", intId, 0, 0));
        structId = builder.AddComposite(
            BtfKind.Struct, "sample", 20, new BtfMember("low", intId, 0, 5), new BtfMember("high", intId, 5, 27), new BtfMember("", inner, 32, 0), new BtfMember("last", intId, 128, 0));
        return builder;
    }

    [Fact]
    public void Parse_BuiltTypes_ReadsBackWhatWasWritten()
    {
        BtfBuilder builder = Sample(out uint intId, out uint structId);
        uint pointer = builder.AddReference(BtfKind.Ptr, structId);
        uint prototype = builder.AddPrototype(intId, new BtfParameter("s", pointer), new BtfParameter("", 0));
        uint function = builder.AddFunction("handle", prototype, BtfLinkage.Global);
        uint small = builder.AddEnum("small", 4, true, new BtfEnumerator("MINUS", -1), new BtfEnumerator("PLUS", 1));
        uint wide = builder.AddEnum64("wide", 8, false, new BtfEnumerator("BIG", 0x1234_5678_9abc));
        uint variable = builder.AddVariable("v", intId, BtfLinkage.Static);
        uint section = builder.AddDataSection(".data", 8, new BtfSectionVariable(variable, 4, 4));
        uint tag = builder.AddDeclarationTag("note", structId, 1);
        uint forward = builder.AddForward("later", isUnion: true);
        uint single = builder.AddFloat("double", 8);
        Btf btf = builder.ToBtf();

        Assert.Equal(builder.TypeCount, btf.TypeCount);
        Assert.Equal(new BtfIntegerShape(BtfIntegerEncoding.Signed, 0, 32), btf[intId].Integer);
        Assert.Equal([("low", 0u, 5u), ("high", 5u, 27u), ("", 32u, 0u), ("last", 128u, 0u)], btf[structId].Members.Select(m => (m.Name, m.BitOffset, m.BitfieldSize)));
        Assert.Equal([new BtfParameter("s", pointer), new BtfParameter("", 0)], btf[prototype].Parameters);
        Assert.Equal((prototype, BtfLinkage.Global), (btf[function].TargetId, btf[function].Linkage));
        Assert.Equal([-1L, 1L], btf[small].Enumerators.Select(e => e.Value));
        Assert.Equal(new BtfEnumerator("BIG", 0x1234_5678_9abc), Assert.Single(btf[wide].Enumerators));
        Assert.Equal(new BtfSectionVariable(variable, 4, 4), Assert.Single(btf[section].SectionVariables));
        Assert.Equal((structId, 1, "note"), (btf[tag].TargetId, btf[tag].ComponentIndex, btf[tag].Name));
        Assert.True(btf[forward].KindFlag);
        Assert.Equal(8u, btf[single].StatedSize);
        Assert.Equal("int handle(struct sample * s, ...)", BtfPrinter.Prototype(btf, function));
    }

    [Fact]
    public void TryGetSize_ThroughTypedefsAndArrays_MultipliesElements()
    {
        Btf btf = Sample(out _, out uint structId).ToBtf();
        Assert.True(btf.TryGetSize(3, out uint array));
        Assert.True(btf.TryGetSize(structId, out uint whole));
        Assert.Equal((12u, 20u), (array, whole));
        Assert.False(btf.TryGetSize(0, out _));
    }

    [Fact]
    public void TryGetSize_ArrayOfMoreThan4Gigabytes_HasNone()
    {
        var builder = new BtfBuilder();
        uint id = builder.AddInteger("int", 4);
        for (int i = 0; i < 4; i++) id = builder.AddArray(new BtfArrayShape(id, 1, 0x8000_0000));
        Assert.False(builder.ToBtf().TryGetSize(id, out _));
    }

    [Fact]
    public void TryFindMember_InAnonymousUnion_CountsOffsetFromOuterStruct()
    {
        Btf btf = Sample(out _, out uint structId).ToBtf();
        Assert.True(btf.TryFindMember(structId, "one", out BtfMember? member));
        Assert.Equal(32u, member.Value.BitOffset);
        Assert.False(btf.TryFindMember(structId, "none", out _));
    }

    [Fact]
    public void TryFindMember_AnonymousStructsThatShareParts_EndsAtOnce()
    {
        // Two members of the struct below at every level: 2^60 paths.
        var builder = new BtfBuilder();
        uint id = builder.AddInteger("int", 4);
        for (int i = 0; i < 60; i++) id = builder.AddComposite(BtfKind.Union, "", 4, new BtfMember("", id, 0, 0), new BtfMember("", id, 0, 0));
        Assert.False(builder.ToBtf().TryFindMember(id, "none", out _));
    }

    [Fact]
    public void Find_ByNameAndKind_GivesLowestId()
    {
        var builder = new BtfBuilder();
        uint first = builder.AddInteger("same", 4);
        uint second = builder.AddReference(BtfKind.Typedef, first, "same");
        builder.AddReference(BtfKind.Typedef, first, "same");
        Btf btf = builder.ToBtf();
        Assert.True(btf.TryFind("same", BtfKind.Typedef, out BtfType type));
        Assert.Equal(second, type.Id);
        Assert.Equal([1u, 2u, 3u], btf.FindAll("same").Select(t => t.Id));
        Assert.False(btf.TryFind("other", BtfKind.Int, out _));
    }

    [Theory]
    [InlineData(BtfKind.Typedef)]
    [InlineData(BtfKind.Ptr)]
    [InlineData(BtfKind.Const)]
    public void Parse_ReferenceToItself_IsRefused(BtfKind kind)
    {
        var builder = new BtfBuilder();
        builder.AddReference(kind, 1, kind == BtfKind.Typedef ? "loop" : "");
        Assert.Contains("refers to itself", Assert.Throws<BpfFormatException>(() => builder.ToBtf()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_StructThatContainsItself_IsRefused()
    {
        var builder = new BtfBuilder();
        builder.AddComposite(BtfKind.Struct, "a", 8, new BtfMember("b", 2, 0, 0));
        builder.AddArray(new BtfArrayShape(1, 1, 2));
        Assert.Contains("contains itself", Assert.Throws<BpfFormatException>(() => builder.ToBtf()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_StructWithPointerToItself_IsRead()
    {
        var builder = new BtfBuilder();
        builder.AddComposite(BtfKind.Struct, "node", 8, new BtfMember("next", 2, 0, 0));
        builder.AddReference(BtfKind.Ptr, 1);
        Assert.Equal("struct node * ", BtfPrinter.TypeName(builder.ToBtf(), 2));
    }

    [Fact]
    public void Parse_ChainOfManyTypedefs_IsRefused()
    {
        var builder = new BtfBuilder();
        uint id = builder.AddInteger("int", 4);
        for (int i = 0; i < 50_000; i++) id = builder.AddReference(BtfKind.Typedef, id, "t");
        Assert.Contains("a chain of more than 128 references", Assert.Throws<BpfFormatException>(() => builder.ToBtf()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_DeepNesting_NeedsNoDeepStack()
    {
        var builder = new BtfBuilder();
        uint id = builder.AddInteger("int", 4);
        for (int i = 0; i < 200_000; i++) id = builder.AddComposite(BtfKind.Struct, "", 4, new BtfMember("", id, 0, 0));
        Btf btf = builder.ToBtf();
        Assert.False(btf.TryFindMember(id, "none", out _));
    }

    [Fact]
    public void Prototype_ThatRefersToItself_PrintsNothing()
    {
        var builder = new BtfBuilder();
        builder.AddReference(BtfKind.Ptr, 2);
        builder.AddPrototype(1, new BtfParameter("f", 1));
        uint function = builder.AddFunction("f", 2, BtfLinkage.Static);
        Assert.Equal("", BtfPrinter.Prototype(builder.ToBtf(), function));
    }

    [Theory]
    [InlineData(0, 0xeb, "big-endian is not supported")]
    [InlineData(0, 0x00, "expected magic 0xeb9f")]
    [InlineData(2, 2, "expected version 1")]
    [InlineData(3, 1, "expected flags 0")]
    [InlineData(4, 255, "header length")]
    [InlineData(15, 255, "type section of")]
    [InlineData(23, 255, "string section of")]
    public void Parse_BrokenHeader_NamesPartAndOffset(int offset, byte value, string message)
    {
        byte[] bytes = Sample(out _, out _).ToBytes();
        bytes[offset] = value;
        if (value == 0xeb) bytes[1] = 0x9f;
        BpfFormatException error = Assert.Throws<BpfFormatException>(() => Btf.Parse(bytes, fileOffset: 1000));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.InRange(error.Offset, 1000, 1000 + offset);
    }

    [Fact]
    public void Parse_KernelsOwnTypes_ComeBackByteForByteAndAllPrint()
    {
        Assert.SkipUnless(File.Exists(KernelBtf), $"no {KernelBtf}");
        byte[] bytes = File.ReadAllBytes(KernelBtf);
        Btf btf = Btf.Parse(bytes);
        Assert.True(new BtfBuilder(btf).ToBytes().AsSpan().SequenceEqual(bytes));
        Assert.True(btf.TryFind("task_struct", BtfKind.Struct, out BtfType task));
        Assert.True(btf.TryFindMember(task.Id, "pid", out BtfMember? pid));
        Assert.True(btf.TryGetSize(pid.Value.TypeId, out uint size));
        Assert.Equal(4u, size);
        Assert.True(btf.TryFind("tcp_sendmsg", BtfKind.Func, out BtfType send));
        Assert.Equal("int tcp_sendmsg(struct sock * sk, struct msghdr * msg, size_t size)", BtfPrinter.Prototype(btf, send.Id));
    }

    [Theory]
    [InlineData("relocations")]
    [InlineData("maps")]
    [InlineData("externs")]
    public void Parse_ObjectsTypes_AreThoseThatBpftoolDumps(string source)
    {
        string? bpftool = ToolRun.Find("bpftool");
        Assert.SkipWhen(bpftool is null, "bpftool is not installed");
        ElfSection section = ObjectFile.Parse(SourceFiles.Compile(source), source).FindSection(".BTF")!;
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, section.Data.ToArray());
            string[] expected = [.. TypeLine().Matches(ToolRun.Output(bpftool!, ["btf", "dump", "file", path, "format", "raw"])).Select(m => $"{m.Groups[1]} {m.Groups[2]} {m.Groups[3]}")];
            Btf btf = Btf.Parse(section.Data);
            string[] actual = [.. btf.Types.Select(t => $"{t.Id} {KernelName(t.Kind)} {(t.Name.Length > 0 ? $"'{t.Name}'" : "'(anon)'")}")];
            Assert.NotEmpty(expected);
            Assert.Equal(expected, actual);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string KernelName(BtfKind kind) => kind switch
    {
        BtfKind.FuncProto => "FUNC_PROTO",
        BtfKind.DeclTag => "DECL_TAG",
        BtfKind.TypeTag => "TYPE_TAG",
        _ => kind.ToString().ToUpperInvariant(),
    };

    [GeneratedRegex(@"^\[(\d+)\] (\w+) ('[^']*')", RegexOptions.Multiline)]
    private static partial Regex TypeLine();
}
