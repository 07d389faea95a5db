using Nbpf.Isa;
using Nbpf.Runtime.Execution;
using Nbpf.Verification;

namespace Nbpf.Runtime.Maps;

/// <summary>A map, or the template of inner maps, as the rewriter sees it: its facts and how programs operate on it.</summary>
public interface IProgramMap : IMapFacts
{
    /// <summary>
    /// Writes the instructions that stand for <c>call bpf_map_lookup_elem</c> with this map in r1 and the key's address in r2
    /// (map_gen_lookup in Linux).
    /// </summary>
    /// <param name="buffer">Room for at least 16 instructions.</param>
    /// <returns>How many instructions, or 0 where the call stays: where Linux leaves it, and where a bound or size does not fit an immediate.</returns>
    int EmitLookup(Span<Instruction> buffer);

    /// <summary>The function to call directly in place of a map helper, or null where the map has none of its own.</summary>
    /// <param name="helper">The helper the program calls.</param>
    KernelFunction? FunctionFor(HelperId helper);
}
