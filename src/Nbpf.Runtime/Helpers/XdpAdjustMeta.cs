using System.Runtime.CompilerServices;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Packets;
using Nbpf.Syscall;
using Nbpf.Verification;

namespace Nbpf.Runtime.Helpers;

/// <summary>
/// <c>long bpf_xdp_adjust_meta(struct xdp_md *xdp_md, int delta)</c>: moves the start of the metadata before the packet; EINVAL out
/// of the headroom or past the packet's start, EACCES for a size that is no multiple of 4 or above 252.
/// </summary>
internal sealed unsafe class XdpAdjustMeta : Helper
{
    public override HelperPrototype Prototype { get; } = new()
    {
        Id = HelperId.XdpAdjustMeta,
        Name = "bpf_xdp_adjust_meta",
        ChangesPacketData = true,
        Arguments = [ArgumentKind.Context, ArgumentKind.Anything],
    };

    internal override void Register(KernelFunctionTable functions) => functions.Add("bpf_xdp_adjust_meta", typeof(XdpAdjustMeta), nameof(Invoke), &Invoke, argumentCount: 2);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Invoke(RunFrame* run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5)
    {
        // SAFETY: the verifier proved r1 to be the context, which the test run built.
        XdpBuff* xdp = (XdpBuff*)r1;
        byte* meta = xdp->DataMeta + (int)r2;
        if (meta < xdp->HardStart + XdpBuff.FrameHeaderBytes || meta > xdp->Data)
        {
            return Error(Errno.EINVAL);
        }

        if (XdpBuff.IsInvalidMetaSize(xdp->Data - meta))
        {
            return Error(Errno.EACCES);
        }

        xdp->DataMeta = meta;
        return 0;
    }
}
