namespace Nbpf.Readers;

/// <summary>Takes the records of ring buffers. Implemented by a struct, its calls are direct and can be inlined.</summary>
public interface IRingBufferHandler
{
    /// <summary>Takes a record. Whatever it does, also when it throws, the record is consumed.</summary>
    /// <param name="record">The record in the ring itself; valid until the call returns.</param>
    /// <param name="ring">The ring it came from.</param>
    /// <returns>False to end the consumption after this record.</returns>
    bool Handle(ReadOnlySpan<byte> record, RingBuffer ring);
}
