using System.Runtime.CompilerServices;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Packets;
using Nbpf.Verification;

namespace Nbpf.Runtime.Helpers;

/// <summary><c>u64 bpf_xdp_get_buff_len(struct xdp_md *xdp_md)</c>: the packet's length, the part beyond the first page included.</summary>
internal sealed unsafe class XdpGetBuffLen : Helper
{
    public override HelperPrototype Prototype { get; } = new()
    {
        Id = HelperId.XdpGetBuffLen,
        Name = "bpf_xdp_get_buff_len",
        Arguments = [ArgumentKind.Context],
    };

    internal override void Register(KernelFunctionTable functions) => functions.Add("bpf_xdp_get_buff_len", typeof(XdpGetBuffLen), nameof(Invoke), &Invoke, argumentCount: 1);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Invoke(RunFrame* run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5) =>
        // SAFETY: the verifier proved r1 to be the context.
        ((XdpBuff*)r1)->TotalBytes;
}
