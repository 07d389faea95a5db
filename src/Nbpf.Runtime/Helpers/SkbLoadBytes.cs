using System.Runtime.CompilerServices;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Packets;
using Nbpf.Syscall;
using Nbpf.Verification;

namespace Nbpf.Runtime.Helpers;

/// <summary>
/// <c>long bpf_skb_load_bytes(const void *skb, u32 offset, void *to, u32 len)</c>: reads bytes of the packet; past its end the
/// buffer is zeroed and EFAULT returned.
/// </summary>
internal sealed unsafe class SkbLoadBytes : Helper
{
    public override HelperPrototype Prototype { get; } = new()
    {
        Id = HelperId.SkbLoadBytes,
        Name = "bpf_skb_load_bytes",
        Arguments =
        [
            ArgumentKind.Context,
            ArgumentKind.Anything,
            new(ArgumentKind.Memory, ArgumentTraits.Write | ArgumentTraits.Uninitialised),
            ArgumentKind.Size,
        ],
    };

    internal override void Register(KernelFunctionTable functions) => functions.Add("bpf_skb_load_bytes", typeof(SkbLoadBytes), nameof(Invoke), &Invoke, argumentCount: 4);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Invoke(RunFrame* run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5)
    {
        // SAFETY: the verifier proved r1 to be the context and r3 writable for r4 bytes.
        SkBuff* skb = (SkBuff*)r1;
        uint offset = (uint)r2, length = (uint)r4;
        Span<byte> to = new((void*)r3, (int)length);
        if ((ulong)offset + length > skb->Length)
        {
            to.Clear();
            return Error(Errno.EFAULT);
        }

        new ReadOnlySpan<byte>(skb->Data + offset, (int)length).CopyTo(to);
        return 0;
    }
}
