using Xunit;

namespace Nbpf.Tests.BtfFormat;

/// <summary>What a loader corrects in types that are there already.</summary>
public sealed class BtfBuilderTests
{
    private const uint Int = 1, First = 2, Second = 3, Third = 4, Section = 5, Prototype = 6, Function = 7;

    [Fact]
    public void SetDataSection_InAnyOrder_WritesByAscendingOffset()
    {
        BtfSectionVariable[] ascending = [new(Third, 0, 4), new(First, 4, 4), new(Second, 12, 8)];
        foreach (int[] order in (int[][])[[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]])
        {
            BtfBuilder builder = Sample();

            builder.SetDataSection(Section, 20, [.. order.Select(index => ascending[index])]);

            BtfType section = builder.ToBtf()[Section];
            Assert.Equal(20u, section.StatedSize);
            Assert.Equal(ascending, section.SectionVariables);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void SetDataSection_OfAnotherCount_IsRefusedAndChangesNothing(int count)
    {
        BtfBuilder builder = Sample();
        byte[] before = builder.ToBytes();

        ArgumentException error = Assert.Throws<ArgumentException>(() => builder.SetDataSection(Section, 20, new BtfSectionVariable[count]));

        Assert.Equal("the number of variables differs (Parameter 'variables')", error.Message);
        Assert.Equal(before, builder.ToBytes());
    }

    [Fact]
    public void SetLinkage_OfAFunctionOrVariable_ChangesThatAlone()
    {
        BtfBuilder builder = Sample();

        builder.SetLinkage(Function, BtfLinkage.Static);
        builder.SetLinkage(Second, BtfLinkage.Extern);

        Btf types = builder.ToBtf();
        Assert.Equal((BtfLinkage.Static, Prototype, "f"), (types[Function].Linkage, types[Function].TargetId, types[Function].Name));
        Assert.Equal((BtfLinkage.Extern, Int, "b"), (types[Second].Linkage, types[Second].TargetId, types[Second].Name));
        Assert.Equal((BtfLinkage.Global, BtfLinkage.Global), (types[First].Linkage, types[Third].Linkage));
    }

    [Fact]
    public void SetVariableType_OfAVariable_ChangesThatAlone()
    {
        BtfBuilder builder = Sample();
        uint pointer = builder.AddReference(BtfKind.Ptr, Int);

        builder.SetVariableType(Second, pointer);

        Btf types = builder.ToBtf();
        Assert.Equal([Int, pointer, Int], ((uint[])[First, Second, Third]).Select(id => types[id].TargetId));
        Assert.Equal((BtfLinkage.Global, "b"), (types[Second].Linkage, types[Second].Name));
    }

    [Fact]
    public void NameParameters_OfAPrototype_NamesThoseThatHaveATypeAndNoName()
    {
        BtfBuilder builder = Sample();

        builder.NameParameters(Prototype, "arg");

        Assert.Equal([new("arg", Int), new("named", Int), new("arg", Int), new("", 0)], builder.ToBtf()[Prototype].Parameters);
    }

    [Fact]
    public void Set_OfAnotherKindOfType_IsRefused()
    {
        BtfBuilder builder = Sample();

        Assert.Equal("type 1 is no Datasec (Parameter 'id')", Assert.Throws<ArgumentException>(() => builder.SetDataSection(Int, 4, [])).Message);
        Assert.Equal("type 5 has no linkage (Parameter 'id')", Assert.Throws<ArgumentException>(() => builder.SetLinkage(Section, BtfLinkage.Static)).Message);
        Assert.Equal("type 7 is no Var (Parameter 'id')", Assert.Throws<ArgumentException>(() => builder.SetVariableType(Function, Int)).Message);
        Assert.Equal("type 7 is no FuncProto (Parameter 'id')", Assert.Throws<ArgumentException>(() => builder.NameParameters(Function, "arg")).Message);
    }

    private static BtfBuilder Sample()
    {
        var builder = new BtfBuilder();
        builder.AddInteger("int", 4);
        foreach (string name in (string[])["a", "b", "c"]) builder.AddVariable(name, Int, BtfLinkage.Global);
        builder.AddDataSection(".data", 12, new BtfSectionVariable(First, 0, 4), new BtfSectionVariable(Second, 4, 4), new BtfSectionVariable(Third, 8, 4));
        builder.AddPrototype(Int, new BtfParameter("", Int), new BtfParameter("named", Int), new BtfParameter("", Int), new BtfParameter("", 0));
        builder.AddFunction("f", Prototype, BtfLinkage.Global);
        return builder;
    }
}
