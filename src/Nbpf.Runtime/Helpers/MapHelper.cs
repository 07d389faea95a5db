using System.Diagnostics;
using System.Runtime.CompilerServices;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Maps;

namespace Nbpf.Runtime.Helpers;

/// <summary>
/// A helper that works on any map: it calls the map type's own function. The rewrite puts that function's call in its place where
/// the map is known, so this is the way of calls that see different maps on different paths.
/// </summary>
internal abstract unsafe class MapHelper : Helper
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected static ulong CallMapFunction(HelperId helper, RunFrame* run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5)
    {
        // SAFETY: the verifier proved r1 to be a map pointer of a type that this helper may have; the map lives during the run.
        KernelMap map = KernelMap.Of((MapHeader*)r1);
        KernelFunction function = map.FunctionFor(helper) ?? throw new UnreachableException($"map type {map.Type} has no {helper}");
        return function.Pointer(run, r1, r2, r3, r4, r5);
    }
}
