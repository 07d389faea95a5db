using System.Globalization;
using Nbpf.Syscall;

namespace Nbpf.Comparison.Commands;

/// <summary>The memory that a map accounts for (<c>memlock</c> of its fdinfo): <c>memory MAP</c>; answers with the bytes.</summary>
/// <param name="Map">The map.</param>
public sealed record MapMemory(string Map) : Command
{
    /// <inheritdoc/>
    public override IEnumerable<string> Objects => [Map];

    /// <inheritdoc/>
    protected override string Text => $"memory {Map}";

    internal override Answer Run(CommandSession session)
    {
        SysResult result = session.Kernel.MapGetInfo(session.Fd(Map), out MapInfo? info);
        return Answer.Of(result, info?.MemoryBytes.ToString(CultureInfo.InvariantCulture) ?? "");
    }
}
