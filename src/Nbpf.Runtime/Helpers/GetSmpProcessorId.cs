using System.Runtime.CompilerServices;
using Nbpf.Isa;
using Nbpf.Runtime.Code;
using Nbpf.Runtime.Execution;
using Nbpf.Verification;

namespace Nbpf.Runtime.Helpers;

/// <summary><c>u32 bpf_get_smp_processor_id(void)</c>: the logical CPU that the run owns. The rewrite inlines it; this function serves calls that it leaves.</summary>
internal sealed unsafe class GetSmpProcessorId : Helper
{
    public override HelperPrototype Prototype { get; } = new() { Id = HelperId.GetSmpProcessorId, Name = "bpf_get_smp_processor_id", ResultBound = ResultBound.PossibleCpu };

    internal override void Register(KernelFunctionTable functions) => functions.Add("bpf_get_smp_processor_id", typeof(GetSmpProcessorId), nameof(Invoke), &Invoke, argumentCount: 0);

    /// <summary>Linux moves a 32-bit per-CPU offset into r0 first; an address of this process has 64 bits.</summary>
    /// <inheritdoc/>
    internal override bool TryWriteInline(ulong cpuNumberAddress, CodeBuffer code)
    {
        foreach (Instruction part in Instructions.LoadImm64(0, cpuNumberAddress)) code.Add(part);
        code.Add(Instructions.Mov(0, 0) with { Offset = -1 });
        code.Load(MemorySize.Word, 0, 0, 0);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Invoke(RunFrame* run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5) =>
        run->Cpu;
}
