namespace Nbpf.Linking;

/// <summary>Finds what a file's BTF says of its global, weak and extern symbols.</summary>
internal sealed class SymbolTypes
{
    private readonly LinkInput _input;
    private readonly Dictionary<string, uint> _loose = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Section, uint TypeId)> _placed = new(StringComparer.Ordinal);

    internal SymbolTypes(LinkInput input)
    {
        _input = input;
        if (input.Btf is not { } btf) return;
        foreach (BtfType type in btf.Types)
        {
            if (IsShared(type)) _loose[type.Name] = type.Id;
            if (type.Kind != BtfKind.Datasec) continue;
            string section = type.Name;
            for (int i = 0; i < type.Count; i++)
            {
                BtfType member = btf[type.SectionVariable(i).TypeId];
                if (IsShared(member)) _placed.TryAdd(member.Name, (section, member.Id));
            }
        }
    }

    /// <summary>The VAR or FUNC of a symbol, and the name of the section that BTF puts it in; null for none.</summary>
    /// <exception cref="ObjectLinkException">BTF says nothing of the symbol, or two things.</exception>
    internal (BtfType Type, string? Section) Find(string name)
    {
        if (_input.Btf is not { } btf) throw _input.Refuse($"symbol '{name}' needs BTF, and the file has none: compile with -g");
        bool isLoose = _loose.TryGetValue(name, out uint loose);
        if (!_placed.TryGetValue(name, out (string Section, uint TypeId) placed))
            return isLoose ? (btf[loose], null) : throw _input.Refuse($"BTF has no type of symbol '{name}'");
        return loose == placed.TypeId ? (btf[loose], placed.Section)
            : throw _input.Refuse($"BTF has two types of symbol '{name}': {loose} and {placed.TypeId}");
    }

    /// <summary>True for a VAR or FUNC that other files may mean by its name.</summary>
    internal static bool IsShared(BtfType type) => type.Kind is BtfKind.Var or BtfKind.Func && type.Linkage != BtfLinkage.Static;
}
