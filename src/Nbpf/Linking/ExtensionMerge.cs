using System.Text;

namespace Nbpf.Linking;

/// <summary>Moves what a file's <c>.BTF.ext</c> says to the sections, types and strings of the linked object.</summary>
internal static class ExtensionMerge
{
    /// <summary>Adds the records of a file whose sections and types have been added.</summary>
    /// <param name="input">The file.</param>
    /// <param name="newIds">The new id of each of its types.</param>
    /// <param name="strings">The strings of the linked object.</param>
    internal static void Add(LinkInput input, uint[] newIds, BtfStringTable strings)
    {
        foreach ((string name, var records) in input.Extension.Functions)
        {
            (OutputSection output, uint moved) = Find(input, name);
            foreach (BtfFuncInfo record in records)
                output.Functions.Add(new BtfFuncInfo(record.InstructionIndex + moved, NewId(input, newIds, record.TypeId)));
        }
        foreach ((string name, var records) in input.Extension.Lines)
        {
            (OutputSection output, uint moved) = Find(input, name);
            foreach (BtfLineInfo record in records)
            {
                output.Lines.Add(record with
                {
                    InstructionIndex = record.InstructionIndex + moved,
                    FileNameOffset = strings.Add(input.Btf!.StringBytesAt(record.FileNameOffset)),
                    LineOffset = strings.Add(input.Btf.StringBytesAt(record.LineOffset)),
                });
            }
        }
        foreach ((string name, var records) in input.Extension.CoreRelocations)
        {
            (OutputSection output, uint moved) = Find(input, name);
            foreach (BtfCoreRelocation record in records)
                output.CoreRelocations.Add(record with { InstructionIndex = record.InstructionIndex + moved, TypeId = NewId(input, newIds, record.TypeId) });
        }
    }

    private static (OutputSection Output, uint Moved) Find(LinkInput input, string name)
    {
        InputSection? section = input.FindSection(name);
        if (section is not { Output: { } output, IsSkipped: false }) throw input.Refuse($"section '.BTF.ext' describes section '{name}', which the file does not have");
        return (output, (uint)(section.OutputOffset / Isa.Instruction.SizeBytes));
    }

    private static uint NewId(LinkInput input, uint[] newIds, uint id) => id == 0 || newIds[id] != 0 ? newIds[id]
        : throw input.Refuse($"section '.BTF.ext' refers to type {id} ('{input.Btf![id].Name}'), which has no place in the linked object");

    /// <summary>Writes the section.</summary>
    /// <param name="sections">The sections with their records.</param>
    /// <param name="newIds">The id of each type after deduplication.</param>
    /// <param name="strings">The strings of the linked object; those of the sections' names and access paths are added.</param>
    /// <returns>The bytes; empty when there is no record.</returns>
    internal static byte[] Write(IReadOnlyList<OutputSection> sections, uint[] newIds, BtfStringTable strings)
    {
        const int HeaderSize = 32;
        byte[] functions = Part(sections, strings, 2, static section => section.Functions, (record, words) =>
        {
            words[0] = record.InstructionIndex * Isa.Instruction.SizeBytes;
            words[1] = newIds[record.TypeId];
        });
        byte[] lines = Part(sections, strings, 4, static section => section.Lines, static (record, words) =>
        {
            words[0] = record.InstructionIndex * Isa.Instruction.SizeBytes;
            words[1] = record.FileNameOffset;
            words[2] = record.LineOffset;
            words[3] = record.LineColumn;
        });
        byte[] core = Part(sections, strings, 4, static section => section.CoreRelocations, (record, words) =>
        {
            words[0] = record.InstructionIndex * Isa.Instruction.SizeBytes;
            words[1] = newIds[record.TypeId];
            words[2] = strings.Add(Encoding.UTF8.GetBytes(record.AccessString));
            words[3] = (uint)record.Kind;
        });
        if (functions.Length + lines.Length + core.Length == 0) return [];
        var writer = new WordWriter();
        writer.Add(BtfReader.Magic | (1u << 16));
        writer.Add(HeaderSize);
        int offset = 0;
        foreach (byte[] part in (ReadOnlySpan<byte[]>)[functions, lines, core])
        {
            writer.Add((uint)offset);
            writer.Add((uint)part.Length);
            offset += part.Length;
        }
        return [.. writer.Bytes, .. functions, .. lines, .. core];
    }

    private static byte[] Part<T>(
        IReadOnlyList<OutputSection> sections, BtfStringTable strings, int wordsPerRecord, Func<OutputSection, List<T>> recordsOf, Action<T, uint[]> fill)
    {
        var writer = new WordWriter();
        var words = new uint[wordsPerRecord];
        foreach (OutputSection section in sections)
        {
            List<T> records = recordsOf(section);
            if (records.Count == 0) continue;
            if (writer.Bytes.IsEmpty) writer.Add((uint)wordsPerRecord * sizeof(uint));
            writer.Add(strings.Add(Encoding.UTF8.GetBytes(section.Name)));
            writer.Add((uint)records.Count);
            foreach (T record in records)
            {
                fill(record, words);
                foreach (uint word in words) writer.Add(word);
            }
        }
        return writer.Bytes.ToArray();
    }

    private sealed class WordWriter
    {
        private readonly System.Buffers.ArrayBufferWriter<byte> _bytes = new();

        internal ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

        internal void Add(uint word)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(_bytes.GetSpan(sizeof(uint)), word);
            _bytes.Advance(sizeof(uint));
        }
    }
}
