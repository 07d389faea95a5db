using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Interpreter;
using Nbpf.Runtime.Memory;

namespace Nbpf.Runtime.Objects;

/// <summary>The memory that a checked run may touch: the live blocks of the kernel's heap, which hold maps, contexts and packets.</summary>
/// <param name="heap">The heap.</param>
internal sealed class HeapMemoryMap(NativeHeap heap) : IMemoryMap
{
    /// <inheritdoc/>
    public unsafe bool TryFindRegion(RunFrame* run, ulong address, out MemoryRegion region) => heap.TryFindRegion(address, out region);
}
