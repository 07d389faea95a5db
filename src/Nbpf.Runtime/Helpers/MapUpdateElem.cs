using System.Runtime.CompilerServices;
using Nbpf.Runtime.Execution;
using Nbpf.Verification;

namespace Nbpf.Runtime.Helpers;

/// <summary><c>long bpf_map_update_elem(struct bpf_map *map, const void *key, const void *value, u64 flags)</c>: adds or changes an element.</summary>
internal sealed unsafe class MapUpdateElem : MapHelper
{
    public override HelperPrototype Prototype { get; } = new()
    {
        Id = HelperId.MapUpdateElem,
        Name = "bpf_map_update_elem",
        AcceptsPacketMemory = true,
        Arguments = [ArgumentKind.ConstMapPointer, ArgumentKind.MapKey, ArgumentKind.MapValue, ArgumentKind.Anything],
        Return = ReturnKind.Integer,
    };

    internal override void Register(KernelFunctionTable functions) => functions.Add("bpf_map_update_elem", typeof(MapUpdateElem), nameof(Invoke), &Invoke);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Invoke(RunFrame* run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5) =>
        CallMapFunction(HelperId.MapUpdateElem, run, r1, r2, r3, r4, r5);
}
