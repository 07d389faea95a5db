using System.Runtime.CompilerServices;
using Nbpf.Runtime.Execution;
using Nbpf.Verification;

namespace Nbpf.Runtime.Helpers;

/// <summary><c>u32 bpf_get_smp_processor_id(void)</c>: the logical CPU that the run owns. The rewrite inlines it; this function serves calls that it leaves.</summary>
internal sealed unsafe class GetSmpProcessorId : Helper
{
    public override HelperPrototype Prototype { get; } = new() { Id = HelperId.GetSmpProcessorId, Name = "bpf_get_smp_processor_id" };

    internal override void Register(KernelFunctionTable functions) => functions.Add("bpf_get_smp_processor_id", typeof(GetSmpProcessorId), nameof(Invoke), &Invoke, argumentCount: 0);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Invoke(RunFrame* run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5) =>
        run->Cpu;
}
