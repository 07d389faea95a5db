using System.Globalization;
using System.Text;

namespace Nbpf.CoRe;

/// <summary>Paths in the words that libbpf prints and that its users know.</summary>
internal static class CorePathText
{
    /// <summary>For example <c>&lt;byte_off&gt; [8] struct task_struct.comm[2] (0:71:2 @ offset 2978)</c>.</summary>
    internal static string Format(CorePath path)
    {
        var text = new StringBuilder();
        text.Append('<').Append(path.Kind.Text()).Append("> ").Append(Describe(path.Types[path.RootTypeId]));
        if (path.Kind.IsAboutEnumerator()) AppendEnumerator(text, path);
        else if (path.Kind.IsAboutField()) AppendField(text, path);
        return text.ToString();
    }

    /// <summary>For example <c>[8] struct task_struct</c>.</summary>
    internal static string Describe(BtfType type) =>
        string.Create(CultureInfo.InvariantCulture, $"[{type.Id}] {KindText(type.Kind)} {(type.Name.Length > 0 ? type.Name : "<anon>")}");

    private static void AppendEnumerator(StringBuilder text, CorePath path)
    {
        BtfType type = path.Types.Resolve(path.RootTypeId);
        BtfEnumerator enumerator = type.Enumerator(path.Points[0].Index);
        text.Append("::").Append(enumerator.Name).Append(" = ");
        if (type.KindFlag) text.Append(CultureInfo.InvariantCulture, $"{enumerator.Value}");
        else text.Append(CultureInfo.InvariantCulture, $"{(ulong)enumerator.Value}");
    }

    private static void AppendField(StringBuilder text, CorePath path)
    {
        for (int i = 0; i < path.Points.Count; i++)
        {
            CorePathPoint point = path.Points[i];
            if (!point.IsElement) text.Append('.').Append(path.Types.StringAt(point.NameOffset));
            else if (i > 0 || point.Index > 0) text.Append(CultureInfo.InvariantCulture, $"[{point.Index}]");
        }
        text.Append(" (").AppendJoin(':', path.Levels).Append(CultureInfo.InvariantCulture, $" @ offset {path.BitOffset / 8}");
        if (path.BitOffset % 8 != 0) text.Append(CultureInfo.InvariantCulture, $".{path.BitOffset % 8}");
        text.Append(')');
    }

    private static string KindText(BtfKind kind) => kind switch
    {
        BtfKind.Unkn => "void",
        BtfKind.FuncProto => "func_proto",
        BtfKind.DeclTag => "decl_tag",
        BtfKind.TypeTag => "type_tag",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
