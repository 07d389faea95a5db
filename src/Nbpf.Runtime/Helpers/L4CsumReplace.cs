using System.Runtime.CompilerServices;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Packets;
using Nbpf.Syscall;
using Nbpf.Verification;

namespace Nbpf.Runtime.Helpers;

/// <summary>
/// <c>long bpf_l4_csum_replace(struct sk_buff *skb, u32 offset, u64 from, u64 to, u64 flags)</c>: updates the TCP, UDP or ICMP checksum at
/// an offset. The low four flag bits give the changed field's size (0: by difference, 2, 4); 0x10 the field is in the pseudo header,
/// 0x20 a zero checksum stays zero, 0x40 not even then, 0x80 the packet is IPv6. Errors as <c>bpf_l3_csum_replace</c>.
/// </summary>
internal sealed unsafe class L4CsumReplace : Helper
{
    private const ulong SizeMask = 0xf;
    private const ulong PseudoHeader = 0x10;
    private const ulong MangledZero = 0x20;
    private const ulong EnforceMangled = 0x40;
    private const ulong InternetVersion6 = 0x80;

    public override HelperPrototype Prototype { get; } = new()
    {
        Id = HelperId.L4CsumReplace,
        Name = "bpf_l4_csum_replace",
        ChangesPacketData = true,
        Arguments = [ArgumentKind.Context, ArgumentKind.Anything, ArgumentKind.Anything, ArgumentKind.Anything, ArgumentKind.Anything],
    };

    internal override void Register(KernelFunctionTable functions) => functions.Add("bpf_l4_csum_replace", typeof(L4CsumReplace), nameof(Invoke), &Invoke);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Invoke(RunFrame* run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5)
    {
        // SAFETY: the verifier proved r1 to be the context; the field is checked to lie in the packet.
        SkBuff* skb = (SkBuff*)r1;
        uint offset = (uint)r2;
        if ((r5 & ~(SizeMask | PseudoHeader | MangledZero | EnforceMangled | InternetVersion6)) != 0)
        {
            return Error(Errno.EINVAL);
        }

        if (offset > 0xffff || (offset & 1) != 0 || offset + sizeof(ushort) > skb->Length)
        {
            return Error(Errno.EFAULT);
        }

        Span<byte> field = new(skb->Data + offset, sizeof(ushort));
        bool zeroStays = (r5 & MangledZero) != 0;
        if (zeroStays && (r5 & EnforceMangled) == 0 && field[0] == 0 && field[1] == 0)
        {
            return 0;
        }

        bool follows = skb->ChecksumState == SkBuff.ChecksumComplete && (r5 & PseudoHeader) != 0;
        switch (r5 & SizeMask)
        {
            case 0 when r3 == 0:
                InternetChecksum.ReplaceByDifference(field, (uint)r4);
                if (follows && (r5 & InternetVersion6) == 0)
                {
                    skb->Checksum = ~InternetChecksum.Subtract((uint)r4, skb->Checksum);
                }

                break;
            case 2:
                Replace(skb, field, (ushort)r3, (ushort)r4, follows);
                break;
            case 4:
                Replace(skb, field, (uint)r3, (uint)r4, follows);
                break;
            default:
                return Error(Errno.EINVAL);
        }

        if (zeroStays && field[0] == 0 && field[1] == 0)
        {
            field.Fill(0xff);
        }

        return 0;
    }

    private static void Replace(SkBuff* skb, Span<byte> field, uint from, uint to, bool follows)
    {
        InternetChecksum.Replace4(field, from, to);
        if (follows)
        {
            skb->Checksum = ~InternetChecksum.Add(InternetChecksum.Subtract(~skb->Checksum, from), to);
        }
    }
}
