using System.Collections.Immutable;
using Nbpf.Elf;

namespace Nbpf.Specs;

/// <summary>
/// Reads the maps of a <c>.maps</c> section: variables whose struct type says by its members' types what the map is
/// (<c>__uint</c>, <c>__type</c>, <c>__array</c>, <c>__ulong</c> of libbpf's bpf_helpers.h), and the initial values that relocations put there.
/// </summary>
internal sealed class MapDefinitionReader(ObjectFile file, Btf btf, ElfSection section)
{
    // More than there are names of fields; definitions may share one struct, so its size is a factor.
    private const int MaxFields = 32;

    private readonly SortedDictionary<uint, Definition> _definitions = [];

    private sealed record Definition(MapSpec Spec, uint Size, uint? ValuesOffset);

    /// <summary>The maps by ascending offset in the section.</summary>
    internal ImmutableArray<MapSpec> Read()
    {
        if (!btf.TryFind(section.Name, BtfKind.Datasec, out BtfType maps)) throw Fault("maps need BTF, but it has no such section");
        foreach (BtfSectionVariable place in maps.SectionVariables)
        {
            BtfType variable = btf[place.TypeId];
            if (variable.Kind != BtfKind.Var) throw Fault($"holds {variable}, expected a variable");
            if (variable.Linkage == BtfLinkage.Extern) throw Fault($"map '{variable.Name}': extern maps are not supported");
            MapSpec spec = ReadDefinition(variable, out uint? valuesOffset);
            if (!_definitions.TryAdd(place.Offset, new Definition(spec, place.Size, place.Offset + valuesOffset)))
                throw Fault($"map '{variable.Name}' is at offset {place.Offset} like another map");
        }
        ReadValues();
        return [.. _definitions.Values.Select(static definition => definition.Spec)];
    }

    /// <summary>What the type of a map's variable says of the map.</summary>
    /// <param name="variable">The variable.</param>
    /// <param name="valuesOffset">Receives where the initial values are in the definition, null without any.</param>
    internal MapSpec ReadDefinition(BtfType variable, out uint? valuesOffset)
    {
        BtfType definition = btf.Resolve(variable.TargetId);
        if (definition.Kind != BtfKind.Struct) throw Fault($"map '{variable.Name}': expected a struct, found {definition}");
        valuesOffset = null;
        var spec = new MapSpec(variable.Name, MapType.Unspec);
        Fill(spec, definition, ref valuesOffset, isInner: false);
        return spec;
    }

    /// <summary>The map at an offset of the section, or null.</summary>
    internal MapSpec? At(ulong offset) =>
        offset <= uint.MaxValue && _definitions.TryGetValue((uint)offset, out Definition? definition) ? definition.Spec : null;

    private void Fill(MapSpec spec, BtfType definition, ref uint? valuesOffset, bool isInner)
    {
        bool hasKeySize = false, hasValueSize = false;
        if (definition.Count > MaxFields) throw Fault($"map '{spec.Name}': {definition.Count} fields");
        for (int i = 0; i < definition.Count; i++)
        {
            BtfMember member = definition.Member(i);
            switch (member.Name)
            {
                case "type":
                    spec.Type = (MapType)Number(spec, member);
                    break;
                case "max_entries":
                    spec.MaxEntries = Number(spec, member);
                    break;
                case "map_flags":
                    spec.Flags = (MapFlags)Number(spec, member);
                    break;
                case "numa_node":
                    spec.NumaNode = Number(spec, member);
                    break;
                case "map_extra":
                    spec.Extra = LongNumber(spec, member);
                    break;
                case "key_size":
                    spec.KeySize = AgreedSize(spec, "key", hasKeySize, spec.KeySize, Number(spec, member));
                    hasKeySize = true;
                    break;
                case "value_size":
                    spec.ValueSize = AgreedSize(spec, "value", hasValueSize, spec.ValueSize, Number(spec, member));
                    hasValueSize = true;
                    break;
                case "key":
                    spec.BtfKeyTypeId = PointedAt(spec, member);
                    spec.KeySize = AgreedSize(spec, "key", hasKeySize, spec.KeySize, SizeOf(spec, "key", spec.BtfKeyTypeId));
                    hasKeySize = true;
                    break;
                case "value":
                    spec.BtfValueTypeId = PointedAt(spec, member);
                    spec.ValueSize = AgreedSize(spec, "value", hasValueSize, spec.ValueSize, SizeOf(spec, "value", spec.BtfValueTypeId));
                    hasValueSize = true;
                    break;
                case "pinning" when isInner:
                    throw Fault($"map '{spec.Name}': an inner map cannot be pinned");
                case "pinning":
                    uint pinning = Number(spec, member);
                    spec.Pinning = pinning <= 1 ? (PinningMode)pinning : throw Fault($"map '{spec.Name}': pinning {pinning}, expected 0 or 1");
                    break;
                case "values" when isInner:
                    throw Fault($"map '{spec.Name}': maps of maps of maps are not supported");
                case "values" when i != definition.Count - 1:
                    throw Fault($"map '{spec.Name}': 'values' is not the last member");
                case "values":
                    FillElements(spec, member, hasValueSize);
                    valuesOffset = member.ByteOffset;
                    break;
                default:
                    throw Fault($"map '{spec.Name}': unknown field '{member.Name}'");
            }
        }
        if (spec.Type == MapType.Unspec) throw Fault($"map '{spec.Name}': no type");
    }

    private void FillElements(MapSpec spec, BtfMember member, bool hasValueSize)
    {
        bool isOuter = spec.Type is MapType.ArrayOfMaps or MapType.HashOfMaps;
        if (!isOuter && spec.Type != MapType.ProgramArray)
            throw Fault($"map '{spec.Name}': 'values' in a map of type {spec.Type}, expected a map of maps or a program array");
        spec.ValueSize = AgreedSize(spec, "value", hasValueSize, spec.ValueSize, 4);
        BtfType array = btf[member.TypeId];
        if (array.Kind != BtfKind.Array || array.Array.Count != 0) throw Fault($"map '{spec.Name}': 'values' is no array of unknown size");
        BtfType pointer = btf.Resolve(array.Array.ElementTypeId);
        if (pointer.Kind != BtfKind.Ptr) throw Fault($"map '{spec.Name}': 'values' holds {pointer}, expected pointers");
        BtfType element = btf.Resolve(pointer.TargetId);
        if (!isOuter)
        {
            if (element.Kind != BtfKind.FuncProto) throw Fault($"map '{spec.Name}': 'values' points to {element}, expected functions");
            return;
        }
        if (element.Kind != BtfKind.Struct) throw Fault($"map '{spec.Name}': 'values' points to {element}, expected a map definition");
        uint? none = null;
        spec.Inner = new MapSpec(spec.Name + ".inner", MapType.Unspec);
        Fill(spec.Inner, element, ref none, isInner: true);
    }

    private void ReadValues()
    {
        uint[] starts = [.. _definitions.Keys];
        var values = new Dictionary<MapSpec, List<MapSlot>>();
        foreach (ElfRelocation relocation in file.RelocationsOf(section))
        {
            if (relocation.Type == ElfRelocationType.None) continue;
            if (relocation.Type is not (ElfRelocationType.Absolute64 or ElfRelocationType.Immediate64))
                throw file.Fault($"section '{section.Name}': relocation type {(uint)relocation.Type}, expected an absolute one", relocation.FileOffset);
            Definition outer = DefinitionAround(starts, relocation.Offset)
                ?? throw file.Fault($"section '{section.Name}': relocation outside of all maps", relocation.FileOffset);
            if (outer.ValuesOffset is not uint start || relocation.Offset < start || (relocation.Offset - start) % 8 != 0)
                throw file.Fault($"map '{outer.Spec.Name}': relocation outside of its values", relocation.FileOffset);
            uint index = (uint)((relocation.Offset - start) / 8);
            if (!values.TryGetValue(outer.Spec, out List<MapSlot>? slots)) values.Add(outer.Spec, slots = []);
            slots.Add(new MapSlot(index, TargetOf(outer.Spec, relocation)));
        }
        foreach ((MapSpec spec, List<MapSlot> slots) in values) spec.Values = [.. slots];
    }

    private Definition? DefinitionAround(uint[] starts, ulong offset)
    {
        int index = Array.BinarySearch(starts, (uint)Math.Min(offset, uint.MaxValue));
        if (index < 0) index = ~index - 1;
        return index >= 0 && _definitions[starts[index]] is var definition && offset - starts[index] < definition.Size ? definition : null;
    }

    private string TargetOf(MapSpec outer, ElfRelocation relocation)
    {
        ElfSymbol symbol = relocation.Symbol;
        if (outer.Type == MapType.ProgramArray)
        {
            if (symbol.Type != ElfSymbolType.Function || symbol.IsUndefined)
                throw file.Fault($"map '{outer.Name}': its value '{symbol.Name}' is no program", relocation.FileOffset);
            return symbol.Name;
        }
        // Symbols of static maps are the section's, with the offset in the place.
        ulong offset = symbol.Value;
        if (symbol.Type == ElfSymbolType.Section && relocation.Offset + 8 <= (ulong)section.Data.Length)
            offset += System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(section.Data.Span[(int)relocation.Offset..]);
        if (symbol.SectionIndex != section.Index || At(offset) is not { } inner)
            throw file.Fault($"map '{outer.Name}': its value '{symbol.Name}' is no map", relocation.FileOffset);
        return inner.Name;
    }

    // __uint(name, n) is a pointer to an array of n elements.
    private uint Number(MapSpec spec, BtfMember member)
    {
        BtfType pointer = btf.SkipModifiers(member.TypeId);
        BtfType array = pointer.Kind == BtfKind.Ptr ? pointer.Target : pointer;
        return pointer.Kind == BtfKind.Ptr && array.Kind == BtfKind.Array
            ? array.Array.Count
            : throw Fault($"map '{spec.Name}': field '{member.Name}' is {pointer}, expected a number as a pointer to an array");
    }

    // __ulong(name, n) is an enum with the one value n.
    private ulong LongNumber(MapSpec spec, BtfMember member)
    {
        BtfType type = btf.SkipModifiers(member.TypeId);
        if (!type.IsEnum) return Number(spec, member);
        return type.Count == 1 ? (ulong)type.Enumerator(0).Value : throw Fault($"map '{spec.Name}': field '{member.Name}' is an enum of {type.Count} values, expected one");
    }

    private uint PointedAt(MapSpec spec, BtfMember member)
    {
        BtfType pointer = btf[member.TypeId];
        return pointer.Kind == BtfKind.Ptr ? pointer.TargetId : throw Fault($"map '{spec.Name}': field '{member.Name}' is {pointer}, expected a pointer");
    }

    private uint SizeOf(MapSpec spec, string what, uint typeId) =>
        btf.TryGetSize(typeId, out uint size) ? size : throw Fault($"map '{spec.Name}': its {what} type {btf[typeId]} has no size");

    private uint AgreedSize(MapSpec spec, string what, bool isKnown, uint known, uint stated) =>
        !isKnown || known == stated ? stated : throw Fault($"map '{spec.Name}': {what} sizes {known} and {stated} conflict");

    private BpfFormatException Fault(string message) => file.Fault($"section '{section.Name}': {message}", section.Offset);
}
