using System.Runtime.CompilerServices;
using Nbpf.Runtime.Execution;
using Nbpf.Verification;

namespace Nbpf.Runtime.Helpers;

/// <summary><c>void *bpf_map_lookup_elem(struct bpf_map *map, const void *key)</c>: the address of the key's value, or NULL.</summary>
internal sealed unsafe class MapLookupElem : MapHelper
{
    public override HelperPrototype Prototype { get; } = new()
    {
        Id = HelperId.MapLookupElem,
        Name = "bpf_map_lookup_elem",
        AcceptsPacketMemory = true,
        Arguments = [ArgumentKind.ConstMapPointer, ArgumentKind.MapKey],
        Return = ReturnKind.MapValueOrNull,
    };

    internal override void Register(KernelFunctionTable functions) => functions.Add("bpf_map_lookup_elem", typeof(MapLookupElem), nameof(Invoke), &Invoke);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Invoke(RunFrame* run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5) =>
        CallMapFunction(HelperId.MapLookupElem, run, r1, r2, r3, r4, r5);
}
