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
    }

    /// <summary>array_map_lookup_elem</summary>
    public KernelFunction ArrayLookup { get; }

    /// <summary>array_map_update_elem</summary>
    public KernelFunction ArrayUpdate { get; }

    /// <summary>array_map_delete_elem</summary>
    public KernelFunction ArrayDelete { get; }

    /// <summary>array_of_map_lookup_elem</summary>
    public KernelFunction ArrayOfMapsLookup { get; }

    /// <summary>Adds all map operations to a kernel's function table.</summary>
    public static MapFunctions Register(KernelFunctionTable table) => new(table);
}
