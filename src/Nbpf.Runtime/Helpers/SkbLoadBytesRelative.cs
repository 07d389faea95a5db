using System.Runtime.CompilerServices;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Packets;
using Nbpf.Syscall;
using Nbpf.Verification;

namespace Nbpf.Runtime.Helpers;

/// <summary>
/// <c>long bpf_skb_load_bytes_relative(const void *skb, u32 offset, void *to, u32 len, u32 start_header)</c>: reads bytes counted
/// from the link (0) or network (1) header; out of the packet the buffer is zeroed and EFAULT returned.
/// </summary>
internal sealed unsafe class SkbLoadBytesRelative : Helper
{
    private const uint StartOfLinkHeader = 0;
    private const uint StartOfNetworkHeader = 1;
    private const uint MaximumOffset = 0xffff;

    public override HelperPrototype Prototype { get; } = new()
    {
        Id = HelperId.SkbLoadBytesRelative,
        Name = "bpf_skb_load_bytes_relative",
        Arguments =
        [
            ArgumentKind.Context,
            ArgumentKind.Anything,
            new(ArgumentKind.Memory, ArgumentTraits.Write | ArgumentTraits.Uninitialised),
            ArgumentKind.Size,
            ArgumentKind.Anything,
        ],
    };

    internal override void Register(KernelFunctionTable functions) =>
        functions.Add("bpf_skb_load_bytes_relative", typeof(SkbLoadBytesRelative), nameof(Invoke), &Invoke);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Invoke(RunFrame* run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5)
    {
        // SAFETY: the verifier proved r1 to be the context and r3 writable for r4 bytes; headers lie inside the buffer.
        SkBuff* skb = (SkBuff*)r1;
        uint offset = (uint)r2, header = (uint)r5;
        Span<byte> to = new((void*)r3, (int)r4);
        byte* start = skb->Head + (header == StartOfLinkHeader ? skb->MacHeader : skb->NetworkHeader) + offset;
        if (offset > MaximumOffset || header > StartOfNetworkHeader || start + (uint)to.Length > skb->Data + skb->Length)
        {
            to.Clear();
            return Error(Errno.EFAULT);
        }

        new ReadOnlySpan<byte>(start, to.Length).CopyTo(to);
        return 0;
    }
}
