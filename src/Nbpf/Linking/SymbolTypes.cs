namespace Nbpf.Linking;

/// <summary>Finds what a file's BTF says of its global, weak and extern symbols.</summary>
internal sealed class SymbolTypes
{
    private const uint Ambiguous = 0;

    private readonly LinkInput _input;
    private readonly Dictionary<string, uint> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _sections = new(StringComparer.Ordinal);

    internal SymbolTypes(LinkInput input)
    {
        _input = input;
        if (input.Btf is not { } btf) return;
        foreach (BtfType type in btf.Types)
        {
            if (IsShared(type) && !_types.TryAdd(type.Name, type.Id)) _types[type.Name] = Ambiguous;
            if (type.Kind != BtfKind.Datasec) continue;
            string section = type.Name;
            for (int i = 0; i < type.Count; i++)
            {
                BtfType member = btf[type.SectionVariable(i).TypeId];
                if (IsShared(member)) _sections.TryAdd(member.Name, section);
            }
        }
    }

    /// <summary>The VAR or FUNC of a symbol, and the name of the section that BTF puts it in; null for none.</summary>
    /// <exception cref="ObjectLinkException">BTF says nothing of the symbol, or two things.</exception>
    internal (BtfType Type, string? Section) Find(string name)
    {
        if (_input.Btf is not { } btf) throw _input.Refuse($"symbol '{name}' needs BTF, and the file has none: compile with -g");
        if (!_types.TryGetValue(name, out uint id)) throw _input.Refuse($"BTF has no type of symbol '{name}'");
        if (id == Ambiguous) throw _input.Refuse($"BTF has two types of symbol '{name}'");
        return (btf[id], _sections.GetValueOrDefault(name));
    }

    /// <summary>True for a VAR or FUNC that other files may mean by its name.</summary>
    internal static bool IsShared(BtfType type) => type.Kind is BtfKind.Var or BtfKind.Func && type.Linkage != BtfLinkage.Static;
}
