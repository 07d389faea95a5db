using System.Buffers.Binary;
using Nbpf.Elf;
using Nbpf.Testing;
using Nbpf.Tests.Fuzz;
using Nbpf.Tests.Objects;
using Xunit;

namespace Nbpf.Tests.ElfFormat;

public sealed class ObjectFileTests
{
    private static byte[] Smallest() => (byte[])SeedFiles.Objects().First(file => file.Name == "smallest.o").Bytes.Clone();

    [Theory]
    [InlineData(0, 0, "not an ELF file", 0)]
    [InlineData(4, 1, "32-bit ELF is not supported", 4)]
    [InlineData(5, 2, "big-endian ELF is not supported", 5)]
    [InlineData(16, 2, "expected a relocatable file", 16)]
    [InlineData(18, 62, "expected machine 247 (BPF), found 62", 18)]
    [InlineData(20, 2, "expected ELF version 1", 20)]
    [InlineData(58, 40, "expected section headers of 64 bytes", 58)]
    [InlineData(61, 255, "exceed the file's", 40)]
    [InlineData(63, 1, "section of names", 62)]
    public void Parse_BrokenHeader_NamesFileFaultAndOffset(int offset, byte value, string message, long faultOffset)
    {
        byte[] bytes = Smallest();
        bytes[offset] = value;
        BpfFormatException error = Assert.Throws<BpfFormatException>(() => ObjectFile.Parse(bytes, "broken.o"));
        Assert.StartsWith("broken.o: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(faultOffset, error.Offset);
    }

    [Fact]
    public void Parse_SectionOverAnother_IsRefusedByName()
    {
        byte[] bytes = Smallest();
        int table = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(40));
        ObjectFile file = ObjectFile.Parse(bytes, "whole.o");
        ElfSection code = file.FindSection("xdp")!;
        ElfSection license = file.FindSection("license")!;
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(table + (license.Index * 64) + 24), (ulong)code.Offset + 4);
        BpfFormatException error = Assert.Throws<BpfFormatException>(() => ObjectFile.Parse(bytes, "broken.o"));
        Assert.Contains("overlaps", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_HugeBss_AllocatesNothingForIt()
    {
        byte[] file = (byte[])SeedFiles.Objects().First(seed => seed.Name == "relocations.o").Bytes.Clone();
        int table = (int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(40));
        ElfSection bss = ObjectFile.Parse(file, "whole.o").FindSection(".bss")!;
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(table + (bss.Index * 64) + 32), 0x7000_0000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(0x7000_0000u, ObjectSpec.Read(file, "huge.o").Map(".bss").ValueSize);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);
    }

    [Theory]
    [InlineData("relocations")]
    [InlineData("maps")]
    [InlineData("externs")]
    [InlineData("core")]
    public void Parse_ClangsObject_HasSectionsSymbolsAndRelocationsThatReadelfShows(string source)
    {
        string? readelf = ToolRun.Find("llvm-readelf-19");
        Assert.SkipWhen(readelf is null, "llvm-readelf-19 is not installed");
        string path = SourceFiles.CompileToFile(source);
        ObjectFile file = ObjectFile.Parse(File.ReadAllBytes(path), source);
        string text = ToolRun.Output(readelf!, ["--wide", "--sections", "--symbols", "--relocations", path]);

        foreach (ElfSection section in file.Sections.Skip(1))
            Assert.Matches($@"\[ *{section.Index}\] {System.Text.RegularExpressions.Regex.Escape(section.Name)} .* {(section.Type == ElfSectionType.NoBits ? "" : $"{section.Offset:x6} ")}\S*", text);
        string[] symbols = [.. text.Split('\n').Where(line => System.Text.RegularExpressions.Regex.IsMatch(line, @"^ +\d+: ")).Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(5)))];
        Assert.Equal(symbols, file.Symbols.Select(symbol =>
            $"{symbol.Index}: {symbol.Value:x16} {symbol.Size} {TypeName(symbol.Type)} {symbol.Binding.ToString().ToUpperInvariant()}"));
        int relocations = text.Split('\n').Count(line => line.Contains(" R_BPF_", StringComparison.Ordinal));
        Assert.NotEqual(0, relocations);
        Assert.Equal(relocations, file.Sections.Sum(section => file.RelocationsOf(section).Length));
    }

    private static string TypeName(ElfSymbolType type) => type switch
    {
        ElfSymbolType.None => "NOTYPE",
        ElfSymbolType.Function => "FUNC",
        _ => type.ToString().ToUpperInvariant(),
    };
}
