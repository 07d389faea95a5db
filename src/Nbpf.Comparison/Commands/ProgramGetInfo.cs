using System.Globalization;
using Nbpf.Syscall;

namespace Nbpf.Comparison.Commands;

/// <summary>BPF_OBJ_GET_INFO_BY_FD on a program: <c>program-info PROGRAM</c>; answers with type, tag and the maps it holds.</summary>
/// <param name="Program">The program.</param>
public sealed record ProgramGetInfo(string Program) : Command
{
    /// <inheritdoc/>
    public override IEnumerable<string> Objects => [Program];

    /// <inheritdoc/>
    protected override string Text => $"program-info {Program}";

    internal override Answer Run(CommandSession session)
    {
        SysResult result = session.Kernel.ProgGetInfo(session.Fd(Program), out ProgInfo? info);
        if (info is null) return Answer.Of(result);
        IEnumerable<string> maps = info.MapIds.Select(id => session.NameOfId(id, BpfObjectKind.Map));
        return Answer.Of(result, string.Create(
            CultureInfo.InvariantCulture,
            $"{info.Type} name='{info.Name}' tag={Convert.ToHexStringLower([.. info.Tag])} gpl={info.GplCompatible} maps={string.Join(',', maps)}"));
    }
}
