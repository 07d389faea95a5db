using Nbpf.Syscall;
using Xunit;

namespace Nbpf.Runtime.Tests.Commands;

/// <summary>Types whose check would take hours if it looked at what they share once for each of them.</summary>
public sealed class BtfLoadScaleTests
{
    [Fact]
    public void BtfLoad_OfManyFunctionsOfOneLongPrototype_Ends()
    {
        BtfBuilder types = new();
        uint integer = types.AddInteger("int", 4, BtfIntegerEncoding.Signed);
        uint prototype = types.AddPrototype(integer, [.. Enumerable.Repeat(new BtfParameter("a", integer), 60_000)]);
        for (int i = 0; i < 200_000; i++) types.AddFunction("f", prototype, BtfLinkage.Static);

        Load(types);
    }

    [Fact]
    public void BtfLoad_OfArraysOfArrays_Ends()
    {
        BtfBuilder types = new();
        uint integer = types.AddInteger("int", 4, BtfIntegerEncoding.Signed), element = integer;
        for (int i = 0; i < 300_000; i++) element = types.AddArray(new BtfArrayShape(element, integer, 1));

        Load(types);
    }

    private static void Load(BtfBuilder types)
    {
        using BpfRuntime kernel = new();
        Assert.Equal(Errno.None, kernel.BtfLoad(types.ToBytes(), 0, [], out _).Errno);
    }
}
