using System.Buffers.Binary;
using Nbpf.Elf;

namespace Nbpf.Tests.CoRe;

/// <summary>
/// An object of programs that ask what no C makes clang ask: each loads the answers of its relocations, one after the other, and returns.
/// </summary>
internal static class RelocationObject
{
    private const string Section = "?socket";
    private const int ExtHeaderSize = 32;
    private const uint CoreRecordSize = 16;

    private static readonly byte[] Exit = [0x95, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>Writes the object.</summary>
    /// <param name="types">Its types; strings are added.</param>
    /// <param name="programs">Name and questions of each program.</param>
    internal static byte[] Build(BtfBuilder types, IReadOnlyList<(string Name, Question[] Questions)> programs)
    {
        var code = new List<byte>();
        var records = new List<uint> { CoreRecordSize, types.AddString(Section), 0 };
        var file = new ObjectFileBuilder();
        var symbols = new List<ElfSymbol>();
        foreach ((string name, Question[] questions) in programs)
        {
            int start = code.Count;
            foreach ((uint typeId, string access, CoreRelocationKind kind, int original) in questions)
            {
                records.AddRange([(uint)code.Count, typeId, types.AddString(access), (uint)kind]);
                code.AddRange([0xb7, 0, 0, 0, .. BitConverter.GetBytes(original)]);
            }
            code.AddRange(Exit);
            symbols.Add(new ElfSymbol(0, name, ElfSymbolType.Function, ElfSymbolBinding.Global, ElfSymbolVisibility.Default, 1, (ulong)start, (ulong)(code.Count - start)));
        }
        records[2] = (uint)programs.Sum(static program => program.Questions.Length);
        file.AddSection(Section, ElfSectionFlags.Allocated | ElfSectionFlags.Executable, 8, code.ToArray());
        file.AddSection(".BTF", ElfSectionFlags.None, 4, types.ToBytes());
        file.AddSection(".BTF.ext", ElfSectionFlags.None, 4, Ext(records));
        foreach (ElfSymbol symbol in symbols) file.AddSymbol(symbol);
        return file.ToBytes();
    }

    // Header, no functions, no lines, relocations.
    private static byte[] Ext(List<uint> records)
    {
        uint[] words = [0x0001_eb9f, ExtHeaderSize, 0, 0, 0, 0, 0, (uint)records.Count * 4, .. records];
        var bytes = new byte[words.Length * 4];
        for (int i = 0; i < words.Length; i++) BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i * 4), words[i]);
        return bytes;
    }

    /// <summary>What a relocation asks.</summary>
    /// <param name="TypeId">Of which type.</param>
    /// <param name="Access">Which part of it.</param>
    /// <param name="Kind">What about it.</param>
    /// <param name="Original">The answer by the object's own types.</param>
    internal readonly record struct Question(uint TypeId, string Access, CoreRelocationKind Kind, int Original);
}
