using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Maps;
using Nbpf.Verification;

namespace Nbpf.Runtime.Helpers;

/// <summary><c>void *bpf_map_lookup_percpu_elem(struct bpf_map *map, const void *key, u32 cpu)</c>: the address of one CPU's value of the key, or NULL.</summary>
internal sealed unsafe class MapLookupPerCpuElem : Helper
{
    public override HelperPrototype Prototype { get; } = new()
    {
        Id = HelperId.MapLookupPerCpuElem,
        Name = "bpf_map_lookup_percpu_elem",
        AcceptsPacketMemory = true,
        Arguments = [ArgumentKind.ConstMapPointer, ArgumentKind.MapKey, ArgumentKind.Anything],
        Return = ReturnKind.MapValueOrNull,
    };

    /// <summary>The function serves calls that see different maps on different paths; elsewhere the rewrite puts the map type's own in its place.</summary>
    /// <inheritdoc/>
    internal override void Register(KernelFunctionTable functions) =>
        functions.Add("bpf_map_lookup_percpu_elem", typeof(GenericMapFunctions), nameof(GenericMapFunctions.LookupOnCpu), &GenericMapFunctions.LookupOnCpu, argumentCount: 3);
}
