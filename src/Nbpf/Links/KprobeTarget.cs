using Nbpf.Syscall;

namespace Nbpf.Links;

/// <summary>A place in a kernel function, through a perf event.</summary>
/// <param name="Function">The function's name.</param>
/// <param name="OffsetBytes">Bytes from its start.</param>
public sealed record KprobeTarget(string Function, ulong OffsetBytes = 0) : AttachTarget
{
    /// <summary>Whether the program runs when the function returns.</summary>
    public bool IsReturn { get; init; }

    /// <summary>What bpf_get_attach_cookie answers.</summary>
    public ulong Cookie { get; init; }

    internal override SysResult CreateLink(BpfProgram program) =>
        PerfEventTarget.CreateOwn(program, program.PerfEvents().OpenKprobe(new(Function, OffsetBytes) { IsReturn = IsReturn }), Cookie);
}
