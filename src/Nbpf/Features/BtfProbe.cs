using Nbpf.Syscall;

namespace Nbpf.Features;

/// <summary>Loads the smallest BTF objects to learn which kinds a kernel takes.</summary>
internal static class BtfProbe
{
    /// <summary>All kinds that the kernel takes.</summary>
    internal static KernelBtfSupport Ask(IBpf kernel)
    {
        var support = KernelBtfSupport.None;
        foreach ((KernelBtfSupport feature, Action<BtfBuilder, uint> build) in Questions)
        {
            var builder = new BtfBuilder();
            build(builder, builder.AddInteger("int", 4, BtfIntegerEncoding.Signed));
            SysResult result = kernel.BtfLoad(builder.ToBytes(), 0, [], out _);
            if (result.IsError) continue;
            kernel.Close(result.Value);
            support |= feature;
        }
        return support;
    }

    private static readonly (KernelBtfSupport Feature, Action<BtfBuilder, uint> Build)[] Questions =
    [
        (KernelBtfSupport.Basic, static (_, _) => { }),
        (KernelBtfSupport.Functions, static (builder, integer) => Function(builder, integer, BtfLinkage.Static)),
        (KernelBtfSupport.GlobalFunctions, static (builder, integer) => Function(builder, integer, BtfLinkage.Global)),
        (KernelBtfSupport.DataSections, static (builder, integer) => DataSection(builder, integer, ".data")),
        (KernelBtfSupport.OptionalDataSections, static (builder, integer) => DataSection(builder, integer, "?.data")),
        (KernelBtfSupport.Floats, static (builder, _) => builder.AddFloat("float", 4)),
        (KernelBtfSupport.DeclarationTags, static (builder, integer) => builder.AddDeclarationTag("tag", builder.AddVariable("x", integer, BtfLinkage.Static))),
        (KernelBtfSupport.TypeTags, static (builder, integer) => builder.AddReference(BtfKind.Ptr, builder.AddReference(BtfKind.TypeTag, integer, "tag"))),
        (KernelBtfSupport.Enum64, static (builder, _) => builder.AddEnum64("enum64", 8, false)),
    ];

    private static void Function(BtfBuilder builder, uint integer, BtfLinkage linkage) =>
        builder.AddFunction("x", builder.AddPrototype(0, new BtfParameter("a", integer)), linkage);

    private static void DataSection(BtfBuilder builder, uint integer, string name) =>
        builder.AddDataSection(name, 4, new BtfSectionVariable(builder.AddVariable("x", integer, BtfLinkage.Static), 0, 4));
}
