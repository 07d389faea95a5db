using System.Runtime.CompilerServices;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Packets;
using Nbpf.Syscall;
using Nbpf.Verification;

namespace Nbpf.Runtime.Helpers;

/// <summary>
/// <c>long bpf_l3_csum_replace(struct sk_buff *skb, u32 offset, u64 from, u64 to, u64 size)</c>: updates the IPv4 header checksum at an
/// offset for a field of 2 or 4 bytes that changed, or with size 0 by a difference. EINVAL for other sizes or flags, EFAULT for an
/// odd offset, one above 65535, or one out of the packet.
/// </summary>
internal sealed unsafe class L3CsumReplace : Helper
{
    private const ulong SizeMask = 0xf;

    public override HelperPrototype Prototype { get; } = new()
    {
        Id = HelperId.L3CsumReplace,
        Name = "bpf_l3_csum_replace",
        ChangesPacketData = true,
        Arguments = [ArgumentKind.Context, ArgumentKind.Anything, ArgumentKind.Anything, ArgumentKind.Anything, ArgumentKind.Anything],
    };

    internal override void Register(KernelFunctionTable functions) => functions.Add("bpf_l3_csum_replace", typeof(L3CsumReplace), nameof(Invoke), &Invoke);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Invoke(RunFrame* run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5)
    {
        // SAFETY: the verifier proved r1 to be the context; the field is checked to lie in the packet.
        SkBuff* skb = (SkBuff*)r1;
        uint offset = (uint)r2;
        if ((r5 & ~SizeMask) != 0)
        {
            return Error(Errno.EINVAL);
        }

        if (offset > 0xffff || (offset & 1) != 0 || offset + sizeof(ushort) > skb->Length)
        {
            return Error(Errno.EFAULT);
        }

        Span<byte> field = new(skb->Data + offset, sizeof(ushort));
        switch (r5)
        {
            case 0 when r3 == 0:
                InternetChecksum.ReplaceByDifference(field, (uint)r4);
                return 0;
            case 2:
                InternetChecksum.Replace2(field, (ushort)r3, (ushort)r4);
                return 0;
            case 4:
                InternetChecksum.Replace4(field, (uint)r3, (uint)r4);
                return 0;
            default:
                return Error(Errno.EINVAL);
        }
    }
}
