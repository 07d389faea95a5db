using Nbpf.Runtime.Execution;

namespace Nbpf.Runtime.Maps;

/// <summary>The map operations that programs call, by Linux's names, in one kernel's function table.</summary>
internal sealed unsafe class MapFunctions
{
    private MapFunctions(KernelFunctionTable table)
    {
        ArrayLookup = table.Add("array_map_lookup_elem", typeof(ArrayFunctions), nameof(ArrayFunctions.Lookup), &ArrayFunctions.Lookup);
        ArrayUpdate = table.Add("array_map_update_elem", typeof(ArrayFunctions), nameof(ArrayFunctions.Update), &ArrayFunctions.Update);
        ArrayDelete = table.Add("array_map_delete_elem", typeof(ArrayFunctions), nameof(ArrayFunctions.Delete), &ArrayFunctions.Delete);
        ArrayOfMapsLookup = table.Add("array_of_map_lookup_elem", typeof(ArrayOfMapsFunctions), nameof(ArrayOfMapsFunctions.Lookup), &ArrayOfMapsFunctions.Lookup);
        PerCpuArrayLookup = table.Add("percpu_array_map_lookup_elem", typeof(PerCpuArrayFunctions), nameof(PerCpuArrayFunctions.Lookup), &PerCpuArrayFunctions.Lookup);
        PerCpuArrayLookupOn = table.Add("percpu_array_map_lookup_percpu_elem", typeof(PerCpuArrayFunctions), nameof(PerCpuArrayFunctions.LookupOn), &PerCpuArrayFunctions.LookupOn);
        HashFind = table.Add("__htab_map_lookup_elem", typeof(HashFunctions), nameof(HashFunctions.Find), &HashFunctions.Find);
        HashLookup = table.Add("htab_map_lookup_elem", typeof(HashFunctions), nameof(HashFunctions.Lookup), &HashFunctions.Lookup);
        HashUpdate = table.Add("htab_map_update_elem", typeof(HashFunctions), nameof(HashFunctions.Update), &HashFunctions.Update);
        HashDelete = table.Add("htab_map_delete_elem", typeof(HashFunctions), nameof(HashFunctions.Delete), &HashFunctions.Delete);
        PerCpuHashLookup = table.Add("htab_percpu_map_lookup_elem", typeof(HashFunctions), nameof(HashFunctions.PerCpuLookup), &HashFunctions.PerCpuLookup);
        PerCpuHashLookupOn = table.Add("htab_percpu_map_lookup_percpu_elem", typeof(HashFunctions), nameof(HashFunctions.PerCpuLookupOn), &HashFunctions.PerCpuLookupOn);
        PerCpuHashUpdate = table.Add("htab_percpu_map_update_elem", typeof(HashFunctions), nameof(HashFunctions.Update), &HashFunctions.Update);
        LruHashLookup = table.Add("htab_lru_map_lookup_elem", typeof(HashFunctions), nameof(HashFunctions.LruLookup), &HashFunctions.LruLookup);
        LruHashUpdate = table.Add("htab_lru_map_update_elem", typeof(HashFunctions), nameof(HashFunctions.Update), &HashFunctions.Update);
        LruHashDelete = table.Add("htab_lru_map_delete_elem", typeof(HashFunctions), nameof(HashFunctions.Delete), &HashFunctions.Delete);
        HashOfMapsLookup = table.Add("htab_of_map_lookup_elem", typeof(HashFunctions), nameof(HashFunctions.OfMapsLookup), &HashFunctions.OfMapsLookup);
    }

    /// <summary>array_map_lookup_elem</summary>
    public KernelFunction ArrayLookup { get; }

    /// <summary>array_map_update_elem, also of per-CPU arrays</summary>
    public KernelFunction ArrayUpdate { get; }

    /// <summary>array_map_delete_elem, also of per-CPU arrays</summary>
    public KernelFunction ArrayDelete { get; }

    /// <summary>array_of_map_lookup_elem</summary>
    public KernelFunction ArrayOfMapsLookup { get; }

    /// <summary>percpu_array_map_lookup_elem</summary>
    public KernelFunction PerCpuArrayLookup { get; }

    /// <summary>percpu_array_map_lookup_percpu_elem</summary>
    public KernelFunction PerCpuArrayLookupOn { get; }

    /// <summary>__htab_map_lookup_elem: the element, to which inlined code adds the value's offset</summary>
    public KernelFunction HashFind { get; }

    /// <summary>htab_map_lookup_elem</summary>
    public KernelFunction HashLookup { get; }

    /// <summary>htab_map_update_elem</summary>
    public KernelFunction HashUpdate { get; }

    /// <summary>htab_map_delete_elem, also of per-CPU hashes</summary>
    public KernelFunction HashDelete { get; }

    /// <summary>htab_percpu_map_lookup_elem</summary>
    public KernelFunction PerCpuHashLookup { get; }

    /// <summary>htab_percpu_map_lookup_percpu_elem</summary>
    public KernelFunction PerCpuHashLookupOn { get; }

    /// <summary>htab_percpu_map_update_elem</summary>
    public KernelFunction PerCpuHashUpdate { get; }

    /// <summary>htab_lru_map_lookup_elem</summary>
    public KernelFunction LruHashLookup { get; }

    /// <summary>htab_lru_map_update_elem</summary>
    public KernelFunction LruHashUpdate { get; }

    /// <summary>htab_lru_map_delete_elem</summary>
    public KernelFunction LruHashDelete { get; }

    /// <summary>htab_of_map_lookup_elem</summary>
    public KernelFunction HashOfMapsLookup { get; }

    /// <summary>Adds all map operations to a kernel's function table.</summary>
    public static MapFunctions Register(KernelFunctionTable table) => new(table);
}
