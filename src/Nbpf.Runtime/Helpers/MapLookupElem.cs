using Nbpf.Runtime.Execution;
using Nbpf.Verification;

namespace Nbpf.Runtime.Helpers;

/// <summary><c>void *bpf_map_lookup_elem(struct bpf_map *map, const void *key)</c>: the address of the key's value, or NULL.</summary>
internal sealed class MapLookupElem : Helper
{
    public override HelperPrototype Prototype { get; } = new()
    {
        Id = HelperId.MapLookupElem,
        Name = "bpf_map_lookup_elem",
        AcceptsPacketMemory = true,
        Arguments = [ArgumentKind.ConstMapPointer, ArgumentKind.MapKey],
        Return = ReturnKind.MapValueOrNull,
    };

    internal override void Register(KernelFunctionTable functions)
    {
    }
}
