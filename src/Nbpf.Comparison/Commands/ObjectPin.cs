namespace Nbpf.Comparison.Commands;

/// <summary>BPF_OBJ_PIN: <c>pin NAME PATH</c>, below the session's directory.</summary>
/// <param name="Name">The object.</param>
/// <param name="Path">The path.</param>
/// <param name="Flags">File flags.</param>
public sealed record ObjectPin(string Name, string Path, uint Flags = 0) : Command
{
    /// <inheritdoc/>
    public override IEnumerable<string> Objects => [Name];

    /// <inheritdoc/>
    protected override string Text => $"pin {Name} {Path}{CommandWords.Option("flags", Flags)}";

    internal override Answer Run(CommandSession session) => Answer.Of(session.Pin(Path, session.Fd(Name), Flags));
}
