namespace Nbpf.Linux.Perf;

/// <summary>Takes what a perf buffer holds. Implemented by a struct, its calls are direct and can be inlined.</summary>
public interface IPerfBufferHandler
{
    /// <summary>Takes a record. Whatever it does, also when it throws, the record is consumed.</summary>
    /// <param name="cpu">The CPU whose program wrote it.</param>
    /// <param name="data">The record, padded by the kernel so that with the 4 bytes before it it is a multiple of 8; valid until the call returns.</param>
    /// <returns>False to end the consumption after this record.</returns>
    bool Sample(int cpu, ReadOnlySpan<byte> data);

    /// <summary>Learns that records were lost because the buffer of a CPU was full.</summary>
    /// <param name="cpu">The CPU.</param>
    /// <param name="count">How many records.</param>
    void Lost(int cpu, ulong count);
}
