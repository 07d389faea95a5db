using Nbpf.Runtime.Memory;
using Nbpf.Runtime.Objects;

namespace Nbpf.Runtime.Maps;

/// <summary>What maps take from their kernel.</summary>
/// <param name="Heap">Native memory.</param>
/// <param name="PerCpu">Per-CPU memory.</param>
/// <param name="Objects">Ids and file descriptors.</param>
/// <param name="Functions">The functions that programs call for map operations.</param>
internal sealed record MapEnvironment(NativeHeap Heap, PerCpuHeap PerCpu, ObjectTable Objects, MapFunctions Functions)
{
    /// <summary>Delays frees while runs may hold pointers.</summary>
    public GracePeriods GracePeriods => Objects.GracePeriods;

    /// <summary>Number of possible CPUs.</summary>
    public int CpuCount => PerCpu.CpuCount;
}
