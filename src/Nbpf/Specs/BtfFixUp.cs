using System.Collections.Immutable;
using Nbpf.Elf;

namespace Nbpf.Specs;

/// <summary>
/// Completes an object's BTF with what clang leaves to the loader, so that BTF_LOAD takes it: sizes of data sections and
/// offsets of their variables from the ELF sections and symbols, hidden symbols as static, and the sections of externs as
/// sections of ordinary variables.
/// </summary>
internal sealed class BtfFixUp
{
    internal const string KernelSymbolSection = ".ksyms";
    internal const string ConfigurationSection = ".kconfig";

    private const string PlaceholderName = "dummy_ksym";

    private readonly ObjectFile _file;
    private readonly Btf _btf;
    private readonly long _fileOffset;
    private readonly BtfBuilder _builder;
    private readonly Dictionary<string, ElfSymbol> _variables = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ElfSymbol> _undefined = new(StringComparer.Ordinal);
    private readonly List<ExternSpec> _externs = [];
    private readonly HashSet<uint> _namedPrototypes = [];
    private uint _integerId;
    private uint _placeholderId;

    internal BtfFixUp(ObjectFile file, Btf btf, long fileOffset)
    {
        _file = file;
        _btf = btf;
        _fileOffset = fileOffset;
        _builder = new BtfBuilder(btf);
        foreach (ElfSymbol symbol in file.Symbols)
        {
            if (symbol is { IsUndefined: true, Binding: ElfSymbolBinding.Global or ElfSymbolBinding.Weak }) _undefined[symbol.Name] = symbol;
            if (symbol is { Type: ElfSymbolType.Object, Binding: ElfSymbolBinding.Global or ElfSymbolBinding.Weak }) _variables[symbol.Name] = symbol;
        }
    }

    /// <summary>The object's externs in libbpf's order: configuration values by their place, then kernel symbols by name.</summary>
    internal ImmutableArray<ExternSpec> Externs =>
    [
        .. _externs.Where(static found => found.Kind == ExternKind.Configuration),
        .. _externs.Where(static found => found.Kind != ExternKind.Configuration).OrderBy(static found => found.Name, StringComparer.Ordinal),
    ];

    /// <summary>Size of the section of configuration values in bytes, 0 without one.</summary>
    internal uint ConfigurationSize { get; private set; }

    /// <summary>The completed object.</summary>
    internal Btf Run()
    {
        foreach (BtfType type in _btf.Types)
        {
            if (type.Kind != BtfKind.Datasec) continue;
            switch (type.Name)
            {
                case KernelSymbolSection:
                    FixKernelSymbols(type);
                    break;
                case ConfigurationSection:
                    FixConfiguration(type);
                    break;
                default:
                    FixDataSection(type);
                    break;
            }
        }
        var hidden = _file.Symbols
            .Where(static symbol => symbol is { Type: ElfSymbolType.Function, IsHidden: true, Binding: not ElfSymbolBinding.Local, IsUndefined: false })
            .Select(static symbol => symbol.Name).ToHashSet(StringComparer.Ordinal);
        foreach (BtfType type in _btf.Types)
        {
            if (hidden.Count > 0 && type.Kind == BtfKind.Func && hidden.Contains(type.Name)) _builder.SetLinkage(type.Id, BtfLinkage.Static);
        }
        return _builder.ToBtf();
    }

    private void FixDataSection(BtfType section)
    {
        ElfSection? elf = _file.FindSection(section.Name);
        uint size = section.StatedSize;
        bool hasOffsets = size != 0;
        if (!hasOffsets)
        {
            if (elf is null || elf.Size is 0 or > uint.MaxValue) throw Fault(section, $"no section '{section.Name}' of that name with a size");
            size = (uint)elf.Size;
        }
        var variables = new BtfSectionVariable[section.Count];
        for (int i = 0; i < variables.Length; i++)
        {
            variables[i] = section.SectionVariable(i);
            BtfType variable = _btf[variables[i].TypeId];
            if (variable.Kind != BtfKind.Var) throw Fault(section, $"holds {variable}, expected a variable");
            if (variable.Linkage == BtfLinkage.Global)
            {
                if (!_variables.TryGetValue(variable.Name, out ElfSymbol symbol)) throw Fault(section, $"no symbol for variable '{variable.Name}'");
                if (!hasOffsets) variables[i] = variables[i] with { Offset = symbol.Value <= size ? (uint)symbol.Value : uint.MaxValue };
                if (symbol.IsHidden) _builder.SetLinkage(variable.Id, BtfLinkage.Static);
            }
            if ((ulong)variables[i].Offset + variables[i].Size > size)
                throw Fault(section, $"variable '{variable.Name}' of {variables[i].Size} bytes lies outside the section's {size}");
        }
        _builder.SetDataSection(section.Id, size, variables);
    }

    // Externs have no place in the object. Linux wants variables with places, so they become integers one after the other,
    // and functions, which may not stand in a section, one placeholder variable.
    private void FixKernelSymbols(BtfType section)
    {
        var variables = new BtfSectionVariable[section.Count];
        for (int i = 0; i < variables.Length; i++)
        {
            BtfType symbol = _btf[section.SectionVariable(i).TypeId];
            uint id = symbol.Id;
            bool isFunction = symbol.Kind == BtfKind.Func;
            AddExtern(section, new ExternSpec(
                symbol.Name, isFunction ? ExternKind.Function : ExternKind.Variable, IsWeak(symbol.Name), isFunction ? symbol.TargetId : _btf.Resolve(symbol.TargetId).Id));
            if (isFunction)
            {
                id = Placeholder();
                // Linux takes no FUNC that is extern: a function of the kernel's counts as global here.
                _builder.SetLinkage(symbol.Id, BtfLinkage.Global);
                if (_namedPrototypes.Add(symbol.TargetId)) _builder.NameParameters(symbol.TargetId, PlaceholderName);
            }
            else
            {
                _builder.SetLinkage(id, BtfLinkage.Global);
                _builder.SetVariableType(id, Integer());
            }
            variables[i] = new BtfSectionVariable(id, (uint)i * 4, 4);
        }
        _builder.SetDataSection(section.Id, (uint)variables.Length * 4, variables);
    }

    // libbpf's order: by falling alignment, then rising size, then name.
    private void FixConfiguration(BtfType section)
    {
        var places = new List<BtfSectionVariable>();
        ulong offset = 0;
        foreach ((BtfType variable, uint size, uint alignment) in section.SectionVariables.Select(place => Measured(section, _btf[place.TypeId]))
            .OrderByDescending(static place => place.Alignment).ThenBy(static place => place.Size).ThenBy(static place => place.Variable.Name, StringComparer.Ordinal))
        {
            offset = (offset + alignment - 1) / alignment * alignment;
            if (offset + size > int.MaxValue) throw Fault(section, "exceeds 2 GB");
            places.Add(new BtfSectionVariable(variable.Id, (uint)offset, size));
            AddExtern(section, new ExternSpec(variable.Name, ExternKind.Configuration, IsWeak(variable.Name), variable.TargetId, (uint)offset));
            _builder.SetLinkage(variable.Id, BtfLinkage.Global);
            offset += size;
        }
        ConfigurationSize = (uint)offset;
        _builder.SetDataSection(section.Id, (uint)offset, places.ToArray());
    }

    private (BtfType Variable, uint Size, uint Alignment) Measured(BtfType section, BtfType variable)
    {
        if (variable.Kind != BtfKind.Var || !_btf.TryGetSize(variable.Id, out uint size) || size == 0) throw Fault(section, $"holds {variable}, expected a variable with a size");
        ConfigurationType type = ConfigurationVariable.TypeOf(_btf, variable.TargetId);
        if (type == ConfigurationType.None) throw Fault(section, $"variable '{variable.Name}' is of no type that holds a configuration value");
        return (variable, size, type == ConfigurationType.Text ? 1 : size);
    }

    private bool IsWeak(string name) => _undefined.TryGetValue(name, out ElfSymbol symbol) && symbol.Binding == ElfSymbolBinding.Weak;

    private void AddExtern(BtfType section, ExternSpec found)
    {
        if (_externs.Exists(other => other.Name == found.Name)) throw Fault(section, $"two externs are named '{found.Name}'");
        _externs.Add(found);
    }

    private uint Integer()
    {
        if (_integerId != 0) return _integerId;
        foreach (BtfType type in _btf.FindAll("int"))
        {
            if (type is { Kind: BtfKind.Int, StatedSize: 4 }) return _integerId = type.Id;
        }
        return _integerId = _builder.AddInteger("int", 4, BtfIntegerEncoding.Signed);
    }

    private uint Placeholder() =>
        _placeholderId != 0 ? _placeholderId : _placeholderId = _builder.AddVariable(PlaceholderName, Integer(), BtfLinkage.Global);

    private BpfFormatException Fault(BtfType section, string message) =>
        _file.Fault($"BTF of data section '{section.Name}': {message}", _fileOffset);
}
