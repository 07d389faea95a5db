using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Packets;
using Nbpf.Syscall;
using Nbpf.Verification;

namespace Nbpf.Runtime.Helpers;

/// <summary>
/// <c>long bpf_xdp_adjust_tail(struct xdp_md *xdp_md, int delta)</c>: moves the packet's end, with zeros where it grows; EINVAL past the
/// frame's room (of a packet in several pages: the last page's) or when fewer than 14 bytes would remain.
/// </summary>
internal sealed unsafe class XdpAdjustTail : Helper
{
    public override HelperPrototype Prototype { get; } = new()
    {
        Id = HelperId.XdpAdjustTail,
        Name = "bpf_xdp_adjust_tail",
        ChangesPacketData = true,
        Arguments = [ArgumentKind.Context, ArgumentKind.Anything],
    };

    internal override void Register(KernelFunctionTable functions) => functions.Add("bpf_xdp_adjust_tail", typeof(XdpAdjustTail), nameof(Invoke), &Invoke, argumentCount: 2);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Invoke(RunFrame* run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5)
    {
        // SAFETY: the verifier proved r1 to be the context, which the test run built; bytes are cleared only inside its frame.
        XdpBuff* xdp = (XdpBuff*)r1;
        int delta = (int)r2;
        if (xdp->FragmentBytes > 0)
        {
            return delta < 0 ? Shrink(xdp, -(long)delta) : Grow(xdp, (uint)delta);
        }

        byte* end = xdp->DataEnd + delta;
        if (end > xdp->HardEnd || end < xdp->Data + EthernetHeader.SizeBytes)
        {
            return Error(Errno.EINVAL);
        }

        if (delta > 0)
        {
            NativeMemory.Clear(xdp->DataEnd, (nuint)delta);
        }

        xdp->DataEnd = end;
        return 0;
    }

    private static ulong Grow(XdpBuff* xdp, uint delta)
    {
        uint lastPageBytes = (xdp->FragmentBytes - 1) % XdpBuff.PageBytes + 1;
        if (delta > XdpBuff.PageBytes - lastPageBytes)
        {
            return Error(Errno.EINVAL);
        }

        NativeMemory.Clear(xdp->Fragments + xdp->FragmentBytes, delta);
        xdp->FragmentBytes += delta;
        return 0;
    }

    private static ulong Shrink(XdpBuff* xdp, long delta)
    {
        if (delta > (long)xdp->TotalBytes - EthernetHeader.SizeBytes)
        {
            return Error(Errno.EINVAL);
        }

        uint fromFragments = (uint)Math.Min(delta, xdp->FragmentBytes);
        xdp->FragmentBytes -= fromFragments;
        xdp->DataEnd -= delta - fromFragments;
        return 0;
    }
}
