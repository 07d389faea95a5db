using Nbpf.Runtime.Execution;
using Nbpf.Verification;

namespace Nbpf.Runtime.Helpers;

/// <summary><c>long bpf_map_delete_elem(struct bpf_map *map, const void *key)</c>: removes an element.</summary>
internal sealed class MapDeleteElem : Helper
{
    public override HelperPrototype Prototype { get; } = new()
    {
        Id = HelperId.MapDeleteElem,
        Name = "bpf_map_delete_elem",
        AcceptsPacketMemory = true,
        Arguments = [ArgumentKind.ConstMapPointer, ArgumentKind.MapKey],
        Return = ReturnKind.Integer,
    };

    internal override void Register(KernelFunctionTable functions)
    {
    }
}
