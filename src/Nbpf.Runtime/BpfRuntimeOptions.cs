namespace Nbpf.Runtime;

/// <summary>How an in-process kernel is made.</summary>
public sealed record BpfRuntimeOptions
{
    /// <summary>Number of logical CPUs: how many runs go on at the same time, and how many slots a per-CPU value has.</summary>
    public int CpuCount { get; init; } = Environment.ProcessorCount;

    /// <summary>The most native memory that maps and programs may take, in bytes; past it commands answer ENOMEM. By default what the machine or container has.</summary>
    public ulong MemoryLimitBytes { get; init; } = (ulong)GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
}
