namespace Nbpf.Comparison.Commands;

/// <summary>BPF_MAP_FREEZE: <c>freeze MAP</c>.</summary>
/// <param name="Map">The map.</param>
public sealed record MapFreeze(string Map) : Command
{
    /// <inheritdoc/>
    public override IEnumerable<string> Objects => [Map];

    /// <inheritdoc/>
    protected override string Text => $"freeze {Map}";

    internal override Answer Run(CommandSession session) => Answer.Of(session.Kernel.MapFreeze(session.Fd(Map)));
}
