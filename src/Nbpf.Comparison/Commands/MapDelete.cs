namespace Nbpf.Comparison.Commands;

/// <summary>BPF_MAP_DELETE_ELEM: <c>delete MAP KEY</c>.</summary>
/// <param name="Map">The map.</param>
/// <param name="Key">The key.</param>
public sealed record MapDelete(string Map, Operand Key) : Command
{
    /// <inheritdoc/>
    public override IEnumerable<string> Objects => [Map];

    /// <inheritdoc/>
    protected override string Text => $"delete {Map} {Key}";

    internal override Answer Run(CommandSession session) => Answer.Of(session.Kernel.MapDeleteElem(session.Fd(Map), Key.Bytes(session)));
}
