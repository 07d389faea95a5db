using Nbpf.Runtime.Memory;
using Nbpf.Runtime.ProgramTypes;

namespace Nbpf.Runtime.Interpreter.Checked;

/// <summary>The memory of a kernel's programs of one type.</summary>
/// <param name="heap">What holds maps, contexts and packets.</param>
/// <param name="type">The programs' type.</param>
internal sealed unsafe class KernelMemory(NativeHeap heap, KernelProgramType type) : CheckedMemory
{
    /// <inheritdoc/>
    public override ulong FreeCount => heap.FreeCount;

    /// <inheritdoc/>
    public override bool IsAlive(ulong address, ulong lengthBytes) =>
        heap.TryFindBlock(address, out ulong start, out ulong size) && lengthBytes <= size && address - start <= size - lengthBytes;

    /// <inheritdoc/>
    public override bool AreInOneBlock(ulong first, ulong second) =>
        heap.TryFindBlock(first, out ulong start, out _) && heap.TryFindBlock(second, out ulong other, out _) && start == other;

    /// <inheritdoc/>
    public override bool IsFreed(ulong address) => heap.IsFreed(address);

    /// <inheritdoc/>
    public override int ContextBytes(void* context, out RegionAccess access)
    {
        access = type.MayWriteContext ? RegionAccess.Read | RegionAccess.Write : RegionAccess.Read;
        return type.PlainContextBytes;
    }
}
