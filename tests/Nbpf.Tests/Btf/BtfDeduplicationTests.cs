using Nbpf.Tests.Objects;
using Xunit;

namespace Nbpf.Tests.BtfFormat;

/// <summary>Equal types become one, and nothing that types say is lost.</summary>
public sealed class BtfDeduplicationTests
{
    private const string KernelTypes = "/sys/kernel/btf/vmlinux";

    public static TheoryData<string> Objects => ["relocations", "maps", "smallest", "externs", "core"];

    [Fact]
    public void Run_OnFilesOfOneProgram_GivesTheTypesOfTheProgramAsOneFile()
    {
        for (int seed = 0; seed < 3_000; seed++)
        {
            var program = new CProgram(seed);
            Btf whole = program.Whole();
            Btf[] files = program.Files(1 + (seed % 4));

            Btf result = BtfDeduplication.Run(files);

            string[] expected = TypeTexts.OfAll(files);
            Assert.True(expected.SequenceEqual(TypeTexts.Of(result)), $"seed {seed}:\n{string.Join('\n', TypeTexts.Of(result).Except(expected))}\nagainst\n{string.Join('\n', expected.Except(TypeTexts.Of(result)))}");
            Assert.True(result.TypeCount == whole.TypeCount, $"seed {seed}: {result.TypeCount} types, {whole.TypeCount} in one file");
            Assert.True(TypeTexts.ById(result).SequenceEqual(TypeTexts.ById(BtfDeduplication.Run(result))), $"seed {seed}: changed again");
            foreach (Btf file in files) Assert.True(BtfDeduplication.Run(result, file).TypeCount == result.TypeCount, $"seed {seed}: a file's types are new to the whole");
        }
    }

    [Theory]
    [MemberData(nameof(Objects))]
    public void Run_OnAnObjectTwice_AddsOnlyItsVariables(string name)
    {
        Btf types = Btf.Parse(Nbpf.Elf.ObjectFile.Parse(SourceFiles.Compile(name), name).FindSection(".BTF")!.Data);

        Btf once = BtfDeduplication.Run(types), twice = BtfDeduplication.Run(types, types);

        Assert.Equal(TypeTexts.OfAll(types), TypeTexts.Of(once));
        Assert.Equal(once.TypeCount + types.Types.Count(IsOfItsOwn), twice.TypeCount);
        Assert.Equal(once.Bytes, BtfDeduplication.Run(once).Bytes);
    }

    [Fact]
    public void Run_OnTheKernelsTypesTwice_AddsOnlyItsVariables()
    {
        Assert.SkipUnless(File.Exists(KernelTypes), $"there is no {KernelTypes}");
        Btf types = Btf.Parse(File.ReadAllBytes(KernelTypes));

        Btf once = BtfDeduplication.Run(types), twice = BtfDeduplication.Run(types, types);

        Assert.Equal(types.TypeCount, once.TypeCount);
        Assert.Equal(once.TypeCount + types.Types.Count(IsOfItsOwn), twice.TypeCount);
    }

    [Fact]
    public void Run_OnEnums_TakesDeclarationsForDefinitions()
    {
        Btf declaration = Build(static builder => builder.AddEnum("e", 4, false)), definition = Build(static builder => builder.AddEnum("e", 4, false, new BtfEnumerator("A", 1))),
            wide = Build(static builder => builder.AddEnum64("e", 8, false, new BtfEnumerator("A", 1L << 40)));

        Assert.Equal(["enum e 4 False { BtfEnumerator { Name = A, Value = 1 } }"], TypeTexts.Of(BtfDeduplication.Run(declaration, definition)));
        Assert.Equal(["enum e 4 False { BtfEnumerator { Name = A, Value = 1 } }"], TypeTexts.Of(BtfDeduplication.Run(definition, declaration)));
        Assert.Equal(2, BtfDeduplication.Run(definition, wide, declaration).TypeCount);
        Assert.Equal(1, BtfDeduplication.Run(declaration, wide).TypeCount);
    }

    [Fact]
    public void Run_OnStructsOfANameThatDiffer_KeepsBothAndTheDeclaration()
    {
        static Btf Struct(string member) => Build(builder => builder.AddComposite(BtfKind.Struct, "s", 4, new BtfMember(member, builder.AddInteger("int", 4), 0, 0)));
        Btf declaration = Build(static builder => builder.AddReference(BtfKind.Ptr, builder.AddForward("s")));

        Btf result = BtfDeduplication.Run(Struct("a"), Struct("b"), declaration);

        Assert.Equal(2, result.Types.Count(static type => type.Kind == BtfKind.Struct));
        Assert.Equal(1, result.Types.Count(static type => type.Kind == BtfKind.Fwd));
        Assert.Equal(1, result.Types.Count(static type => type.Kind == BtfKind.Int));
    }

    [Fact]
    public void Run_OnAUnionDeclaredAsStruct_KeepsTheDeclaration()
    {
        Btf declaration = Build(static builder => builder.AddForward("s", isUnion: true)), definition = Build(static builder => builder.AddComposite(BtfKind.Struct, "s", 0));

        Assert.Equal(2, BtfDeduplication.Run(declaration, definition).TypeCount);
    }

    [Fact]
    public void Run_OnPrototypesInACircle_SaysSo()
    {
        var builder = new BtfBuilder();
        builder.AddPrototype(0, new BtfParameter("", 2));
        builder.AddReference(BtfKind.Ptr, 1);
        Btf circle = builder.ToBtf();

        Assert.Throws<BpfFormatException>(() => BtfDeduplication.Run(circle));
    }

    // A recursive walk would overflow the stack, a comparison of each with each take hours.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_OnALongChainOfAlikeStructs_Ends(bool isChain)
    {
        const int Count = 200_000;
        static Btf Chain(bool isChain)
        {
            var builder = new BtfBuilder();
            for (uint i = 0; i < Count; i++)
            {
                builder.AddReference(BtfKind.Ptr, isChain && i + 1 < Count ? (2 * i) + 4 : 0);
                builder.AddComposite(BtfKind.Struct, isChain ? "" : $"s{i % 2}", 8, new BtfMember("m", (2 * i) + 1, 0, 0));
            }
            return builder.ToBtf();
        }

        Btf chain = Chain(isChain);

        Btf once = BtfDeduplication.Run(chain), twice = BtfDeduplication.Run(chain, chain);

        Assert.InRange(once.TypeCount, isChain ? Count : 3, isChain ? 2 * Count : 3);
        Assert.InRange(twice.TypeCount, once.TypeCount, 2 * once.TypeCount);
    }

    // The file's two descriptions of what "unlike" holds refer to two descriptions of int in turn, so they are not the same down to their ids;
    // those of what "alike" holds are. Each question is asked before the descriptions themselves are decided.
    [Fact]
    public void Run_OnStructsDescribedTwiceInAFile_TakesThoseThatAreTheSame()
    {
        Btf whole = Build(builder =>
        {
            uint pointer = builder.AddReference(BtfKind.Ptr, builder.AddInteger("int", 4));
            uint part = Pair(builder, "part", pointer, pointer);
            Pair(builder, "unlike", part, part);
            Pair(builder, "alike", part, part);
        });
        Btf twice = Build(builder =>
        {
            const uint Part = 9, SamePart = 10, OtherPart = 11;
            foreach (uint _ in (uint[])[1, 2]) builder.AddInteger("int", 4);
            uint[] pointers = [.. ((uint[])[1, 1, 2, 2]).Select(integer => builder.AddReference(BtfKind.Ptr, integer))];
            Pair(builder, "unlike", Part, OtherPart);
            Pair(builder, "alike", Part, SamePart);
            Pair(builder, "part", pointers[0], pointers[1]);
            Pair(builder, "part", pointers[0], pointers[1]);
            Pair(builder, "part", pointers[2], pointers[3]);
        });

        Btf result = BtfDeduplication.Run(whole, twice);

        Assert.Equal([("alike", 1), ("part", 1), ("unlike", 2)], result.Types.Where(static type => type.IsComposite).CountBy(static type => type.Name).Select(static pair => (pair.Key, pair.Value)).Order());
    }

    // Each holds the one before twice: 2^60 parts, described twice in a file.
    [Fact]
    public void Run_OnStructsThatShareParts_EndsAtOnce()
    {
        const int Depth = 60;
        static uint Nested(BtfBuilder builder, uint integer)
        {
            uint last = builder.AddComposite(BtfKind.Struct, "0", 4, new BtfMember("a", integer, 0, 0));
            for (int i = 1; i < Depth; i++) last = builder.AddComposite(BtfKind.Union, $"{i}", 4, new BtfMember("a", last, 0, 0), new BtfMember("b", last, 0, 0));
            return last;
        }
        Btf whole = Build(static builder =>
        {
            uint nested = Nested(builder, builder.AddInteger("int", 4));
            Pair(builder, "root", nested, nested);
        });
        Btf twice = Build(static builder =>
        {
            Pair(builder, "root", 2 + Depth, 2 + (2 * Depth));
            uint integer = builder.AddInteger("int", 4);
            Assert.Equal(((uint)(2 + Depth), (uint)(2 + (2 * Depth))), (Nested(builder, integer), Nested(builder, integer)));
        });

        Btf result = BtfDeduplication.Run(whole, twice);

        // When the work allowed is done nothing more is found equal.
        Assert.InRange(result.Types.Count(static type => type.IsComposite && type.Name != "root"), Depth, 3 * Depth);
        Assert.Equal(2, result.Types.Count(static type => type.Name == "root"));
    }

    private static uint Pair(BtfBuilder builder, string name, uint first, uint second) =>
        builder.AddComposite(BtfKind.Struct, name, 32, new BtfMember("a", first, 0, 0), new BtfMember("b", second, 128, 0));

    private static Btf Build(Action<BtfBuilder> fill)
    {
        var builder = new BtfBuilder();
        fill(builder);
        return builder.ToBtf();
    }

    private static bool IsOfItsOwn(BtfType type) =>
        type.Kind is BtfKind.Var or BtfKind.Datasec || (type.Kind == BtfKind.DeclTag && type.Target.Kind == BtfKind.Var);
}
