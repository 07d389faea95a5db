using Nbpf.Elf;
using Nbpf.Linking;
using Xunit;

namespace Nbpf.Tests.Linking;

/// <summary>Objects that no compiler makes, built byte for byte: refused in a sentence.</summary>
public sealed class HostileObjectTests
{
    private static readonly byte[] Exit = [0x95, 0, 0, 0, 0, 0, 0, 0];

    [Fact]
    public void Add_TwoTypesOfOneSymbol_Refuses()
    {
        var types = new BtfBuilder();
        uint number = types.AddInteger("int", 4);
        types.AddFunction("f", types.AddPrototype(number), BtfLinkage.Global);
        types.AddFunction("f", types.AddPrototype(number, new BtfParameter("a", number), new BtfParameter("b", number)), BtfLinkage.Global);

        Assert.Contains("BTF has two types of symbol 'f'", Assert.Throws<ObjectLinkException>(() => Link(Code(types, Function("f")))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Add_TwoSymbolsOfOneName_Refuses()
    {
        var types = new BtfBuilder();
        types.AddFunction("f", types.AddPrototype(0), BtfLinkage.Global);

        byte[] weak = Code(types, Function("f") with { Binding = ElfSymbolBinding.Weak }, Function("f") with { Binding = ElfSymbolBinding.Weak });

        Assert.Contains("two symbols are named 'f'", Assert.Throws<BpfFormatException>(() => Link(weak)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0xfff1, "the symbol of no section")]
    [InlineData(0xfff2, "the symbol of no section")]
    public void Add_RelocationAgainstTheSymbolOfNoSection_Refuses(int section, string part)
    {
        var file = new ObjectFileBuilder();
        int code = file.AddSection("xdp", ElfSectionFlags.Allocated | ElfSectionFlags.Executable, 8, new byte[16]);
        int symbol = file.AddSymbol(new ElfSymbol(0, "", ElfSymbolType.Section, ElfSymbolBinding.Local, ElfSymbolVisibility.Default, section, 0, 0));
        file.AddRelocation(code, 0, ElfRelocationType.Immediate64, symbol);

        Assert.Contains(part, Assert.Throws<BpfFormatException>(() => Link(file.ToBytes())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Add_AlignmentBeyondReason_Refuses()
    {
        var file = new ObjectFileBuilder();
        file.AddSection(".data", ElfSectionFlags.Allocated | ElfSectionFlags.Writable, 1UL << 20, Exit);

        Assert.Contains("makes the section too large", Assert.Throws<ObjectLinkException>(() => Link(WithSymbol(file))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Add_ZerosBeyondReason_Refuses()
    {
        var file = new ObjectFileBuilder();
        file.AddZeroSection(".bss", ElfSectionFlags.Allocated | ElfSectionFlags.Writable, 8, 1UL << 62);

        Assert.Contains("makes the section too large", Assert.Throws<ObjectLinkException>(() => Link(WithSymbol(file))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Add_AfterAFailure_IsRefused()
    {
        var linker = new ObjectLinker();
        Assert.Throws<BpfFormatException>(() => linker.Add(Exit, "short.o"));

        Assert.Throws<InvalidOperationException>(() => linker.Add(WithSymbol(new ObjectFileBuilder()), "good.o"));
        Assert.Throws<InvalidOperationException>(linker.ToBytes);
    }

    private static byte[] Code(BtfBuilder types, params ElfSymbol[] symbols)
    {
        var file = new ObjectFileBuilder();
        file.AddSection(".text", ElfSectionFlags.Allocated | ElfSectionFlags.Executable, 8, Exit);
        file.AddSection(".BTF", ElfSectionFlags.None, 4, types.ToBytes());
        foreach (ElfSymbol symbol in symbols) file.AddSymbol(symbol);
        return file.ToBytes();
    }

    private static ElfSymbol Function(string name) => new(0, name, ElfSymbolType.Function, ElfSymbolBinding.Global, ElfSymbolVisibility.Default, 1, 0, 8);

    private static byte[] WithSymbol(ObjectFileBuilder file)
    {
        file.AddSymbol(new ElfSymbol(0, "file.c", ElfSymbolType.File, ElfSymbolBinding.Local, ElfSymbolVisibility.Default, 0xfff1, 0, 0));
        return file.ToBytes();
    }

    private static void Link(byte[] file)
    {
        var linker = new ObjectLinker();
        linker.Add(file, "hostile.o");
        linker.ToBytes();
    }
}
