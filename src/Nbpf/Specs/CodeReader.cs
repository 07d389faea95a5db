using System.Collections.Immutable;
using Nbpf.Elf;
using Nbpf.Isa;

namespace Nbpf.Specs;

/// <summary>Reads the code sections of an object file: instructions, functions, and relocations resolved to what they name.</summary>
internal sealed class CodeReader
{
    private readonly ObjectFile _file;
    private readonly DataReferences _data;
    private readonly Dictionary<int, CodeSection> _sections = [];

    internal CodeReader(ObjectFile file, DataReferences data)
    {
        _file = file;
        _data = data;
        ElfSection[] code = [.. file.Sections.Where(static section => section.IsCode && section.Data.Length > 0)];
        foreach (ElfSection section in code) _sections.Add(section.Index, ReadInstructions(section));
        ReadFunctions();
        foreach (ElfSection section in code) _sections[section.Index].References = ReadReferences(section, _sections[section.Index]);
    }

    /// <summary>The sections by ascending index.</summary>
    internal IEnumerable<CodeSection> Sections => _sections.Values.OrderBy(static section => section.Index);

    private CodeSection ReadInstructions(ElfSection section)
    {
        ReadOnlySpan<byte> data = section.Data.Span;
        if (data.Length % Instruction.SizeBytes != 0)
            throw _file.Fault($"section '{section.Name}': {data.Length} bytes are no multiple of {Instruction.SizeBytes}", section.Offset);
        var instructions = ImmutableArray.CreateBuilder<Instruction>(data.Length / Instruction.SizeBytes);
        for (int at = 0; at < data.Length; at += Instruction.SizeBytes) instructions.Add(Instruction.Read(data[at..]));
        return new CodeSection { Index = section.Index, Name = section.Name, FileOffset = section.Offset, Instructions = instructions.MoveToImmutable() };
    }

    private void ReadFunctions()
    {
        var functions = _sections.Keys.ToDictionary(static index => index, static _ => new SortedDictionary<int, CodeFunction>());
        foreach (ElfSymbol symbol in _file.Symbols)
        {
            if (symbol.Type != ElfSymbolType.Function || !_sections.TryGetValue(symbol.SectionIndex, out CodeSection? section)) continue;
            ulong sizeBytes = (ulong)section.Instructions.Length * Instruction.SizeBytes;
            if (symbol.Value % Instruction.SizeBytes != 0 || symbol.Size % Instruction.SizeBytes != 0 || symbol.Size == 0
                || symbol.Value >= sizeBytes || symbol.Size > sizeBytes - symbol.Value)
                throw _file.Fault($"function '{symbol.Name}' of {symbol.Size} bytes at {symbol.Value} does not fit section '{section.Name}' of {sizeBytes}", section.FileOffset);
            var function = new CodeFunction
            {
                Name = symbol.Name,
                Section = section,
                Start = (int)(symbol.Value / Instruction.SizeBytes),
                Count = (int)(symbol.Size / Instruction.SizeBytes),
                // What is static can only be called; what stands in .text has no program type.
                IsEntry = symbol.Binding != ElfSymbolBinding.Local && section.Name != ".text",
            };
            if (!functions[section.Index].TryAdd(function.Start, function))
                throw _file.Fault($"functions '{functions[section.Index][function.Start].Name}' and '{function.Name}' start at the same instruction of section '{section.Name}'", section.FileOffset);
        }
        foreach ((int index, SortedDictionary<int, CodeFunction> byStart) in functions) _sections[index].Functions = [.. byStart.Values];
    }

    private ImmutableArray<CodeReference> ReadReferences(ElfSection elf, CodeSection section)
    {
        var references = ImmutableArray.CreateBuilder<CodeReference>();
        foreach (ElfRelocation relocation in _file.RelocationsOf(elf))
        {
            if (relocation.Type == ElfRelocationType.None) continue;
            if (relocation.Offset % Instruction.SizeBytes != 0)
                throw Fault(section, relocation, $"relocation at offset {relocation.Offset} is not at an instruction");
            int index = (int)(relocation.Offset / Instruction.SizeBytes);
            if (references.Count > 0 && references[^1].InstructionIndex == index) throw Fault(section, relocation, $"two relocations of instruction {index}");
            Instruction instruction = section.Instructions[index];
            if (instruction.IsCall && relocation.Type == ElfRelocationType.Call32) references.Add(Call(section, relocation, index, instruction));
            else if (instruction.IsWide && relocation.Type == ElfRelocationType.Immediate64) references.Add(WideLoad(section, relocation, index, instruction));
            else throw Fault(section, relocation, $"relocation type {(uint)relocation.Type} of instruction {index} with opcode 0x{instruction.Opcode:x2}");
        }
        return references.ToImmutable();
    }

    private CodeReference Call(CodeSection section, ElfRelocation relocation, int index, Instruction instruction)
    {
        ElfSymbol symbol = relocation.Symbol;
        if (symbol.IsUndefined)
            return new CodeReference(index, InstructionReferenceKind.KernelFunction, symbol.Name, symbol.Binding == ElfSymbolBinding.Weak, null, 0);
        if (!instruction.IsSubprogramCall) throw Fault(section, relocation, $"call {index} is not a call of a subprogram");
        if (!_sections.TryGetValue(symbol.SectionIndex, out CodeSection? target) || symbol.Value % Instruction.SizeBytes != 0)
            throw Fault(section, relocation, $"call {index} of '{symbol.Name}', which is no code");
        // A static function is its section's symbol with its place in the immediate; a global one has -1 there.
        long start = (long)(symbol.Value / Instruction.SizeBytes) + instruction.Immediate + 1;
        return Subprogram(section, relocation, index, InstructionReferenceKind.SubprogramCall, target, start);
    }

    private CodeReference WideLoad(CodeSection section, ElfRelocation relocation, int index, Instruction instruction)
    {
        if (index + 1 >= section.Instructions.Length) throw Fault(section, relocation, $"64-bit load {index} has no second half");
        ElfSymbol symbol = relocation.Symbol;
        bool isWeak = symbol.Binding == ElfSymbolBinding.Weak;
        if (symbol.IsUndefined)
        {
            return _data.Externs.TryGetValue(symbol.Name, out ExternSpec? known) && known.Kind == ExternKind.Configuration
                ? new CodeReference(index, InstructionReferenceKind.KernelConfiguration, symbol.Name, isWeak, null, known.Offset)
                : new CodeReference(index, InstructionReferenceKind.KernelSymbol, symbol.Name, isWeak, null, 0);
        }
        if (symbol.SectionIndex >= ElfSymbol.FirstReservedSection)
            throw Fault(section, relocation, $"'{symbol.Name}' has no section: a global variable without initial value needs -fno-common");
        long place = (long)symbol.Value + instruction.Immediate;
        if (_sections.TryGetValue(symbol.SectionIndex, out CodeSection? target))
        {
            if (place % Instruction.SizeBytes != 0) throw Fault(section, relocation, $"address {place} of '{target.Name}' is no instruction");
            return Subprogram(section, relocation, index, InstructionReferenceKind.SubprogramAddress, target, place / Instruction.SizeBytes);
        }
        if (_data.Maps is { } maps && symbol.SectionIndex == _data.MapSectionIndex)
        {
            MapSpec map = maps.At((ulong)place) ?? throw Fault(section, relocation, $"no map at offset {place} of the maps");
            return new CodeReference(index, InstructionReferenceKind.Map, map.Name, false, null, 0);
        }
        if (_data.Sections.TryGetValue(symbol.SectionIndex, out MapSpec? data))
            return new CodeReference(index, InstructionReferenceKind.MapValue, data.Name, false, null, place);
        throw Fault(section, relocation, $"reference to '{symbol.Name}' in section '{_file.Sections[symbol.SectionIndex].Name}', which holds no data that programs can use");
    }

    private CodeReference Subprogram(CodeSection section, ElfRelocation relocation, int index, InstructionReferenceKind kind, CodeSection target, long start)
    {
        CodeFunction function = target.FunctionAt(start) ?? throw Fault(section, relocation, $"no function starts at instruction {start} of section '{target.Name}'");
        return new CodeReference(index, kind, function.Name, false, target, start);
    }

    private BpfFormatException Fault(CodeSection section, ElfRelocation relocation, string message) =>
        _file.Fault($"section '{section.Name}': {message}", relocation.FileOffset);
}

/// <summary>What code may refer to besides functions.</summary>
/// <param name="Maps">The maps of the <c>.maps</c> section, or null.</param>
/// <param name="MapSectionIndex">Index of that section.</param>
/// <param name="Sections">The maps of data sections, by section index.</param>
/// <param name="Externs">What the object wants of the kernel, by name.</param>
internal sealed record DataReferences(
    MapDefinitionReader? Maps,
    int MapSectionIndex,
    IReadOnlyDictionary<int, MapSpec> Sections,
    IReadOnlyDictionary<string, ExternSpec> Externs);
