namespace Nbpf.Comparison.Commands;

/// <summary>unlink(2) of a pinned name: <c>unpin PATH</c>, below the session's directory.</summary>
/// <param name="Path">The path.</param>
public sealed record ObjectUnpin(string Path) : Command
{
    /// <inheritdoc/>
    public override IEnumerable<string> Objects => [];

    /// <inheritdoc/>
    protected override string Text => $"unpin {Path}";

    internal override Answer Run(CommandSession session) => Answer.Of(session.Kernel.ObjUnpin(session.PathOf(Path)));
}
