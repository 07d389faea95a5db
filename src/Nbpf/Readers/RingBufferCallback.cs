namespace Nbpf.Readers;

/// <summary>Takes a record of a ring buffer. Whatever it does, also when it throws, the record is consumed.</summary>
/// <param name="record">The record in the ring itself; valid until the call returns.</param>
public delegate void RingBufferCallback(ReadOnlySpan<byte> record);
