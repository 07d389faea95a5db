using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Maps;
using Nbpf.Verification;

namespace Nbpf.Runtime.Helpers;

/// <summary><c>void *bpf_map_lookup_elem(struct bpf_map *map, const void *key)</c>: the address of the key's value, or NULL.</summary>
internal sealed unsafe class MapLookupElem : Helper
{
    public override HelperPrototype Prototype { get; } = new()
    {
        Id = HelperId.MapLookupElem,
        Name = "bpf_map_lookup_elem",
        AcceptsPacketMemory = true,
        FindsEveryIndex = true,
        Arguments = [ArgumentKind.ConstMapPointer, ArgumentKind.MapKey],
        Return = ReturnKind.MapValueOrNull,
    };

    /// <summary>The function serves calls that see different maps on different paths; elsewhere the rewrite puts the map type's own in its place.</summary>
    /// <inheritdoc/>
    internal override void Register(KernelFunctionTable functions) =>
        functions.Add("bpf_map_lookup_elem", typeof(GenericMapFunctions), nameof(GenericMapFunctions.Lookup), &GenericMapFunctions.Lookup, argumentCount: 2);
}
