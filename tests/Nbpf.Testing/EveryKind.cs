namespace Nbpf.Testing;

/// <summary>BTF objects with every kind in the places where clang puts them.</summary>
public static class EveryKind
{
    /// <summary>One object with every kind that Linux 6.18 takes, referring to each other in every way that matters to a kernel without some of them.</summary>
    public static Btf Types()
    {
        var builder = new BtfBuilder();
        uint integer = builder.AddInteger("int", 4, BtfIntegerEncoding.Signed);
        uint real = builder.AddFloat("double", 8);
        uint plain = builder.AddEnum("plain", 4, false, new BtfEnumerator("A", 1));
        uint signed = builder.AddEnum("negative", 4, true, new BtfEnumerator("B", -1));
        uint wide = builder.AddEnum64("wide", 8, true, new BtfEnumerator("C", long.MinValue), new BtfEnumerator("D", 1));
        uint narrow = builder.AddEnum64("narrow", 1, false, new BtfEnumerator("E", 2));
        uint pointer = builder.AddReference(BtfKind.Ptr, builder.AddReference(BtfKind.TypeTag, builder.AddReference(BtfKind.Const, integer), "user"));
        uint forward = builder.AddForward("later");
        uint array = builder.AddArray(new BtfArrayShape(wide, integer, 3));
        uint composite = builder.AddComposite(
            BtfKind.Struct, "all", 64,
            new BtfMember("i", integer, 0, 0), new BtfMember("f", real, 64, 0), new BtfMember("w", wide, 128, 0), new BtfMember("p", pointer, 192, 0),
            new BtfMember("a", array, 256, 0), new BtfMember("n", narrow, 448, 0), new BtfMember("e", plain, 480, 0));
        uint bits = builder.AddComposite(BtfKind.Struct, "bits", 16, new BtfMember("b", wide, 0, 30), new BtfMember("s", signed, 64, 5));
        builder.AddComposite(BtfKind.Union, "either", 64, new BtfMember("x", composite, 0, 0), new BtfMember("y", bits, 0, 0));
        builder.AddDeclarationTag("on:struct", composite);
        builder.AddDeclarationTag("on:member", composite, 1);
        uint prototype = builder.AddPrototype(integer, new BtfParameter("context", pointer), new BtfParameter("size", wide));
        uint nameless = builder.AddPrototype(0, new BtfParameter("", integer), new BtfParameter("", 0));
        builder.AddReference(BtfKind.Ptr, nameless);
        builder.AddPrototype(0);
        builder.AddReference(BtfKind.Ptr, forward);
        uint global = builder.AddFunction("global", prototype, BtfLinkage.Global);
        builder.AddFunction("local", prototype, BtfLinkage.Static);
        builder.AddDeclarationTag("arg:ctx", global, 0);
        builder.AddDeclarationTag("on:function", global);
        uint alias = builder.AddReference(BtfKind.Typedef, wide, "wide_t");
        builder.AddDeclarationTag("on:typedef", alias);
        uint first = builder.AddVariable("first", alias, BtfLinkage.Global), second = builder.AddVariable("second", narrow, BtfLinkage.Static);
        builder.AddDeclarationTag("on:variable", first);
        builder.AddDataSection(".data.my-own", 16, new BtfSectionVariable(first, 0, 8), new BtfSectionVariable(second, 15, 1));
        uint third = builder.AddVariable("third", composite, BtfLinkage.Global);
        builder.AddDataSection("?.struct_ops", 64, new BtfSectionVariable(third, 0, 64));
        return builder.ToBtf();
    }
}
