using System.Runtime.CompilerServices;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.RingBuffers;
using Nbpf.Verification;

namespace Nbpf.Runtime.Helpers;

/// <summary><c>void bpf_ringbuf_submit(void *data, u64 flags)</c>: hands a reserved record to the consumer.</summary>
internal sealed unsafe class RingBufSubmit : Helper
{
    public override HelperPrototype Prototype { get; } = new()
    {
        Id = HelperId.RingBufSubmit,
        Name = "bpf_ringbuf_submit",
        Arguments = [new(ArgumentKind.RingBufferMemory, ArgumentTraits.Release), ArgumentKind.Anything],
        Return = ReturnKind.Void,
    };

    internal override void Register(KernelFunctionTable functions) => functions.Add("bpf_ringbuf_submit", typeof(RingBufSubmit), nameof(Invoke), &Invoke, argumentCount: 2);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Invoke(RunFrame* run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5)
    {
        // SAFETY: the verifier proved that r1 is a reserved record's first byte, and that nobody holds it after this.
        Ring.Commit((byte*)r1, r2, discard: false);
        return 0;
    }
}
