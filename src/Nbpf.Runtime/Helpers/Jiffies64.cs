using System.Runtime.CompilerServices;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Session;
using Nbpf.Verification;

namespace Nbpf.Runtime.Helpers;

/// <summary><c>u64 bpf_jiffies64(void)</c>: timer ticks since boot, 250 a second (Linux inlines a load of its counter; here it is a call).</summary>
internal sealed unsafe class Jiffies64 : Helper
{
    /// <summary>Length of a timer tick: 4 ms.</summary>
    public const ulong NanosecondsPerTick = 4_000_000;

    public override HelperPrototype Prototype { get; } = new() { Id = HelperId.Jiffies64, Name = "bpf_jiffies64" };

    internal override void Register(KernelFunctionTable functions) => functions.Add("bpf_jiffies64", typeof(Jiffies64), nameof(Invoke), &Invoke, argumentCount: 0);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Invoke(RunFrame* run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5) =>
        RunSession.Of(run).Clock.MonotonicNanoseconds / NanosecondsPerTick;
}
