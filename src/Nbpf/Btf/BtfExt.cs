using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Nbpf;

/// <summary>
/// The <c>.BTF.ext</c> section of an object file: function starts, source lines and CO-RE relocations by code section
/// (Documentation/bpf/btf.rst). Records of each section ascend by instruction.
/// </summary>
public sealed class BtfExt
{
    private const int HeaderSize = 24;
    private const int HeaderSizeWithCore = 32;

    private BtfExt(
        ImmutableDictionary<string, ImmutableArray<BtfFuncInfo>> functions,
        ImmutableDictionary<string, ImmutableArray<BtfLineInfo>> lines,
        ImmutableDictionary<string, ImmutableArray<BtfCoreRelocation>> coreRelocations)
    {
        Functions = functions;
        Lines = lines;
        CoreRelocations = coreRelocations;
    }

    /// <summary>An empty section.</summary>
    public static BtfExt Empty { get; } = new(
        ImmutableDictionary<string, ImmutableArray<BtfFuncInfo>>.Empty,
        ImmutableDictionary<string, ImmutableArray<BtfLineInfo>>.Empty,
        ImmutableDictionary<string, ImmutableArray<BtfCoreRelocation>>.Empty);

    /// <summary>Function starts by code section.</summary>
    public ImmutableDictionary<string, ImmutableArray<BtfFuncInfo>> Functions { get; }

    /// <summary>Source lines by code section.</summary>
    public ImmutableDictionary<string, ImmutableArray<BtfLineInfo>> Lines { get; }

    /// <summary>CO-RE relocations by code section.</summary>
    public ImmutableDictionary<string, ImmutableArray<BtfCoreRelocation>> CoreRelocations { get; }

    /// <summary>Reads a <c>.BTF.ext</c> section.</summary>
    /// <param name="bytes">The section.</param>
    /// <param name="btf">The object's BTF, whose strings and types the records refer to.</param>
    /// <param name="fileOffset">Where the section starts in its file; added to the offsets of errors.</param>
    /// <exception cref="BpfFormatException">The bytes are malformed.</exception>
    public static BtfExt Parse(ReadOnlyMemory<byte> bytes, Btf btf, long fileOffset = 0)
    {
        ArgumentNullException.ThrowIfNull(btf);
        var reader = new Reader(bytes.Span, btf, fileOffset);
        return new BtfExt(reader.ReadFunctions(), reader.ReadLines(), reader.ReadCoreRelocations());
    }

    private readonly ref struct Reader
    {
        private readonly ReadOnlySpan<byte> _bytes;
        private readonly Btf _btf;
        private readonly long _fileOffset;
        private readonly int _headerLength;

        internal Reader(ReadOnlySpan<byte> bytes, Btf btf, long fileOffset)
        {
            _bytes = bytes;
            _btf = btf;
            _fileOffset = fileOffset;
            if (bytes.Length < HeaderSize) throw Fault($"expected a header of {HeaderSize} bytes, found {bytes.Length}", 0);
            ushort magic = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
            if (magic == BinaryPrimitives.ReverseEndianness(BtfReader.Magic)) throw Fault("big-endian is not supported", 0);
            if (magic != BtfReader.Magic) throw Fault($"expected magic 0x{BtfReader.Magic:x4}, found 0x{magic:x4}", 0);
            if (bytes[2] != 1) throw Fault($"expected version 1, found {bytes[2]}", 2);
            if (bytes[3] != 0) throw Fault($"expected flags 0, found 0x{bytes[3]:x}", 3);
            uint headerLength = Word(4);
            if (headerLength < HeaderSize || headerLength > bytes.Length) throw Fault($"header length {headerLength} is outside {HeaderSize}..{bytes.Length}", 4);
            _headerLength = (int)headerLength;
        }

        internal ImmutableDictionary<string, ImmutableArray<BtfFuncInfo>> ReadFunctions()
        {
            var result = new Dictionary<string, List<BtfFuncInfo>>();
            foreach (Block block in ReadBlocks("func_info", 8, BtfFuncInfo.SizeBytes))
            {
                var records = RecordsOf(result, block);
                for (int i = 0; i < block.Count; i++)
                {
                    int at = block.At(i);
                    uint typeId = Word(at + 4);
                    if (typeId > _btf.TypeCount || _btf[typeId].Kind != BtfKind.Func) throw Fault($"func_info refers to type {typeId}, expected a function", at + 4);
                    records.Add(new BtfFuncInfo(InstructionIndex(at), typeId));
                }
            }
            return Ascending(result, static record => record.InstructionIndex);
        }

        internal ImmutableDictionary<string, ImmutableArray<BtfLineInfo>> ReadLines()
        {
            var result = new Dictionary<string, List<BtfLineInfo>>();
            foreach (Block block in ReadBlocks("line_info", 16, BtfLineInfo.SizeBytes))
            {
                var records = RecordsOf(result, block);
                for (int i = 0; i < block.Count; i++)
                {
                    int at = block.At(i);
                    uint fileName = Word(at + 4), line = Word(at + 8);
                    if (!_btf.HasString(fileName)) throw Fault($"line_info refers to a string at {fileName} outside the strings", at + 4);
                    if (!_btf.HasString(line)) throw Fault($"line_info refers to a string at {line} outside the strings", at + 8);
                    records.Add(new BtfLineInfo(InstructionIndex(at), fileName, line, Word(at + 12)));
                }
            }
            return Ascending(result, static record => record.InstructionIndex);
        }

        internal ImmutableDictionary<string, ImmutableArray<BtfCoreRelocation>> ReadCoreRelocations()
        {
            var result = new Dictionary<string, List<BtfCoreRelocation>>();
            if (_headerLength < HeaderSizeWithCore) return Ascending(result, static record => record.InstructionIndex);
            foreach (Block block in ReadBlocks("core_relo", 24, 16))
            {
                var records = RecordsOf(result, block);
                for (int i = 0; i < block.Count; i++)
                {
                    int at = block.At(i);
                    uint typeId = Word(at + 4), access = Word(at + 8);
                    if (typeId > _btf.TypeCount) throw Fault($"core_relo refers to type {typeId} of {_btf.TypeCount}", at + 4);
                    if (!_btf.HasString(access)) throw Fault($"core_relo refers to a string at {access} outside the strings", at + 8);
                    // An access string is digits and colons; the cap keeps hostile input from naming one long string a million times.
                    ReadOnlySpan<byte> path = _btf.StringBytesAt(access);
                    if (path.Length > 511) throw Fault("core_relo access string of more than 511 bytes", at + 8);
                    records.Add(new BtfCoreRelocation(InstructionIndex(at), typeId, _btf.StringAt(access), (CoreRelocationKind)Word(at + 12)));
                }
            }
            return Ascending(result, static record => record.InstructionIndex);
        }

        private List<Block> ReadBlocks(string what, int headerAt, int minimumRecordSize)
        {
            var blocks = new List<Block>();
            uint offset = Word(headerAt), length = Word(headerAt + 4);
            if (length == 0) return blocks;
            if ((ulong)_headerLength + offset + length > (ulong)_bytes.Length)
                throw Fault($"{what} of {length} bytes at {offset} exceeds the {_bytes.Length} bytes present", headerAt);
            if (offset % 4 != 0) throw Fault($"{what} offset {offset} is no multiple of 4", headerAt);
            int at = _headerLength + (int)offset;
            int end = at + (int)length;
            if (length < 4) throw Fault($"{what} has no record size", at);
            uint recordSize = Word(at);
            if (recordSize < minimumRecordSize || recordSize % 4 != 0 || recordSize > 252)
                throw Fault($"{what} record size {recordSize}, expected a multiple of 4 from {minimumRecordSize}", at);
            at += 4;
            while (at < end)
            {
                if (end - at < 8) throw Fault($"{what}: expected a section head of 8 bytes, {end - at} are left", at);
                uint name = Word(at), count = Word(at + 4);
                if (!_btf.HasString(name)) throw Fault($"{what} names a section by a string at {name} outside the strings", at);
                if (count == 0) throw Fault($"{what} of a section has no records", at + 4);
                if ((ulong)count * recordSize > (ulong)(end - at - 8))
                    throw Fault($"{what}: {count} records of {recordSize} bytes exceed the {end - at - 8} left", at + 4);
                if (_btf.StringBytesAt(name).Length > 511) throw Fault($"{what} names a section by more than 511 bytes", at);
                blocks.Add(new Block(_btf.StringAt(name), at + 8, (int)recordSize, (int)count));
                at += 8 + (int)(count * recordSize);
            }
            return blocks;
        }

        private uint InstructionIndex(int at)
        {
            uint offsetBytes = Word(at);
            return offsetBytes % 8 == 0 ? offsetBytes / 8 : throw Fault($"instruction offset {offsetBytes} is no multiple of 8", at);
        }

        private static List<T> RecordsOf<T>(Dictionary<string, List<T>> result, Block block)
        {
            if (!result.TryGetValue(block.Section, out List<T>? records)) result.Add(block.Section, records = []);
            return records;
        }

        // Clang emits them in order; a stable sort keeps what is in order as it is.
        private static ImmutableDictionary<string, ImmutableArray<T>> Ascending<T>(Dictionary<string, List<T>> result, Func<T, uint> key) =>
            result.ToImmutableDictionary(static pair => pair.Key, pair => pair.Value.OrderBy(key).ToImmutableArray());

        private uint Word(int at) => BinaryPrimitives.ReadUInt32LittleEndian(_bytes[at..]);

        private BpfFormatException Fault(string message, int at) => new($".BTF.ext: {message}", _fileOffset + at);

        private sealed record Block(string Section, int Start, int RecordSize, int Count)
        {
            internal int At(int index) => Start + (index * RecordSize);
        }
    }
}
