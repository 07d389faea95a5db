using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Nbpf.Elf;

namespace Nbpf.Specs;

/// <summary>Reads an object file section by section into the parts of an <see cref="ObjectSpec"/>.</summary>
internal sealed class ObjectReader(ObjectFile file, string objectName)
{
    private const string MapSection = ".maps";

    private readonly List<string> _notes = [];

    /// <summary>What an <see cref="ObjectSpec"/> is made of.</summary>
    internal sealed record Parts(
        string Name, ImmutableArray<ProgramSpec> Programs, ImmutableArray<MapSpec> Maps, string License, uint KernelVersion, Btf? Btf, ImmutableArray<ExternSpec> Externs, ImmutableArray<string> Notes);

    internal ObjectSpec Read(Func<Parts, ObjectSpec> create)
    {
        RefuseUnsupportedSections();
        (Btf? btf, BtfExt records, BtfFixUp? fixUp) = ReadTypes();
        ElfSection? mapSection = file.FindSection(MapSection);
        MapDefinitionReader? definitions = null;
        List<MapSpec> maps = [];
        if (mapSection is not null)
        {
            if (btf is null) throw file.Fault("maps need BTF: compile with -g", mapSection.Offset);
            definitions = new MapDefinitionReader(file, btf, mapSection);
            maps.AddRange(definitions.Read());
        }
        Dictionary<int, MapSpec> data = ReadDataSections(btf);
        maps.AddRange(data.OrderBy(static pair => pair.Key).Select(static pair => pair.Value));
        MapSpec? configuration = fixUp is { ConfigurationSize: > 0 } ? ConfigurationMap(btf!, fixUp.ConfigurationSize) : null;
        if (configuration is not null) maps.Add(configuration);
        ImmutableArray<ExternSpec> externs = fixUp?.Externs ?? [];
        var references = new DataReferences(definitions, mapSection?.Index ?? -1, data, externs.ToDictionary(static found => found.Name, StringComparer.Ordinal));
        var code = new CodeReader(file, references);
        var linker = new ProgramLinker(file.Name, records);
        ImmutableArray<ProgramSpec> programs =
        [
            .. code.Sections.SelectMany(static section => section.Functions).Where(static function => function.IsEntry).Select(linker.Link),
        ];
        CheckNames(programs, maps);
        return create(new Parts(objectName, programs, [.. maps], ReadLicense(), ReadVersion(), btf, externs, [.. _notes]));
    }

    private void RefuseUnsupportedSections()
    {
        foreach (ElfSection section in file.Sections)
        {
            string? reason = section.Name switch
            {
                "maps" => "map definitions of the old form are not supported: use BTF-defined maps in '.maps'",
                ".struct_ops" or ".struct_ops.link" or "?.struct_ops" or "?.struct_ops.link" => "struct_ops are not supported yet",
                ".addr_space.1" => "arena variables are not supported yet",
                _ => null,
            };
            if (reason is not null && section.Size > 0) throw file.Fault($"section '{section.Name}': {reason}", section.Offset);
        }
    }

    private (Btf? Btf, BtfExt Records, BtfFixUp? FixUp) ReadTypes()
    {
        if (file.FindSection(".BTF") is not { } section) return (null, BtfExt.Empty, null);
        Btf read = Btf.Parse(section.Data, section.Offset);
        BtfExt records = file.FindSection(".BTF.ext") is { } extension ? BtfExt.Parse(extension.Data, read, extension.Offset) : BtfExt.Empty;
        var fixUp = new BtfFixUp(file, read, section.Offset);
        return (fixUp.Run(), records, fixUp);
    }

    private Dictionary<int, MapSpec> ReadDataSections(Btf? btf)
    {
        var maps = new Dictionary<int, MapSpec>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (ElfSection section in file.Sections)
        {
            bool isReadOnly = IsNamed(section.Name, ".rodata");
            bool isData = isReadOnly || IsNamed(section.Name, ".data");
            bool isZero = IsNamed(section.Name, ".bss");
            if (section.Size == 0 || section.IsCode) continue;
            if (!(isData && section.Type == ElfSectionType.ProgramBits) && !(isZero && section.Type == ElfSectionType.NoBits)) continue;
            if (!names.Add(section.Name)) throw file.Fault($"two sections are named '{section.Name}'", section.Offset);
            if (section.Size > int.MaxValue) throw file.Fault($"section '{section.Name}': {section.Size} bytes are too large for a map", section.Offset);
            maps.Add(section.Index, DataMap(btf, section.Name, (uint)section.Size, section.Data, isReadOnly));
            if (!file.RelocationsOf(section).IsEmpty)
                _notes.Add($"section '{section.Name}': relocations of data have no effect, as in libbpf");
        }
        return maps;
    }

    // Its contents depend on the kernel.
    private MapSpec ConfigurationMap(Btf btf, uint size) => DataMap(btf, BtfFixUp.ConfigurationSection, size, default, isReadOnly: true);

    private MapSpec DataMap(Btf? btf, string sectionName, uint size, ReadOnlyMemory<byte> contents, bool isReadOnly)
    {
        BtfType type = default;
        bool hasType = btf is not null && btf.TryFind(sectionName, BtfKind.Datasec, out type);
        MapFlags flags = isReadOnly ? MapFlags.ReadOnlyProgram : MapFlags.None;
        // Only what others may name is worth mapping: a section of static variables alone is not mapped.
        if (hasType && type.SectionVariables.Any(place => btf![place.TypeId] is { Kind: BtfKind.Var, Linkage: not BtfLinkage.Static })) flags |= MapFlags.Mmapable;
        return new MapSpec(DataMapName(sectionName), MapType.Array)
        {
            KeySize = 4,
            ValueSize = size,
            MaxEntries = 1,
            Flags = flags,
            BtfValueTypeId = hasType ? type.Id : 0,
            SectionName = sectionName,
            Contents = contents,
            IsFrozen = isReadOnly,
        };
    }

    // libbpf's names: at most 15 characters, of which the section keeps at least seven and a name of two dots all.
    private string DataMapName(string sectionName)
    {
        const int Capacity = 15;
        int suffix = Math.Min(Math.Max(7, sectionName.Length), Capacity);
        bool isCustom = sectionName.IndexOf('.', 1) > 0;
        int prefix = isCustom ? 0 : Math.Min(Capacity - suffix, objectName.Length);
        string name = objectName[..prefix] + sectionName[..Math.Min(suffix, sectionName.Length)];
        return string.Concat(name.Select(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.' ? letter : '_'));
    }

    private static bool IsNamed(string name, string prefix) =>
        name == prefix || (name.StartsWith(prefix, StringComparison.Ordinal) && name[prefix.Length] == '.');

    private string ReadLicense()
    {
        if (file.FindSection("license") is not { } section) return "";
        ReadOnlySpan<byte> text = section.Data.Span[..Math.Min(section.Data.Length, 63)];
        int end = text.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? text : text[..end]);
    }

    private uint ReadVersion()
    {
        if (file.FindSection("version") is not { } section) return 0;
        return section.Data.Length == 4
            ? BinaryPrimitives.ReadUInt32LittleEndian(section.Data.Span)
            : throw file.Fault($"section 'version': expected 4 bytes, found {section.Data.Length}", section.Offset);
    }

    private void CheckNames(ImmutableArray<ProgramSpec> programs, List<MapSpec> maps)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (ProgramSpec program in programs)
        {
            if (!names.Add(program.Name)) throw file.Fault($"two programs are named '{program.Name}'", 0);
        }
        var mapNames = new HashSet<string>(StringComparer.Ordinal);
        foreach (MapSpec map in maps)
        {
            if (!mapNames.Add(map.Name)) throw file.Fault($"two maps are named '{map.Name}'", 0);
        }
        foreach (MapSpec map in maps)
        {
            bool holdsPrograms = map.Type == MapType.ProgramArray;
            foreach (MapSlot slot in map.Values)
            {
                if (!(holdsPrograms ? names : mapNames).Contains(slot.TargetName))
                    throw file.Fault($"map '{map.Name}': its value '{slot.TargetName}' is no {(holdsPrograms ? "program" : "map")}", 0);
            }
        }
    }
}
