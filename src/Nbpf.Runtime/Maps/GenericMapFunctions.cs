using System.Runtime.CompilerServices;
using Nbpf.Runtime.Execution;
using Nbpf.Syscall;

namespace Nbpf.Runtime.Maps;

/// <summary>
/// The map helpers for calls where the map is not the same on all paths, so that no map type's own function stands in the xlated
/// program: they look at the header they are given.
/// </summary>
internal static unsafe class GenericMapFunctions
{
    // SAFETY (all): the verifier proved that r1 is a map's header of a type that has the operation, and the other arguments for it.

    /// <summary>bpf_map_lookup_elem(map, key)</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ulong Lookup(RunFrame* run, ulong map, ulong key, ulong r3, ulong r4, ulong r5) => ((MapHeader*)map)->Type switch
    {
        MapType.Array => ArrayFunctions.Lookup(run, map, key, r3, r4, r5),
        MapType.PerCpuArray => PerCpuArrayFunctions.Lookup(run, map, key, r3, r4, r5),
        MapType.ArrayOfMaps => ArrayOfMapsFunctions.Lookup(run, map, key, r3, r4, r5),
        MapType.Hash => HashFunctions.Lookup(run, map, key, r3, r4, r5),
        MapType.LruHash => HashFunctions.LruLookup(run, map, key, r3, r4, r5),
        MapType.PerCpuHash => HashFunctions.PerCpuLookup(run, map, key, r3, r4, r5),
        MapType.HashOfMaps => HashFunctions.OfMapsLookup(run, map, key, r3, r4, r5),
        _ => 0,
    };

    /// <summary>bpf_map_update_elem(map, key, value, flags)</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ulong Update(RunFrame* run, ulong map, ulong key, ulong value, ulong flags, ulong r5) => ((MapHeader*)map)->Type switch
    {
        MapType.Array or MapType.PerCpuArray => ArrayFunctions.Update(run, map, key, value, flags, r5),
        MapType.Hash or MapType.LruHash or MapType.PerCpuHash => HashFunctions.Update(run, map, key, value, flags, r5),
        _ => ArrayFunctions.Failure(Errno.EOPNOTSUPP),
    };

    /// <summary>bpf_map_delete_elem(map, key)</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ulong Delete(RunFrame* run, ulong map, ulong key, ulong r3, ulong r4, ulong r5) => ((MapHeader*)map)->Type switch
    {
        MapType.Hash or MapType.LruHash or MapType.PerCpuHash => HashFunctions.Delete(run, map, key, r3, r4, r5),
        _ => ArrayFunctions.Failure(Errno.EINVAL),
    };

    /// <summary>bpf_map_lookup_percpu_elem(map, key, cpu)</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ulong LookupOnCpu(RunFrame* run, ulong map, ulong key, ulong cpu, ulong r4, ulong r5) => ((MapHeader*)map)->Type switch
    {
        MapType.PerCpuArray => PerCpuArrayFunctions.LookupOn(run, map, key, cpu, r4, r5),
        MapType.PerCpuHash => HashFunctions.PerCpuLookupOn(run, map, key, cpu, r4, r5),
        _ => 0,
    };
}
