namespace Nbpf.Comparison.Commands;

/// <summary>BPF_OBJ_GET: <c>get NAME PATH flags=8</c>, below the session's directory.</summary>
/// <param name="Name">The new file descriptor.</param>
/// <param name="Path">The path.</param>
/// <param name="Flags">BPF_F_RDONLY, BPF_F_WRONLY or 0.</param>
public sealed record ObjectGet(string Name, string Path, uint Flags = 0) : Command
{
    /// <inheritdoc/>
    public override IEnumerable<string> Objects => [Name];

    /// <inheritdoc/>
    protected override string Text => $"get {Name} {Path}{CommandWords.Option("flags", Flags)}";

    internal override Answer Run(CommandSession session) => session.Name(Name, session.Kernel.ObjGet(session.PathOf(Path), Flags));
}
