using Nbpf.Syscall;

namespace Nbpf.Comparison.Commands;

/// <summary>BPF_LINK_UPDATE, <c>link-update LINK PROGRAM</c>, or without a program BPF_LINK_DETACH, <c>link-detach LINK</c>.</summary>
/// <param name="Link">The link.</param>
/// <param name="Program">The new program, or empty to detach.</param>
/// <param name="Flags">BPF_F_REPLACE or 0.</param>
public sealed record LinkChange(string Link, string Program = "", uint Flags = 0) : Command
{
    /// <inheritdoc/>
    public override IEnumerable<string> Objects => Program.Length == 0 ? [Link] : [Link, Program];

    /// <inheritdoc/>
    protected override string Text => Program.Length == 0 ? $"link-detach {Link}" : $"link-update {Link} {Program}{CommandWords.Option("flags", Flags)}";

    internal override Answer Run(CommandSession session)
    {
        SysResult result = Program.Length == 0
            ? session.Kernel.LinkDetach(session.Fd(Link))
            : session.Kernel.LinkUpdate(session.Fd(Link), session.Fd(Program), Flags);
        return Answer.Of(result);
    }
}
