using System.Runtime.CompilerServices;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.RingBuffers;
using Nbpf.Verification;

namespace Nbpf.Runtime.Helpers;

/// <summary><c>void bpf_ringbuf_discard(void *data, u64 flags)</c>: gives a reserved record up: the consumer skips it.</summary>
internal sealed unsafe class RingBufDiscard : Helper
{
    public override HelperPrototype Prototype { get; } = new()
    {
        Id = HelperId.RingBufDiscard,
        Name = "bpf_ringbuf_discard",
        Arguments = [new(ArgumentKind.RingBufferMemory, ArgumentTraits.Release), ArgumentKind.Anything],
        Return = ReturnKind.Void,
    };

    internal override void Register(KernelFunctionTable functions) => functions.Add("bpf_ringbuf_discard", typeof(RingBufDiscard), nameof(Invoke), &Invoke, argumentCount: 2);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Invoke(RunFrame* run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5)
    {
        // SAFETY: the verifier proved that r1 is a reserved record's first byte, and that nobody holds it after this.
        Ring.Commit((byte*)r1, r2, discard: true);
        return 0;
    }
}
