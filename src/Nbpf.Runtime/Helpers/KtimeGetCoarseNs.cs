using System.Runtime.CompilerServices;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Session;
using Nbpf.Verification;

namespace Nbpf.Runtime.Helpers;

/// <summary><c>u64 bpf_ktime_get_coarse_ns(void)</c>: nanoseconds since boot at the last timer tick (4 ms apart, as at 250 Hz).</summary>
internal sealed unsafe class KtimeGetCoarseNs : Helper
{
    public override HelperPrototype Prototype { get; } = new() { Id = HelperId.KtimeGetCoarseNs, Name = "bpf_ktime_get_coarse_ns" };

    internal override void Register(KernelFunctionTable functions) => functions.Add("bpf_ktime_get_coarse_ns", typeof(KtimeGetCoarseNs), nameof(Invoke), &Invoke, argumentCount: 0);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Invoke(RunFrame* run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5) =>
        RunSession.Of(run).Clock.MonotonicNanoseconds / Jiffies64.NanosecondsPerTick * Jiffies64.NanosecondsPerTick;
}
