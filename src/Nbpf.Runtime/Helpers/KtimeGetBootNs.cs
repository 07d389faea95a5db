using System.Runtime.CompilerServices;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Session;
using Nbpf.Verification;

namespace Nbpf.Runtime.Helpers;

/// <summary><c>u64 bpf_ktime_get_boot_ns(void)</c>: nanoseconds since boot, suspension counted.</summary>
internal sealed unsafe class KtimeGetBootNs : Helper
{
    public override HelperPrototype Prototype { get; } = new() { Id = HelperId.KtimeGetBootNs, Name = "bpf_ktime_get_boot_ns" };

    internal override void Register(KernelFunctionTable functions) => functions.Add("bpf_ktime_get_boot_ns", typeof(KtimeGetBootNs), nameof(Invoke), &Invoke, argumentCount: 0);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Invoke(RunFrame* run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5) =>
        RunSession.Of(run).Clock.BootNanoseconds;
}
