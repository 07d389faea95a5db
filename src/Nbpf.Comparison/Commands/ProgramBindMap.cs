namespace Nbpf.Comparison.Commands;

/// <summary>BPF_PROG_BIND_MAP: <c>bind PROGRAM MAP</c>.</summary>
/// <param name="Program">The program.</param>
/// <param name="Map">The map that it holds from then on.</param>
/// <param name="Flags">Must be 0.</param>
public sealed record ProgramBindMap(string Program, string Map, uint Flags = 0) : Command
{
    /// <inheritdoc/>
    public override IEnumerable<string> Objects => [Program, Map];

    /// <inheritdoc/>
    protected override string Text => $"bind {Program} {Map}{CommandWords.Option("flags", Flags)}";

    internal override Answer Run(CommandSession session) => Answer.Of(session.Kernel.ProgBindMap(session.Fd(Program), session.Fd(Map), Flags));
}
