namespace Nbpf;

/// <summary>
/// Names in C. Tags of structs, unions and enums share one space; typedefs and constants of enums share another. The second type of
/// a name gets <c>___2</c> behind it, and so on. A name that is none ends no line and steers no terminal: such characters are written as numbers.
/// </summary>
internal sealed class CNames(Btf btf)
{
    private readonly string?[] _names = new string?[btf.TypeCount + 1];
    private readonly Dictionary<string, int> _tags = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _identifiers = new(StringComparer.Ordinal);

    /// <summary>Name of a struct, union, enum or declaration; empty for a nameless one.</summary>
    internal string Tag(BtfType type) => Name(type, _tags);

    /// <summary>Name of a typedef.</summary>
    internal string Identifier(BtfType type) => Name(type, _identifiers);

    /// <summary>Name of an enum's constant.</summary>
    internal string Constant(string name) => Distinct(OneLine.Of(name), _identifiers);

    private string Name(BtfType type, Dictionary<string, int> taken)
    {
        if (_names[type.Id] is { } known) return known;
        string name = OneLine.Of(type.Name);
        // A declaration means whatever type has the name.
        bool isDeclaration = type.Kind == BtfKind.Fwd || (type.Kind == BtfKind.Enum && type.Count == 0);
        return _names[type.Id] = name.Length == 0 || isDeclaration ? name : Distinct(name, taken);
    }

    private static string Distinct(string name, Dictionary<string, int> taken)
    {
        int count = taken.GetValueOrDefault(name) + 1;
        taken[name] = count;
        return count == 1 ? name : $"{name}___{count}";
    }
}
