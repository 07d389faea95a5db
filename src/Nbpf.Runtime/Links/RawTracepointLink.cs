using Nbpf.Runtime.Objects;
using Nbpf.Runtime.Programs;
using Nbpf.Syscall;

namespace Nbpf.Runtime.Links;

/// <summary>A program on an event (struct bpf_raw_tp_link in Linux). It has neither update nor detach.</summary>
/// <param name="table">The kernel's objects.</param>
/// <param name="program">The program.</param>
/// <param name="tracepoint">The event.</param>
/// <param name="cookie">What the program gets as its cookie.</param>
internal sealed class RawTracepointLink(ObjectTable table, KernelProgram program, BpfTracepoint tracepoint, ulong cookie) : KernelLink(table, program)
{
    /// <inheritdoc/>
    public override LinkType Type => LinkType.RawTracepoint;

    /// <inheritdoc/>
    public override LinkHook Hook => new LinkHook.RawTracepoint(tracepoint.Name, cookie);

    /// <summary>What the program gets as its cookie.</summary>
    public ulong Cookie => cookie;

    /// <inheritdoc/>
    protected override void Unhook() => tracepoint.Remove(this);
}
