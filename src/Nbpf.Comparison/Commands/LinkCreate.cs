using System.Globalization;
using Nbpf.Syscall;

namespace Nbpf.Comparison.Commands;

/// <summary>BPF_LINK_CREATE: <c>link NAME PROGRAM ATTACHTYPE interface=999999 flags=2</c>.</summary>
/// <param name="Name">The new link.</param>
/// <param name="Program">The program.</param>
/// <param name="Type">Where it is attached.</param>
/// <param name="Interface">Number of the network interface.</param>
/// <param name="Flags">Flags of the attachment.</param>
public sealed record LinkCreate(string Name, string Program, AttachType Type, int Interface, uint Flags = 0) : Command
{
    /// <inheritdoc/>
    public override IEnumerable<string> Objects => [Program];

    /// <inheritdoc/>
    protected override string Text => string.Create(CultureInfo.InvariantCulture, $"link {Name} {Program} {Type} interface={Interface}{CommandWords.Option("flags", Flags)}");

    internal override Answer Run(CommandSession session)
    {
        LinkCreateAttributes attributes = new() { ProgramFd = session.Fd(Program), AttachType = Type, Target = Interface, Flags = Flags };
        return session.Name(Name, session.Kernel.LinkCreate(attributes), BpfObjectKind.Link);
    }
}
