using Microsoft.Win32.SafeHandles;
using Nbpf.Syscall;

namespace Nbpf.Linux.Xdp;

/// <summary>Fill and completion ring of one queue of an interface, which all sockets of the same memory on that queue share. Unmapped with the last of them.</summary>
internal sealed class XskQueue
{
    private const ulong FillPageOffset = 0x1_0000_0000;
    private const ulong CompletionPageOffset = 0x1_8000_0000;

    private readonly XskRing<ulong> fill;
    private readonly XskRing<ulong> completion;
    private int users = 1;

    private XskQueue(int interfaceIndex, int queue, XskRing<ulong> fill, XskRing<ulong> completion)
    {
        InterfaceIndex = interfaceIndex;
        Queue = queue;
        this.fill = fill;
        this.completion = completion;
        Fill = new(fill);
        Completion = new(completion);
    }

    public int InterfaceIndex { get; }

    public int Queue { get; }

    public XskProducerRing<ulong> Fill { get; }

    public XskConsumerRing<ulong> Completion { get; }

    /// <summary>Maps the rings of the first socket on a queue.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="interfaceIndex">The interface.</param>
    /// <param name="number">The queue.</param>
    /// <param name="options">Sizes of the rings.</param>
    /// <param name="offsets">XDP_MMAP_OFFSETS' answer.</param>
    /// <param name="queue">Receives it, or null on error.</param>
    public static Errno Map(SafeFileHandle socket, int interfaceIndex, int number, XskOptions options, ReadOnlySpan<ulong> offsets, out XskQueue? queue)
    {
        queue = null;
        Errno errno = XskRing<ulong>.Map(socket, FillPageOffset, RingOffsets.Of(offsets, 2), options.FillRingSize, out XskRing<ulong>? fill);
        if (fill is null) return errno;
        errno = XskRing<ulong>.Map(socket, CompletionPageOffset, RingOffsets.Of(offsets, 3), options.CompletionRingSize, out XskRing<ulong>? completion);
        if (completion is null) fill.Dispose();
        else queue = new(interfaceIndex, number, fill, completion);
        return errno;
    }

    /// <summary>One more socket; under the memory's lock.</summary>
    public XskQueue Share()
    {
        users++;
        return this;
    }

    /// <summary>One socket less; under the memory's lock.</summary>
    public void Release()
    {
        if (--users > 0) return;
        fill.Dispose();
        completion.Dispose();
    }
}
