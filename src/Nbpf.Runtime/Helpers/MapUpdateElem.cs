using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Maps;
using Nbpf.Verification;

namespace Nbpf.Runtime.Helpers;

/// <summary><c>long bpf_map_update_elem(struct bpf_map *map, const void *key, const void *value, u64 flags)</c>: adds or changes an element.</summary>
internal sealed unsafe class MapUpdateElem : Helper
{
    public override HelperPrototype Prototype { get; } = new()
    {
        Id = HelperId.MapUpdateElem,
        Name = "bpf_map_update_elem",
        AcceptsPacketMemory = true,
        WritesMap = true,
        Arguments = [ArgumentKind.ConstMapPointer, ArgumentKind.MapKey, ArgumentKind.MapValue, ArgumentKind.Anything],
        Return = ReturnKind.Integer,
    };

    /// <summary>The function serves calls that see different maps on different paths; elsewhere the rewrite puts the map type's own in its place.</summary>
    /// <inheritdoc/>
    internal override void Register(KernelFunctionTable functions) =>
        functions.Add("bpf_map_update_elem", typeof(GenericMapFunctions), nameof(GenericMapFunctions.Update), &GenericMapFunctions.Update, argumentCount: 4);
}
