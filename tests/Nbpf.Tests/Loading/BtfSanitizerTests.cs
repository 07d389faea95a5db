using Nbpf.Features;
using Nbpf.Loading;
using Nbpf.Testing;
using Nbpf.Tests.Objects;
using Xunit;

namespace Nbpf.Tests.LoadingOfObjects;

/// <summary>Objects for kernels that lack kinds of BTF: every combination of them.</summary>
public sealed class BtfSanitizerTests
{
    /// <summary>Every combination of what came after the basic kinds.</summary>
    private static IEnumerable<KernelBtfSupport> Combinations =>
        Enumerable.Range(0, ((int)KernelBtfSupport.All >> 1) + 1).Select(bits => (KernelBtfSupport)(bits << 1) | KernelBtfSupport.Basic);

    [Fact]
    public void Sanitize_ForEveryCombination_LeavesOnlyKindsTheKernelTakesAndEveryId()
    {
        Btf types = EveryKind.Types();
        foreach (KernelBtfSupport support in Combinations)
        {
            Btf sanitized = Btf.Parse(BtfSanitizer.Sanitize(types, support));

            Assert.Equal(types.TypeCount, sanitized.TypeCount);
            Assert.All(sanitized.Types, type => Assert.True(OldKernel.Takes(type, support), $"{support}: {type}"));
            foreach (BtfType type in types.Types)
            {
                // What the kernel takes, and what does not depend on something it does not take, stays as it is.
                if (OldKernel.Takes(type, support) && type.Kind != BtfKind.DeclTag) Assert.Equal((type.Kind, type.Name, type.StatedSize, type.TargetId), Facts(sanitized[type.Id]));
            }
        }
    }

    [Fact]
    public void Sanitize_ForAKernelThatTakesEverything_KeepsTheBytes()
    {
        Btf types = EveryKind.Types();
        Assert.True(BtfSanitizer.Sanitize(types, KernelBtfSupport.All).Span.SequenceEqual(types.Bytes.Span));
    }

    [Fact]
    public void Sanitize_KeepsSizes()
    {
        Btf types = EveryKind.Types();
        Btf sanitized = Btf.Parse(BtfSanitizer.Sanitize(types, KernelBtfSupport.Basic));

        foreach (BtfType type in types.Types.Where(type => type.Kind is not (BtfKind.Var or BtfKind.Func or BtfKind.FuncProto or BtfKind.DeclTag)))
        {
            bool hasSize = types.TryGetSize(type.Id, out uint before);
            Assert.Equal((hasSize, before), (sanitized.TryGetSize(type.Id, out uint after), after));
        }
    }

    [Theory]
    [InlineData("double", BtfKind.Float, BtfKind.Struct, "")]
    [InlineData("wide", BtfKind.Enum64, BtfKind.Int, "wide")]
    [InlineData("negative", BtfKind.Enum, BtfKind.Enum, "negative")]
    [InlineData("user", BtfKind.TypeTag, BtfKind.Const, "")]
    [InlineData("global", BtfKind.Func, BtfKind.Typedef, "global")]
    [InlineData("first", BtfKind.Var, BtfKind.Int, "first")]
    [InlineData(".data.my-own", BtfKind.Datasec, BtfKind.Struct, "_data_my_own")]
    [InlineData("?.struct_ops", BtfKind.Datasec, BtfKind.Struct, "__struct_ops")]
    [InlineData("arg:ctx", BtfKind.DeclTag, BtfKind.Int, "arg:ctx")]
    public void Sanitize_ForBasicBtf_ReplacesEachKindAsLibbpfDoes(string name, BtfKind kind, BtfKind replacement, string replacementName)
    {
        Btf types = EveryKind.Types();
        BtfType type = Assert.Single(types.Types, type => type.Kind == kind && type.Name == name);

        BtfType replaced = Btf.Parse(BtfSanitizer.Sanitize(types, KernelBtfSupport.Basic))[type.Id];

        Assert.Equal((replacement, replacementName, false), (replaced.Kind, replaced.Name, replaced.KindFlag));
    }

    [Fact]
    public void Sanitize_WithoutOptionalSections_RenamesThemOnly()
    {
        Btf types = EveryKind.Types();
        uint id = types.Types.Single(type => type.Name == "?.struct_ops").Id;

        BtfType replaced = Btf.Parse(BtfSanitizer.Sanitize(types, KernelBtfSupport.All & ~KernelBtfSupport.OptionalDataSections))[id];

        Assert.Equal((BtfKind.Datasec, "_.struct_ops", 1), (replaced.Kind, replaced.Name, replaced.Count));
    }

    [Fact]
    public void Sanitize_WithoutFunctions_MakesParametersNamedConstants()
    {
        Btf types = EveryKind.Types();
        Btf sanitized = Btf.Parse(BtfSanitizer.Sanitize(types, KernelBtfSupport.Basic));

        foreach (BtfType prototype in types.Types.Where(type => type.Kind == BtfKind.FuncProto))
        {
            BtfType replaced = sanitized[prototype.Id];
            Assert.Equal((BtfKind.Enum, prototype.Count), (replaced.Kind, replaced.Count));
            Assert.All(replaced.Enumerators, constant => Assert.NotEqual("", constant.Name));
        }
    }

    [Theory]
    [InlineData("maps")]
    [InlineData("relocations")]
    [InlineData("smallest")]
    public void Sanitize_OfClangsObjects_LeavesOnlyKindsTheKernelTakes(string source)
    {
        Assert.SkipUnless(ClangCompiler.IsAvailable(out string reason), reason);
        Btf types = ObjectSpec.Read(SourceFiles.CompileToFile(source)).Btf!;
        foreach (KernelBtfSupport support in Combinations)
        {
            Btf sanitized = Btf.Parse(BtfSanitizer.Sanitize(types, support));
            Assert.Equal(types.TypeCount, sanitized.TypeCount);
            Assert.All(sanitized.Types, type => Assert.True(OldKernel.Takes(type, support), $"{support}: {type}"));
        }
    }

    private static (BtfKind Kind, string Name, uint Size, uint TargetId) Facts(BtfType type) => (type.Kind, type.Name, type.StatedSize, type.TargetId);
}
