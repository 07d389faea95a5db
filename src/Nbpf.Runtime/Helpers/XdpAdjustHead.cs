using System.Runtime.CompilerServices;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Packets;
using Nbpf.Syscall;
using Nbpf.Verification;

namespace Nbpf.Runtime.Helpers;

/// <summary>
/// <c>long bpf_xdp_adjust_head(struct xdp_md *xdp_md, int delta)</c>: moves the packet's start, metadata with it; EINVAL past the
/// headroom or when fewer than 14 bytes would remain.
/// </summary>
internal sealed unsafe class XdpAdjustHead : Helper
{
    public override HelperPrototype Prototype { get; } = new()
    {
        Id = HelperId.XdpAdjustHead,
        Name = "bpf_xdp_adjust_head",
        ChangesPacketData = true,
        Arguments = [ArgumentKind.Context, ArgumentKind.Anything],
    };

    internal override void Register(KernelFunctionTable functions) => functions.Add("bpf_xdp_adjust_head", typeof(XdpAdjustHead), nameof(Invoke), &Invoke, argumentCount: 2);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Invoke(RunFrame* run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5)
    {
        // SAFETY: the verifier proved r1 to be the context, which the test run built; all addresses compared lie in or near its frame.
        XdpBuff* xdp = (XdpBuff*)r1;
        int delta = (int)r2;
        long metaBytes = xdp->DataMeta > xdp->Data ? 0 : xdp->Data - xdp->DataMeta;
        byte* data = xdp->Data + delta;
        if (data < xdp->HardStart + XdpBuff.FrameHeaderBytes + metaBytes || data > xdp->DataEnd - EthernetHeader.SizeBytes)
        {
            return Error(Errno.EINVAL);
        }

        if (metaBytes > 0)
        {
            Buffer.MemoryCopy(xdp->DataMeta, xdp->DataMeta + delta, metaBytes, metaBytes);
        }

        xdp->DataMeta += delta;
        xdp->Data = data;
        return 0;
    }
}
