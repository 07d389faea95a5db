using System.Runtime.CompilerServices;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Packets;
using Nbpf.Syscall;
using Nbpf.Verification;

namespace Nbpf.Runtime.Helpers;

/// <summary>
/// <c>long bpf_skb_pull_data(struct sk_buff *skb, u32 len)</c>: makes the first bytes of the packet linear and private, which they are
/// here; ENOMEM past its end.
/// </summary>
internal sealed unsafe class SkbPullData : Helper
{
    public override HelperPrototype Prototype { get; } = new()
    {
        Id = HelperId.SkbPullData,
        Name = "bpf_skb_pull_data",
        ChangesPacketData = true,
        Arguments = [ArgumentKind.Context, ArgumentKind.Anything],
    };

    internal override void Register(KernelFunctionTable functions) => functions.Add("bpf_skb_pull_data", typeof(SkbPullData), nameof(Invoke), &Invoke, argumentCount: 2);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Invoke(RunFrame* run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5)
    {
        // SAFETY: the verifier proved r1 to be the context.
        SkBuff* skb = (SkBuff*)r1;
        skb->ComputeDataPointers();
        return (uint)r2 > skb->Length ? Error(Errno.ENOMEM) : 0;
    }
}
