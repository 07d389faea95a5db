using System.Runtime.CompilerServices;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Packets;
using Nbpf.Syscall;
using Nbpf.Verification;

namespace Nbpf.Runtime.Helpers;

/// <summary>
/// <c>long bpf_skb_store_bytes(struct sk_buff *skb, u32 offset, const void *from, u32 len, u64 flags)</c>: writes bytes of the packet;
/// with BPF_F_RECOMPUTE_CSUM (1) a checksum the kernel holds of the packet follows, with BPF_F_INVALIDATE_HASH (2) the flow hash is
/// forgotten. EINVAL for other flags, EFAULT past the packet's end.
/// </summary>
internal sealed unsafe class SkbStoreBytes : Helper
{
    private const ulong RecomputeChecksum = 1;
    private const ulong InvalidateHash = 2;

    public override HelperPrototype Prototype { get; } = new()
    {
        Id = HelperId.SkbStoreBytes,
        Name = "bpf_skb_store_bytes",
        ChangesPacketData = true,
        Arguments =
        [
            ArgumentKind.Context,
            ArgumentKind.Anything,
            new(ArgumentKind.Memory, ArgumentTraits.ReadOnly),
            ArgumentKind.Size,
            ArgumentKind.Anything,
        ],
    };

    internal override void Register(KernelFunctionTable functions) => functions.Add("bpf_skb_store_bytes", typeof(SkbStoreBytes), nameof(Invoke), &Invoke);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Invoke(RunFrame* run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5)
    {
        // SAFETY: the verifier proved r1 to be the context and r3 readable for r4 bytes.
        SkBuff* skb = (SkBuff*)r1;
        uint offset = (uint)r2, length = (uint)r4;
        if ((r5 & ~(RecomputeChecksum | InvalidateHash)) != 0)
        {
            return Error(Errno.EINVAL);
        }

        if (offset > int.MaxValue || (ulong)offset + length > skb->Length)
        {
            return Error(Errno.EFAULT);
        }

        Span<byte> target = new(skb->Data + offset, (int)length);
        bool followsChecksum = (r5 & RecomputeChecksum) != 0 && skb->ChecksumState == SkBuff.ChecksumComplete;
        uint old = followsChecksum ? InternetChecksum.AtOffset(InternetChecksum.Partial(target, 0), offset) : 0;
        new ReadOnlySpan<byte>((void*)r3, (int)length).CopyTo(target);
        if (followsChecksum)
        {
            uint added = InternetChecksum.AtOffset(InternetChecksum.Partial(target, 0), offset);
            skb->Checksum = InternetChecksum.Add(InternetChecksum.Subtract(skb->Checksum, old), added);
        }

        if ((r5 & InvalidateHash) != 0)
        {
            skb->ClearHash();
        }

        return 0;
    }
}
