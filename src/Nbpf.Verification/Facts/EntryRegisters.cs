namespace Nbpf.Verification;

/// <summary>What the argument registers hold when a program starts.</summary>
public enum EntryRegisters : byte
{
    /// <summary>r1 is the context (every Linux program type).</summary>
    Context,

    /// <summary>r1 is a block of memory of known size, r2 its size: the calling convention of the public conformance suite.</summary>
    MemoryAndLength,
}
