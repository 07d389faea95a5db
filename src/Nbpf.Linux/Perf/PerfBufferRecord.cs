namespace Nbpf.Linux.Perf;

/// <summary>A record of a perf buffer, or the news that records were lost.</summary>
/// <param name="Cpu">The CPU whose program wrote it, or lost it.</param>
/// <param name="Data">The record, with the kernel's padding; empty for lost records.</param>
/// <param name="LostCount">How many records were lost before this; 0 for a record.</param>
public readonly record struct PerfBufferRecord(int Cpu, ReadOnlyMemory<byte> Data, ulong LostCount);
