using System.Globalization;
using Nbpf.Syscall;

namespace Nbpf.Comparison.Commands;

/// <summary>
/// BPF_*_GET_NEXT_ID: <c>next-id KIND FROM</c>, where FROM is a number or an object, which stands for the id before its own. Which other objects the system
/// has is nobody's business: the answer tells whether that object is found, or only the error.
/// </summary>
/// <param name="Kind">Which ids.</param>
/// <param name="From">The object to find, or a number to go on from.</param>
public sealed record ObjectNextId(BpfObjectKind Kind, string From) : Command
{
    /// <inheritdoc/>
    public override IEnumerable<string> Objects => [From];

    /// <inheritdoc/>
    protected override string Text => $"next-id {Kind} {From}";

    internal override Answer Run(CommandSession session)
    {
        if (uint.TryParse(From, CultureInfo.InvariantCulture, out uint number)) return Answer.Of(session.Kernel.ObjGetNextId(Kind, number, out _));
        uint id = session.Id(From);
        if (id == 0) return new(Errno.None, "never was");
        return new(Errno.None, !session.Kernel.ObjGetNextId(Kind, id - 1, out uint next).IsError && next == id ? "found" : "gone");
    }
}
