namespace Nbpf.Tests.BtfFormat;

/// <summary>
/// Types as texts that depend on no id: what a type says of itself and of those it refers to as far as the next name of a
/// struct, union or enum, declared or defined. Two objects with the same texts print the same C.
/// </summary>
internal static class TypeTexts
{
    /// <summary>The texts of all types, variables and sections left out, sorted.</summary>
    internal static string[] Of(Btf btf) => [.. btf.Types.Where(IsType).Select(type => Describe(type, isTop: true)).Order(StringComparer.Ordinal)];

    /// <summary>The texts of all types by id.</summary>
    internal static IEnumerable<string> ById(Btf btf) => btf.Types.Select(static type => Describe(type, isTop: true));

    /// <summary>Like <see cref="Of"/> for several objects, each text once; declarations of what is defined somewhere left out.</summary>
    internal static string[] OfAll(params Btf[] objects)
    {
        var defined = objects.SelectMany(static btf => btf.Types).Where(static type => type.IsComposite).Select(static type => Name(type.Kind, type.Name)).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. objects.SelectMany(static btf => btf.Types).Where(IsType)
                .Where(type => type.Kind != BtfKind.Fwd || !defined.Contains(Describe(type, isTop: false)))
                .Select(static type => Describe(type, isTop: true)).Distinct().Order(StringComparer.Ordinal),
        ];
    }

    private static bool IsType(BtfType type) => type.Kind is not (BtfKind.Var or BtfKind.Datasec);

    private static string Name(BtfKind kind, string name) => $"{(kind == BtfKind.Union ? "union" : "struct")} {name}";

    private static string Describe(BtfType type, bool isTop) => type.Kind switch
    {
        BtfKind.Unkn => "void",
        BtfKind.Fwd => Name(type.KindFlag ? BtfKind.Union : BtfKind.Struct, type.Name),
        BtfKind.Struct or BtfKind.Union when !isTop && type.NameOffset != 0 => Name(type.Kind, type.Name),
        BtfKind.Struct or BtfKind.Union => $"{Name(type.Kind, type.Name)} {type.StatedSize} {{ {string.Join("; ", type.Members.Select(member => $"{member.Name}@{member.BitOffset}:{member.BitfieldSize} {Describe(type.Owner[member.TypeId], false)}"))} }}",
        BtfKind.Enum or BtfKind.Enum64 when !isTop && type.NameOffset != 0 => $"enum {type.Name}",
        BtfKind.Enum or BtfKind.Enum64 => $"enum {type.Name} {type.StatedSize} {type.KindFlag} {{ {string.Join(", ", type.Enumerators)} }}",
        BtfKind.Int => $"int {type.Name} {type.StatedSize} {type.Integer}",
        BtfKind.Float => $"float {type.Name} {type.StatedSize}",
        BtfKind.Array => $"({Describe(type.Target, false)})[{type.Array.Count}]",
        BtfKind.FuncProto => $"({Describe(type.Target, false)})({string.Join(", ", type.Parameters.Select(parameter => $"{parameter.Name} {Describe(type.Owner[parameter.TypeId], false)}"))})",
        BtfKind.Func => $"function {type.Name} {type.Linkage} {Describe(type.Target, false)}",
        BtfKind.Var => $"variable {type.Name}",
        BtfKind.DeclTag => $"tag {type.Name} {type.ComponentIndex} on {Describe(type.Target, false)}",
        _ => $"{type.Kind} {type.Name}({Describe(type.Target, false)})",
    };
}
