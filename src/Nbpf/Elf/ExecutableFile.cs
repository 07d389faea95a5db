using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO.Enumeration;
using Microsoft.Win32.SafeHandles;
using Nbpf.Syscall;

namespace Nbpf.Elf;

/// <summary>
/// The functions of an executable file or library (ELF, 64 bits, little-endian) and where they start in the file, which is what
/// uprobes want. Only the section headers and the symbol tables are read.
/// </summary>
public sealed class ExecutableFile
{
    private const int HeaderSize = 64;
    private const int SectionHeaderSize = 64;
    private const int SymbolSize = 24;
    private const uint DynamicSymbolTable = 11;

    private readonly ImmutableArray<FunctionSymbol> _dynamic;
    private readonly ImmutableArray<FunctionSymbol> _static;

    private ExecutableFile(string path, ImmutableArray<FunctionSymbol> dynamicSymbols, ImmutableArray<FunctionSymbol> staticSymbols)
    {
        Path = path;
        _dynamic = dynamicSymbols;
        _static = staticSymbols;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The functions that the file defines: first those that the dynamic linker knows.</summary>
    public IEnumerable<FunctionSymbol> Functions => _dynamic.Concat(_static);

    /// <summary>Reads the symbols of a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="BpfFormatException">The file is no executable or library, or malformed.</exception>
    /// <exception cref="BpfException">The file cannot be read.</exception>
    public static ExecutableFile Read(string path)
    {
        try
        {
            using SafeFileHandle file = File.OpenHandle(path);
            var reader = new Reader(path, file);
            return new ExecutableFile(path, reader.Functions(DynamicSymbolTable), reader.Functions((uint)ElfSectionType.SymbolTable));
        }
        catch (NotSupportedException)
        {
            throw new BpfException(Errno.EACCES, "read", path, "it is no regular file");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BpfException(error is FileNotFoundException or DirectoryNotFoundException ? Errno.ENOENT : Errno.EACCES, "read", path, error.Message);
        }
    }

    /// <summary>Where a function starts in the file.</summary>
    /// <param name="name">Its name; with <c>@VERSION</c> or <c>@@VERSION</c> that version's, else the default version's.</param>
    /// <exception cref="BpfException">ENOENT: the file defines no such function; EINVAL: several, at different places.</exception>
    public ulong OffsetOf(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Find(_dynamic, name) ?? Find(_static, name) ?? throw new BpfException(Errno.ENOENT, "find function", name, $"{Path} defines no such function");
    }

    /// <summary>Where functions start in the file, in the order of their names.</summary>
    /// <param name="names">As for <see cref="OffsetOf"/>.</param>
    /// <exception cref="BpfException">As for <see cref="OffsetOf"/>.</exception>
    public ulong[] OffsetsOf(IEnumerable<string> names) => [.. names.Select(OffsetOf)];

    /// <summary>Where the functions start whose names match a pattern, each place once.</summary>
    /// <param name="pattern">The pattern, with <c>*</c> and <c>?</c>.</param>
    /// <exception cref="BpfException">ENOENT: no function matches.</exception>
    public ulong[] OffsetsMatching(string pattern)
    {
        ArgumentException.ThrowIfNullOrEmpty(pattern);
        ulong[] offsets = [.. Functions.Where(function => FileSystemName.MatchesSimpleExpression(pattern, function.Name, ignoreCase: false))
            .Select(static function => function.FileOffset).Distinct().Order()];
        return offsets.Length > 0 ? offsets : throw new BpfException(Errno.ENOENT, "find functions", pattern, $"{Path} defines no function that matches");
    }

    private ulong? Find(ImmutableArray<FunctionSymbol> functions, string name)
    {
        int at = name.IndexOf('@', StringComparison.Ordinal);
        string bare = at < 0 ? name : name[..at];
        string? version = at < 0 ? null : name[at..].TrimStart('@');
        FunctionSymbol[] found = [.. functions.Where(function => function.Name == bare && (version is null || function.Version == version))];
        if (version is null && found.Any(static function => function.IsDefaultVersion)) found = [.. found.Where(static function => function.IsDefaultVersion)];
        if (found.Any(static function => function.Binding != ElfSymbolBinding.Weak)) found = [.. found.Where(static function => function.Binding != ElfSymbolBinding.Weak)];
        ulong[] offsets = [.. found.Select(static function => function.FileOffset).Distinct()];
        return offsets.Length switch
        {
            0 => null,
            1 => offsets[0],
            _ => throw new BpfException(Errno.EINVAL, "find function", name, $"{Path} defines it {offsets.Length} times: name an offset"),
        };
    }

    private sealed class Reader
    {
        private readonly string _path;
        private readonly SafeFileHandle _file;
        private readonly long _length;
        private readonly Section[] _sections;
        private readonly long _headers;
        private long _nameBytes;

        public Reader(string path, SafeFileHandle file)
        {
            _path = path;
            _file = file;
            _length = RandomAccess.GetLength(file);
            byte[] header = Bytes(0, HeaderSize, "the file header");
            if (!header.AsSpan().StartsWith("\u007fELF"u8)) throw Fault("not an ELF file", 0);
            if (header[4] != 2 || header[5] != 1) throw Fault("expected a 64-bit, little-endian ELF file", 4);
            if (BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(16)) is not (2 or 3)) throw Fault("expected an executable or a library (type 2 or 3)", 16);
            ulong table = BinaryPrimitives.ReadUInt64LittleEndian(header.AsSpan(40));
            int count = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(60));
            if (count > 0 && BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(58)) != SectionHeaderSize) throw Fault($"expected section headers of {SectionHeaderSize} bytes", 58);
            _headers = (long)table;
            byte[] headers = Bytes(table, (ulong)count * SectionHeaderSize, "the section headers");
            _sections = new Section[count];
            for (int i = 0; i < count; i++) _sections[i] = Section.Parse(headers.AsSpan(i * SectionHeaderSize, SectionHeaderSize));
        }

        public ImmutableArray<FunctionSymbol> Functions(uint tableType)
        {
            int index = Array.FindIndex(_sections, section => section.Type == tableType);
            if (index < 0) return [];
            Section table = _sections[index];
            if (table.EntrySize != SymbolSize) throw Fault($"expected symbols of {SymbolSize} bytes, found {table.EntrySize}", _headers + (index * SectionHeaderSize) + 56);
            if (table.Link >= _sections.Length) throw Fault($"no string table at {table.Link}", _headers + (index * SectionHeaderSize) + 40);
            byte[] names = Bytes(_sections[table.Link], "the symbols' names");
            byte[] symbols = Bytes(table, "the symbols");
            SymbolVersions? versions = tableType == DynamicSymbolTable ? SymbolVersions.Read(this, index) : null;
            var functions = ImmutableArray.CreateBuilder<FunctionSymbol>();
            for (int i = 0; i < symbols.Length / SymbolSize; i++)
            {
                ReadOnlySpan<byte> symbol = symbols.AsSpan(i * SymbolSize, SymbolSize);
                int section = BinaryPrimitives.ReadUInt16LittleEndian(symbol[6..]);
                if ((ElfSymbolType)(symbol[4] & 0xf) != ElfSymbolType.Function || section == 0 || section >= _sections.Length) continue;
                string name = Name(names, BinaryPrimitives.ReadUInt32LittleEndian(symbol), (long)table.Offset + (i * SymbolSize));
                string version = "";
                bool isDefault = true;
                if (versions is not null)
                {
                    (version, isDefault) = versions.Of(i);
                }
                else if (name.IndexOf('@', StringComparison.Ordinal) is > 0 and int at)
                {
                    // In the static table the version is part of the name.
                    isDefault = name.AsSpan(at).StartsWith("@@", StringComparison.Ordinal);
                    version = name[at..].TrimStart('@');
                    name = name[..at];
                }

                ulong start = BinaryPrimitives.ReadUInt64LittleEndian(symbol[8..]) - _sections[section].Address + _sections[section].Offset;
                functions.Add(new FunctionSymbol(name, version, isDefault, (ElfSymbolBinding)(symbol[4] >> 4), start));
            }

            return functions.ToImmutable();
        }

        public Section? Linked(uint type, int symbolTable) => Array.Find(_sections, section => section.Type == type && section.Link == symbolTable);

        public Section? OfType(uint type) => Array.Find(_sections, section => section.Type == type);

        public Section At(uint index) => index < _sections.Length ? _sections[index] : throw Fault($"no section {index}", 60);

        public byte[] Bytes(Section section, string what) => Bytes(section.Offset, section.Size, what);

        public string Name(byte[] names, uint offset, long at)
        {
            if (offset >= names.Length) throw Fault($"name at {offset} lies outside the {names.Length} bytes of names", at);
            ReadOnlySpan<byte> rest = names.AsSpan((int)offset);
            int end = rest.IndexOf((byte)0);
            if (end < 0) throw Fault("a name without end", at);

            // Names may share their bytes, as ends of others do; a file whose names all share a long one would take any memory.
            _nameBytes += end;
            if (_nameBytes > FileBytes.MaximumBytes) throw Fault($"names of more than {FileBytes.MaximumBytes >> 20} MiB", at);
            return System.Text.Encoding.UTF8.GetString(rest[..end]);
        }

        public BpfFormatException Fault(string message, long offset) => new($"{_path}: {message}", offset);

        private byte[] Bytes(ulong offset, ulong size, string what)
        {
            if (offset > (ulong)_length || size > (ulong)_length - offset)
                throw Fault($"{size} bytes of {what} at 0x{offset:x} exceed the file's {_length} bytes", (long)Math.Min(offset, long.MaxValue));
            if (size > FileBytes.MaximumBytes) throw Fault($"{what} have {size} bytes, expected at most {FileBytes.MaximumBytes >> 20} MiB", (long)offset);
            byte[] bytes = new byte[size];
            int filled = 0;
            while (filled < bytes.Length && RandomAccess.Read(_file, bytes.AsSpan(filled), (long)offset + filled) is > 0 and int read) filled += read;
            return filled == bytes.Length ? bytes : throw Fault($"the file ends in {what}", (long)offset + filled);
        }
    }

    private sealed record Section(uint Type, ulong Address, ulong Offset, ulong Size, uint Link, uint Info, ulong EntrySize)
    {
        public static Section Parse(ReadOnlySpan<byte> header) => new(
            BinaryPrimitives.ReadUInt32LittleEndian(header[4..]),
            BinaryPrimitives.ReadUInt64LittleEndian(header[16..]),
            BinaryPrimitives.ReadUInt64LittleEndian(header[24..]),
            BinaryPrimitives.ReadUInt64LittleEndian(header[32..]),
            BinaryPrimitives.ReadUInt32LittleEndian(header[40..]),
            BinaryPrimitives.ReadUInt32LittleEndian(header[44..]),
            BinaryPrimitives.ReadUInt64LittleEndian(header[56..]));
    }

    /// <summary>Versions of dynamic symbols (SHT_GNU_versym and SHT_GNU_verdef).</summary>
    private sealed class SymbolVersions
    {
        private const uint VersionSymbols = 0x6fffffff;
        private const uint VersionDefinitions = 0x6ffffffd;
        private const ushort Hidden = 0x8000;

        private readonly byte[] _indexes;
        private readonly Dictionary<int, string> _names = [];

        private SymbolVersions(byte[] indexes) => _indexes = indexes;

        public static SymbolVersions? Read(Reader reader, int symbolTable)
        {
            if (reader.Linked(VersionSymbols, symbolTable) is not { } table) return null;
            var versions = new SymbolVersions(reader.Bytes(table, "the symbols' versions"));
            if (reader.OfType(VersionDefinitions) is { } definitions) versions.ReadNames(reader, definitions);
            return versions;
        }

        public (string Version, bool IsDefault) Of(int symbol)
        {
            if ((symbol + 1) * sizeof(ushort) > _indexes.Length) return ("", true);
            ushort index = BinaryPrimitives.ReadUInt16LittleEndian(_indexes.AsSpan(symbol * sizeof(ushort)));
            return (_names.GetValueOrDefault(index & ~Hidden, ""), (index & Hidden) == 0);
        }

        private void ReadNames(Reader reader, Section definitions)
        {
            const int DefinitionSize = 20, AuxiliarySize = 8;
            byte[] names = reader.Bytes(reader.At(definitions.Link), "the versions' names");
            byte[] bytes = reader.Bytes(definitions, "the version definitions");
            long at = 0;

            // Elf64_Verdef: version, flags, index, count (16 bits each), hash, distance to the names, distance to the next one.
            for (uint i = 0; i < definitions.Info; i++)
            {
                if (at + DefinitionSize > bytes.Length) throw reader.Fault("the version definitions end too early", (long)definitions.Offset + at);
                ReadOnlySpan<byte> definition = bytes.AsSpan((int)at);
                long auxiliary = at + BinaryPrimitives.ReadUInt32LittleEndian(definition[12..]);
                if (auxiliary + AuxiliarySize > bytes.Length) throw reader.Fault("a version's name lies outside its section", (long)definitions.Offset + at);
                _names[BinaryPrimitives.ReadUInt16LittleEndian(definition[4..])] =
                    reader.Name(names, BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan((int)auxiliary)), (long)definitions.Offset + auxiliary);
                uint next = BinaryPrimitives.ReadUInt32LittleEndian(definition[16..]);
                if (next == 0) break;
                at += next;
            }
        }
    }
}
