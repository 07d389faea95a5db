using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Maps;
using Nbpf.Verification;

namespace Nbpf.Runtime.Helpers;

/// <summary><c>long bpf_map_delete_elem(struct bpf_map *map, const void *key)</c>: removes an element.</summary>
internal sealed unsafe class MapDeleteElem : Helper
{
    public override HelperPrototype Prototype { get; } = new()
    {
        Id = HelperId.MapDeleteElem,
        Name = "bpf_map_delete_elem",
        AcceptsPacketMemory = true,
        WritesMap = true,
        Arguments = [ArgumentKind.ConstMapPointer, ArgumentKind.MapKey],
        Return = ReturnKind.Integer,
    };

    /// <summary>The function serves calls that see different maps on different paths; elsewhere the rewrite puts the map type's own in its place.</summary>
    /// <inheritdoc/>
    internal override void Register(KernelFunctionTable functions) =>
        functions.Add("bpf_map_delete_elem", typeof(GenericMapFunctions), nameof(GenericMapFunctions.Delete), &GenericMapFunctions.Delete, argumentCount: 2);
}
