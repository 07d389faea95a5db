namespace Nbpf.Linux.Perf;

/// <summary>Takes a record of a perf buffer. Whatever it does, also when it throws, the record is consumed.</summary>
/// <param name="cpu">The CPU whose program wrote it.</param>
/// <param name="data">The record, with the kernel's padding; valid until the call returns.</param>
public delegate void PerfBufferCallback(int cpu, ReadOnlySpan<byte> data);
