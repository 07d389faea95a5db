using System.Globalization;
using Nbpf.Syscall;

namespace Nbpf.Comparison.Commands;

/// <summary>BPF_*_GET_FD_BY_ID: <c>by-id NAME KIND OF flags=8</c>, where OF is an object (also a closed one) or a number.</summary>
/// <param name="Name">The new file descriptor.</param>
/// <param name="Kind">Which ids.</param>
/// <param name="Of">The object whose id it is, or a number.</param>
/// <param name="Flags">BPF_F_RDONLY, BPF_F_WRONLY or 0.</param>
public sealed record ObjectById(string Name, BpfObjectKind Kind, string Of, uint Flags = 0) : Command
{
    /// <inheritdoc/>
    public override IEnumerable<string> Objects => [Of];

    /// <inheritdoc/>
    protected override string Text => $"by-id {Name} {Kind} {Of}{CommandWords.Option("flags", Flags)}";

    internal override Answer Run(CommandSession session)
    {
        uint id = uint.TryParse(Of, CultureInfo.InvariantCulture, out uint number) ? number : session.Id(Of);
        return session.Name(Name, session.Kernel.ObjGetFdById(Kind, id, Flags), Kind);
    }
}
