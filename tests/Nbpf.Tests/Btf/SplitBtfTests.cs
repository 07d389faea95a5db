using Xunit;

namespace Nbpf.Tests.BtfFormat;

/// <summary>BTF that goes on from another object's, as that of a kernel module.</summary>
public sealed class SplitBtfTests
{
    private const uint StructOfOne = 0x04000001;

    private static Btf Whole(out uint intId, out uint structId)
    {
        var builder = new BtfBuilder();
        intId = builder.AddInteger("int", 4, BtfIntegerEncoding.Signed);
        uint constant = builder.AddReference(BtfKind.Const, intId);
        structId = builder.AddComposite(BtfKind.Struct, "sample", 8, new BtfMember("first", intId, 0, 0), new BtfMember("second", constant, 32, 0));
        return builder.ToBtf();
    }

    // One type of the words given after its name, which is the only string.
    private static byte[] Split(Btf types, string name, params ReadOnlySpan<uint> words)
    {
        byte[] strings = [0, .. System.Text.Encoding.ASCII.GetBytes(name), 0];
        uint length = 4 + ((uint)words.Length * 4);
        uint firstString = BitConverter.ToUInt32(types.Bytes.Span[20..]);
        return [.. ((uint[])[0x0001eb9f, 24, 0, length, length, (uint)strings.Length, firstString + 1, .. words]).SelectMany(BitConverter.GetBytes), .. strings];
    }

    [Fact]
    public void Parse_StructAroundOneOfTheBase_ReadsIdsAndNamesOfBoth()
    {
        Btf whole = Whole(out _, out uint structId);
        Btf split = Btf.Parse(Split(whole, "outer", StructOfOne, 8, 0, structId, 0), whole);
        Assert.Equal((whole.TypeCount + 1, whole.TypeCount + 1), (split.TypeCount, split.FirstOwnId));
        Assert.Same(whole, split.Base);
        BtfType outer = split[(uint)split.TypeCount];
        Assert.Equal(("outer", BtfKind.Struct, 8u), (outer.Name, outer.Kind, outer.StatedSize));
        Assert.Equal(whole[structId], split[structId]);
        Assert.True(split.TryFindMember(outer.Id, "second", out BtfMember? member));
        Assert.Equal(32u, member.Value.BitOffset);
        Assert.Equal([outer], split.FindAll("outer"));
        Assert.Equal([whole[structId]], split.FindAll("sample"));
        Assert.Empty(whole.FindAll("outer"));
        Assert.Equal(whole.Types.Append(outer), split.Types);
        Assert.Throws<ArgumentException>(() => new BtfBuilder(split));
    }

    [Fact]
    public void Parse_SameNameInBoth_GivesTheBasesFirst()
    {
        Btf whole = Whole(out uint intId, out uint structId);
        Btf split = Btf.Parse(Split(whole, "sample", StructOfOne, 4, 0, intId, 0), whole);
        Assert.Equal([structId, (uint)split.TypeCount], split.FindAll("sample").Select(static type => type.Id));
    }

    [Theory]
    [InlineData(1, "refers to type 5 of 4")]
    [InlineData(0, "contains itself")]
    public void Parse_MemberOfNoTypeOrOfItself_IsRefused(uint after, string message)
    {
        Btf whole = Whole(out _, out _);
        BpfFormatException error = Assert.Throws<BpfFormatException>(() => Btf.Parse(Split(whole, "outer", StructOfOne, 8, 0, (uint)whole.TypeCount + 1 + after, 0), whole));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_NamePastBothStrings_IsRefused()
    {
        Btf whole = Whole(out uint intId, out _);
        byte[] bytes = Split(whole, "outer", StructOfOne, 8, 0, intId, 0);
        BitConverter.GetBytes(BitConverter.ToUInt32(bytes, 24) + 6).CopyTo(bytes, 24);
        Assert.Contains("lies outside", Assert.Throws<BpfFormatException>(() => Btf.Parse(bytes, whole)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_SplitObjectAlone_IsRefused()
    {
        Btf whole = Whole(out _, out uint structId);
        Assert.Throws<BpfFormatException>(() => Btf.Parse(Split(whole, "outer", StructOfOne, 8, 0, structId, 0)));
    }
}
