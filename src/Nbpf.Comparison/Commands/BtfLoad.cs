using Nbpf.Syscall;

namespace Nbpf.Comparison.Commands;

/// <summary>BPF_BTF_LOAD: <c>btf NAME BYTES</c>.</summary>
/// <param name="Name">The new BTF object.</param>
/// <param name="Bytes">Its bytes.</param>
public sealed record BtfLoad(string Name, Operand Bytes) : Command
{
    /// <inheritdoc/>
    public override IEnumerable<string> Objects => [Name];

    /// <inheritdoc/>
    protected override string Text => $"btf {Name} {Bytes}";

    internal override Answer Run(CommandSession session) =>
        session.Name(Name, session.Kernel.BtfLoad(Bytes.Bytes(session), 0, default, out _), BpfObjectKind.Btf);
}
