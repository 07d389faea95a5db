using System.Numerics;
using Nbpf.Isa;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Maps;
using Nbpf.Syscall;
using Nbpf.Verification;

namespace Nbpf.Runtime.RingBuffers;

/// <summary>The map type RINGBUF (ringbuf_map_alloc; kernel/bpf/ringbuf.c, Linux 6.18).</summary>
internal sealed unsafe class RingBufferType : MapTypeDefinition
{
    /// <inheritdoc/>
    public override MapType Type => MapType.RingBuf;

    /// <inheritdoc/>
    public override Errno CheckAttributes(MapCreateAttributes attributes)
    {
        bool isValid = (attributes.Flags & ~MapFlags.NumaNode) == 0 && attributes is { KeySize: 0, ValueSize: 0 }
            && BitOperations.IsPow2(attributes.MaxEntries) && attributes.MaxEntries >= Ring.UnitBytes;
        return isValid ? Errno.None : Errno.EINVAL;
    }

    /// <inheritdoc/>
    public override Errno Create(MapEnvironment environment, MapCreateAttributes attributes, out KernelMap? map)
    {
        map = null;
        Ring* ring = (Ring*)environment.Heap.TryAllocate(Ring.BlockBytes(attributes.MaxEntries), Ring.UnitBytes);
        if (ring == null)
            return Errno.ENOMEM;
        MapHeader* header = (MapHeader*)environment.Heap.TryAllocate((ulong)sizeof(MapHeader));
        if (header == null)
        {
            environment.Heap.Free(ring);
            return Errno.ENOMEM;
        }
        map = new RingBufferMap(environment, this, attributes, header, ring);
        return Errno.None;
    }

    /// <inheritdoc/>
    public override int EmitLookup(IMapFacts map, MapFunctions functions, Span<Instruction> buffer) => 0;

    /// <inheritdoc/>
    public override KernelFunction? FunctionFor(MapFunctions functions, HelperId helper) => null;
}
