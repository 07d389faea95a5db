using System.Runtime.CompilerServices;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.RingBuffers;
using Nbpf.Verification;

namespace Nbpf.Runtime.Helpers;

/// <summary><c>void *bpf_ringbuf_reserve(void *ringbuf, u64 size, u64 flags)</c>: reserves a record, to be submitted or discarded; NULL when there is no room or a flag is set.</summary>
internal sealed unsafe class RingBufReserve : Helper
{
    public override HelperPrototype Prototype { get; } = new()
    {
        Id = HelperId.RingBufReserve,
        Name = "bpf_ringbuf_reserve",
        Arguments = [ArgumentKind.ConstMapPointer, ArgumentKind.AllocationSizeOrZero, ArgumentKind.Anything],
        Return = ReturnKind.RingBufferMemoryOrNull,
        AcquiresReference = true,
    };

    internal override void Register(KernelFunctionTable functions) => functions.Add("bpf_ringbuf_reserve", typeof(RingBufReserve), nameof(Invoke), &Invoke, argumentCount: 3);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Invoke(RunFrame* run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5)
    {
        // SAFETY: the verifier proved that r1 is a ring buffer's header.
        return r3 != 0 ? 0 : (ulong)Ring.Reserve((Ring*)((MapHeader*)r1)->Storage, r2, run->Cpu);
    }
}
