using System.Text.RegularExpressions;
using Nbpf.Elf;
using Nbpf.Testing;
using Nbpf.Tests.Fuzz;
using Nbpf.Tests.Objects;
using Xunit;

namespace Nbpf.Tests.BtfFormat;

/// <summary>Types as text: against bpftool's, against a C compiler, and of types that nothing sane would have.</summary>
public sealed partial class BtfPrintingTests
{
    private const string KernelTypes = "/sys/kernel/btf/vmlinux";

    // What C has and kernels have little of: shapes of declarators, layouts that alignment does not give, names taken twice.
    private const string Shapes =
        """
        #include <stdarg.h>
        typedef const int *const (*matrix)[3][4];
        typedef int (*(*handlers[2])(int (*)(void), ...))(const char *restrict, unsigned long long);
        enum small { SMALL_A = -1, SMALL_B = 2 };
        enum large { LARGE_A = 0x123456789aULL };
        enum byte { BYTE_A } __attribute__((mode(byte)));
        struct declared;
        union overlay { struct { int inner; struct declared *list; } named; struct { short a, b; }; long whole; };
        struct packed { char a; int b; long c; } __attribute__((packed));
        struct bits { unsigned a : 3, : 5, b : 7; long c : 40; char d; int : 0; int e : 2; };
        struct holes { char a; long b; char c; short d __attribute__((aligned(32))); };
        struct tail { long a; char b; } __attribute__((aligned(64)));
        struct ring { struct ring *next, *previous; const struct other *other; };
        struct other { struct ring ring; struct { enum { NEAR, FAR } kind; void (*call)(struct other *, va_list); } parts[2]; };
        struct empty {};
        struct flexible { int count; struct empty nothing; volatile unsigned char data[]; };
        struct wide { __int128 a; _Bool b; double c; float d; };
        struct all { matrix m; handlers h; enum small s; enum large l; enum byte by; union overlay o; struct packed p; struct bits b; struct holes hs; struct tail t;
            struct other ot; struct flexible *f; struct wide w; } everything;
        struct flexible *flexible_user;
        """;

    public static TheoryData<string> Objects => ["relocations", "maps", "smallest", "externs", "core"];

    [Theory]
    [MemberData(nameof(Objects))]
    public void Write_TypesOfAnObject_IsBpftools(string name) => AssertBpftools(SourceFiles.CompileToFile(name));

    [Fact]
    public void Write_UnusualTypes_IsBpftools() => AssertBpftools(CompileShapes());

    /// <summary>Every kind of member at every byte, alone and in what has members of its own: what a compiler would pad and pack.</summary>
    [Fact]
    public void Write_MembersAtEveryByte_IsBpftools()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, MembersAtEveryByte());
            AssertBpftools(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>What holds something of unknown alignment has none that is known: no place is wrong for it. bpftool divides by it.</summary>
    [Theory]
    [InlineData("declared")]
    [InlineData("nothing")]
    [InlineData("array")]
    [InlineData("typedef")]
    [InlineData("const")]
    public void Write_MemberOfUnknownAlignment_PacksNothingForIt(string kind)
    {
        var builder = new BtfBuilder();
        uint integer = builder.AddInteger("int", 4, BtfIntegerEncoding.Signed), character = builder.AddInteger("char", 1), declared = builder.AddForward("declared");
        (uint unknown, string text) = kind switch
        {
            "declared" => (declared, "struct declared m;"),
            "nothing" => (0u, "void m;"),
            "array" => (builder.AddArray(new BtfArrayShape(declared, integer, 1)), "struct declared m[1];"),
            "typedef" => (builder.AddReference(BtfKind.Typedef, declared, "name"), "name m;"),
            _ => (builder.AddReference(BtfKind.Const, declared), "const struct declared m;"),
        };
        uint inner = builder.AddComposite(BtfKind.Struct, "inner", 0, new BtfMember("m", unknown, 0, 0));
        uint middle = builder.AddComposite(BtfKind.Struct, "middle", 4, new BtfMember("i", inner, 0, 0), new BtfMember("b", integer, 0, 0));
        builder.AddComposite(BtfKind.Struct, "outer", 5, new BtfMember("a", character, 0, 0), new BtfMember("m", middle, 8, 0), new BtfMember("n", inner, 40, 0));

        string[] lines = C(builder.ToBtf()).Split('\n');

        Assert.Contains($"\t{text}", lines);
        Assert.Equal(
            ["struct middle {", "\tstruct inner i;", "\tint b;", "};", "", "struct outer {", "\tchar a;", "\tstruct middle m;", "\tstruct inner n;", "};"],
            lines.SkipWhile(static line => line != "struct middle {").TakeWhile(static line => !line.StartsWith('#')).SkipLast(1));
    }

    [Fact]
    public void Write_TypesOfTheKernel_IsBpftools()
    {
        Assert.SkipUnless(File.Exists(KernelTypes), $"there is no {KernelTypes}");
        AssertBpftools(KernelTypes);
    }

    [Fact]
    public void Write_TypesOfTheKernelAsC_IsCThatLaysThemOutAlike()
    {
        Assert.SkipUnless(File.Exists(KernelTypes), $"there is no {KernelTypes}");
        AssertCompilesAlike(Btf.ReadFile(KernelTypes), ["sk_buff", "task_struct", "net_device", "bpf_prog_aux", "tcp_sock"]);
    }

    [Fact]
    public void Write_UnusualTypesAsC_IsCThatLaysThemOutAlike() =>
        AssertCompilesAlike(Btf.ReadFile(CompileShapes()), ["overlay", "packed", "bits", "holes", "tail", "ring", "other", "flexible", "wide", "all"]);

    [Fact]
    public void Write_MutatedTypes_PrintsOrRefuses()
    {
        byte[][] seeds = [.. SeedFiles.Objects().Where(static file => file.Name != "without-btf.o").Select(static file => SeedFiles.Section(file.Bytes, ".BTF"))];
        int printed = 0, read = 0;
        for (int i = 0; i < 4_000; i++)
        {
            byte[] mutant = new Mutator(0xd0c0_0000UL + (ulong)i).Mutate(seeds[i % seeds.Length], seeds[(i + 1) % seeds.Length]);
            try
            {
                Btf btf = Btf.Parse(mutant);
                read++;
                BtfRawText.Write(btf, TextWriter.Null);
                BtfCSource.Write(btf, TextWriter.Null);
                printed++;
            }
            catch (BpfFormatException)
            {
                // A refusal is an answer.
            }
        }
        Assert.InRange(printed, read / 2, read);
        Assert.InRange(read, 100, 4_000);
    }

    // Each prototype names the one before twice: the text would be 2^40 times as long as the types.
    [Fact]
    public void Write_TypesThatRepeatEachOther_Refuses()
    {
        var builder = new BtfBuilder();
        uint last = builder.AddPrototype(0);
        for (int i = 0; i < 40; i++) last = builder.AddPrototype(last, new BtfParameter("a", last), new BtfParameter("b", last));
        builder.AddReference(BtfKind.Typedef, last, "bomb");

        Assert.Throws<BpfFormatException>(() => BtfCSource.Write(builder.ToBtf(), TextWriter.Null));
    }

    [Fact]
    public void Write_PaddingOfGigabytes_Refuses()
    {
        var builder = new BtfBuilder();
        builder.AddComposite(BtfKind.Struct, "s", uint.MaxValue & ~7u, new BtfMember("m", builder.AddInteger("int", 4), 0, 0));

        Assert.Throws<BpfFormatException>(() => BtfCSource.Write(builder.ToBtf(), TextWriter.Null));
    }

    [Fact]
    public void Write_TypesNestedWithoutEnd_Refuses()
    {
        var builder = new BtfBuilder();
        uint last = builder.AddInteger("int", 4);
        for (int i = 0; i < 200_000; i++) last = builder.AddComposite(BtfKind.Struct, "", 4, new BtfMember("m", last, 0, 0));
        builder.AddReference(BtfKind.Typedef, last, "deep");

        Assert.Throws<BpfFormatException>(() => BtfCSource.Write(builder.ToBtf(), TextWriter.Null));
    }

    private static byte[] MembersAtEveryByte()
    {
        const uint Whole = 48;
        var builder = new BtfBuilder();
        uint character = builder.AddInteger("char", 1, BtfIntegerEncoding.Signed);
        uint integer = builder.AddInteger("int", 4, BtfIntegerEncoding.Signed);
        (string Name, uint Id)[] kinds =
        [
            ("char", character),
            ("int", integer),
            ("short", builder.AddInteger("short", 2)),
            ("long", builder.AddInteger("long", 8)),
            ("wide", builder.AddInteger("__int128", 16)),
            ("double", builder.AddFloat("double", 8)),
            ("enum", builder.AddEnum("constants", 4, false, new BtfEnumerator("A", 0))),
            ("pointer", builder.AddReference(BtfKind.Ptr, integer)),
        ];
        foreach ((string name, uint id) in kinds)
        {
            // Alone, in an array, behind other names, and beside an int: where the compiler would put both, where it would not, and in a size that it would not give.
            uint pair = builder.AddComposite(BtfKind.Struct, $"{name}_pair", 32, new BtfMember("a", id, 0, 0), new BtfMember("b", integer, 128, 0));
            uint misplaced = builder.AddComposite(BtfKind.Struct, $"{name}_misplaced", 32, new BtfMember("b", integer, 0, 0), new BtfMember("a", id, 32, 0));
            uint odd = builder.AddComposite(BtfKind.Struct, $"{name}_odd", 20, new BtfMember("a", id, 0, 0), new BtfMember("b", integer, 128, 0));
            uint union = builder.AddComposite(BtfKind.Union, $"{name}_union", 16, new BtfMember("a", id, 0, 0), new BtfMember("b", integer, 0, 0));
            uint array = builder.AddArray(new BtfArrayShape(id, integer, 1));
            uint other = builder.AddReference(BtfKind.Typedef, builder.AddReference(BtfKind.Const, id), $"{name}_other");
            foreach ((string shape, uint member) in ((string, uint)[])[("alone", id), ("pair", pair), ("misplaced", misplaced), ("odd", odd), ("union", union), ("array", array), ("other", other)])
            {
                for (uint at = 1; at <= 16; at++)
                    builder.AddComposite(BtfKind.Struct, $"{name}_{shape}_at_{at}", Whole, new BtfMember("first", character, 0, 0), new BtfMember("second", member, at * 8, 0));
                for (uint size = 33; size <= Whole; size++)
                    builder.AddComposite(BtfKind.Struct, $"{name}_{shape}_of_{size}", size, new BtfMember("only", member, 0, 0));
            }
        }
        return builder.ToBytes();
    }

    private static void AssertBpftools(string path)
    {
        string? bpftool = ToolRun.Find("bpftool");
        Assert.SkipWhen(bpftool is null, "bpftool is not installed");
        Btf btf = Btf.ReadFile(path);
        Assert.Equal(ToolRun.Output(bpftool, ["btf", "dump", "file", path, "format", "raw"]).Split('\n'), Raw(btf).Split('\n'));
        // Sizes of enums other than four bytes came to bpftool after the version that Debian 12 has.
        Assert.Equal(
            EnumMode().Replace(ToolRun.Output(bpftool, ["btf", "dump", "file", path, "format", "c"]), "").Split('\n'),
            EnumMode().Replace(C(btf), "").Split('\n'));
    }

    // The compiler's own description of the printed types must be theirs: size and place of every member.
    private static void AssertCompilesAlike(Btf btf, string[] names)
    {
        Assert.SkipUnless(ClangCompiler.IsAvailable(out string reason), reason);
        string uses = string.Join('\n', names.Select(static (name, i) => name == "overlay" ? $"union {name} *use{i};" : $"struct {name} *use{i};"));
        byte[] compiled = ClangCompiler.Compile(C(btf) + uses, "-w");
        Btf again = Btf.Parse(ObjectFile.Parse(compiled, "printed.o").FindSection(".BTF")!.Data);
        foreach (string name in names)
        {
            BtfKind kind = name == "overlay" ? BtfKind.Union : BtfKind.Struct;
            Assert.True(btf.TryFind(name, kind, out BtfType expected) && again.TryFind(name, kind, out BtfType actual), name);
            again.TryFind(name, kind, out actual);
            Assert.Equal((name, expected.StatedSize), (name, actual.StatedSize));
            Assert.Equal(
                expected.Members.Select(static member => (member.Name, member.BitOffset)),
                actual.Members.Where(static member => member.Name.Length > 0 || member.BitfieldSize == 0).Select(static member => (member.Name, member.BitOffset)));
        }
    }

    private static string CompileShapes()
    {
        Assert.SkipUnless(ClangCompiler.IsAvailable(out string reason), reason);
        return ClangCompiler.CompileToFile(Shapes);
    }

    private static string Raw(Btf btf)
    {
        var text = new StringWriter();
        BtfRawText.Write(btf, text);
        return text.ToString();
    }

    private static string C(Btf btf)
    {
        var text = new StringWriter();
        BtfCSource.Write(btf, text);
        return text.ToString();
    }

    [GeneratedRegex(@" __attribute__\(\(mode\((byte|word)\)\)\)")]
    private static partial Regex EnumMode();
}
