namespace Nbpf.Comparison.Commands;

/// <summary>BPF_MAP_UPDATE_ELEM: <c>update MAP KEY VALUE flags=1</c>.</summary>
/// <param name="Map">The map.</param>
/// <param name="Key">The key.</param>
/// <param name="Value">The value.</param>
/// <param name="Flags">BPF_ANY, BPF_NOEXIST, BPF_EXIST, BPF_F_LOCK.</param>
public sealed record MapUpdate(string Map, Operand Key, Operand Value, ulong Flags = 0) : Command
{
    /// <inheritdoc/>
    public override IEnumerable<string> Objects => [Map, .. Value.Objects];

    /// <inheritdoc/>
    protected override string Text => $"update {Map} {Key} {Value}{CommandWords.Option("flags", Flags)}";

    internal override Answer Run(CommandSession session) =>
        Answer.Of(session.Kernel.MapUpdateElem(session.Fd(Map), Key.Bytes(session), Value.Bytes(session), Flags));
}
