using Nbpf.Runtime.Interpreter;

namespace Nbpf.Runtime.Memory;

/// <summary>Tells which parts of a native block runs may touch now, for blocks of which that is not all.</summary>
internal interface IBlockRegions
{
    /// <summary>Finds the part that an address lies in.</summary>
    /// <param name="address">An address inside the block.</param>
    /// <param name="region">Receives the part.</param>
    /// <returns>False when runs may not touch the address.</returns>
    bool TryFindRegion(ulong address, out MemoryRegion region);
}
