using System.Runtime.CompilerServices;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.RingBuffers;
using Nbpf.Uapi;
using Nbpf.Verification;

namespace Nbpf.Runtime.Helpers;

/// <summary><c>u64 bpf_ringbuf_query(void *ringbuf, u64 flags)</c>: tells of the ring buffer what the flags ask: bytes not consumed yet, its size, the consumer's or the producers' position; 0 for anything else.</summary>
internal sealed unsafe class RingBufQuery : Helper
{
    public override HelperPrototype Prototype { get; } = new()
    {
        Id = HelperId.RingBufQuery,
        Name = "bpf_ringbuf_query",
        Arguments = [ArgumentKind.ConstMapPointer, ArgumentKind.Anything],
    };

    internal override void Register(KernelFunctionTable functions) => functions.Add("bpf_ringbuf_query", typeof(RingBufQuery), nameof(Invoke), &Invoke, argumentCount: 2);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Invoke(RunFrame* run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5)
    {
        // SAFETY: the verifier proved that r1 is a ring buffer's header.
        Ring* ring = (Ring*)((MapHeader*)r1)->Storage;
        return r2 switch
        {
            Constants.BPF_RB_AVAIL_DATA => Ring.AvailableBytes(ring),
            Constants.BPF_RB_RING_SIZE => ring->DataBytes,
            Constants.BPF_RB_CONS_POS => Volatile.Read(ref *Ring.ConsumerPosition(ring)),
            Constants.BPF_RB_PROD_POS => Volatile.Read(ref *Ring.ProducerPosition(ring)),
            _ => 0,
        };
    }
}
