using System.Runtime.CompilerServices;
using Nbpf.Runtime.Execution;
using Nbpf.Verification;

namespace Nbpf.Runtime.Helpers;

/// <summary><c>long bpf_map_delete_elem(struct bpf_map *map, const void *key)</c>: removes an element.</summary>
internal sealed unsafe class MapDeleteElem : MapHelper
{
    public override HelperPrototype Prototype { get; } = new()
    {
        Id = HelperId.MapDeleteElem,
        Name = "bpf_map_delete_elem",
        AcceptsPacketMemory = true,
        Arguments = [ArgumentKind.ConstMapPointer, ArgumentKind.MapKey],
        Return = ReturnKind.Integer,
    };

    internal override void Register(KernelFunctionTable functions) => functions.Add("bpf_map_delete_elem", typeof(MapDeleteElem), nameof(Invoke), &Invoke);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Invoke(RunFrame* run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5) =>
        CallMapFunction(HelperId.MapDeleteElem, run, r1, r2, r3, r4, r5);
}
