using System.Runtime.CompilerServices;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.RingBuffers;
using Nbpf.Syscall;
using Nbpf.Uapi;
using Nbpf.Verification;

namespace Nbpf.Runtime.Helpers;

/// <summary><c>long bpf_ringbuf_output(void *ringbuf, void *data, u64 size, u64 flags)</c>: copies data into the ring buffer. EAGAIN when there is no room, EINVAL for unknown flags.</summary>
internal sealed unsafe class RingBufOutput : Helper
{
    public override HelperPrototype Prototype { get; } = new()
    {
        Id = HelperId.RingBufOutput,
        Name = "bpf_ringbuf_output",
        Arguments = [ArgumentKind.ConstMapPointer, new(ArgumentKind.Memory, ArgumentTraits.ReadOnly), ArgumentKind.SizeOrZero, ArgumentKind.Anything],
    };

    internal override void Register(KernelFunctionTable functions) => functions.Add("bpf_ringbuf_output", typeof(RingBufOutput), nameof(Invoke), &Invoke, argumentCount: 4);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Invoke(RunFrame* run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5)
    {
        if ((r4 & ~(ulong)(Constants.BPF_RB_NO_WAKEUP | Constants.BPF_RB_FORCE_WAKEUP)) != 0)
        {
            return Error(Errno.EINVAL);
        }

        // SAFETY: the verifier proved that r1 is a ring buffer's header and that r3 bytes at r2 are readable.
        RunStops.BeforeWork(run, r3);
        byte* record = Ring.Reserve((Ring*)((MapHeader*)r1)->Storage, r3, run->Cpu);
        if (record == null)
        {
            return Error(Errno.EAGAIN);
        }

        Buffer.MemoryCopy((void*)r2, record, r3, r3);
        Ring.Commit(record, r4, discard: false);
        return 0;
    }
}
