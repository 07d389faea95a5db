using System.Runtime.CompilerServices;
using Nbpf.Runtime.Execution;
using Nbpf.Verification;

namespace Nbpf.Runtime.Helpers;

/// <summary><c>long bpf_get_numa_node_id(void)</c>: the memory node of the CPU; the in-process kernel has node 0 only.</summary>
internal sealed unsafe class GetNumaNodeId : Helper
{
    public override HelperPrototype Prototype { get; } = new() { Id = HelperId.GetNumaNodeId, Name = "bpf_get_numa_node_id" };

    internal override void Register(KernelFunctionTable functions) => functions.Add("bpf_get_numa_node_id", typeof(GetNumaNodeId), nameof(Invoke), &Invoke, argumentCount: 0);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Invoke(RunFrame* run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5) =>
        0;
}
