using System.Buffers;

namespace Nbpf.Syscall;

/// <summary>
/// Memory that is shared with a kernel, as mmap(2) on a map gives it: what one side writes the other sees, without a copy.
/// Disposing unmaps it; spans taken before must not be used after.
/// </summary>
public abstract class MappedMemory : MemoryManager<byte>
{
    /// <summary>Length in bytes.</summary>
    public abstract int Length { get; }

    /// <summary>True when it may be written.</summary>
    public abstract bool IsWritable { get; }
}
