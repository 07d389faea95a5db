using Nbpf.Runtime.Execution;

namespace Nbpf.Runtime.Interpreter;

/// <summary>The memory that programs may touch besides their stack: context, packet, map values and headers.</summary>
public unsafe interface IMemoryMap
{
    /// <summary>Finds the region that an address lies in.</summary>
    /// <param name="run">The run that touches it.</param>
    /// <param name="address">The address.</param>
    /// <param name="region">The region.</param>
    /// <returns>False when the address is nobody's.</returns>
    bool TryFindRegion(RunFrame* run, ulong address, out MemoryRegion region);
}

/// <summary>A block of memory.</summary>
/// <param name="Start">Its first address.</param>
/// <param name="End">The address after its last byte.</param>
/// <param name="IsWritable">False when programs may only read it.</param>
/// <param name="IsTransient">True when it may end during a run: it must be looked for anew at each access.</param>
public readonly record struct MemoryRegion(ulong Start, ulong End, bool IsWritable, bool IsTransient = false);
