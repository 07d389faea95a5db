using Nbpf.Syscall;

namespace Nbpf.Runtime.Objects;

/// <summary>Why types are refused.</summary>
/// <param name="Errno">Linux's error.</param>
/// <param name="Line">What its log says, in one line.</param>
internal sealed record BtfRefusal(Errno Errno, string Line)
{
    /// <summary>A type that may not be as it is.</summary>
    /// <param name="type">The type.</param>
    /// <param name="reason">Why.</param>
    /// <param name="errno">The error.</param>
    public static BtfRefusal Of(BtfType type, string reason, Errno errno = Errno.EINVAL) => new(errno, $"[{type.Id}] {KindText(type.Kind)} {Shown(type.Name)}{Target(type)} {reason}");

    private static string Target(BtfType type) => type.IsModifier || type.Kind is BtfKind.Ptr or BtfKind.Typedef or BtfKind.Func or BtfKind.Var ? $" type_id={type.TargetId}" : "";

    private static string Shown(string name) => name.Length == 0 ? "(anon)" : name;

    private static string KindText(BtfKind kind) => kind switch
    {
        BtfKind.DeclTag => "DECL_TAG",
        BtfKind.TypeTag => "TYPE_TAG",
        BtfKind.FuncProto => "FUNC_PROTO",
        _ => kind.ToString().ToUpperInvariant(),
    };
}
