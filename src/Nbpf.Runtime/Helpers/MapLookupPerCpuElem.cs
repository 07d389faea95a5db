using System.Runtime.CompilerServices;
using Nbpf.Runtime.Execution;
using Nbpf.Verification;

namespace Nbpf.Runtime.Helpers;

/// <summary><c>void *bpf_map_lookup_percpu_elem(struct bpf_map *map, const void *key, u32 cpu)</c>: the address of one CPU's value of the key, or NULL.</summary>
internal sealed unsafe class MapLookupPerCpuElem : MapHelper
{
    public override HelperPrototype Prototype { get; } = new()
    {
        Id = HelperId.MapLookupPerCpuElem,
        Name = "bpf_map_lookup_percpu_elem",
        AcceptsPacketMemory = true,
        Arguments = [ArgumentKind.ConstMapPointer, ArgumentKind.MapKey, ArgumentKind.Anything],
        Return = ReturnKind.MapValueOrNull,
    };

    internal override void Register(KernelFunctionTable functions) => functions.Add("bpf_map_lookup_percpu_elem", typeof(MapLookupPerCpuElem), nameof(Invoke), &Invoke);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Invoke(RunFrame* run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5) =>
        CallMapFunction(HelperId.MapLookupPerCpuElem, run, r1, r2, r3, r4, r5);
}
