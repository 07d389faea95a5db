using Nbpf.Syscall;

namespace Nbpf.Linux.Xdp;

/// <summary>
/// The memory that AF_XDP sockets have their packets in: frames of one size, shared with the kernel and between the sockets that use it.
/// Thread-safe, but for what the frames hold. Dispose it after its sockets; spans taken before must not be used after.
/// </summary>
public sealed class Umem : IDisposable
{
    private const int OffsetShift = 48;
    private const ulong BaseMask = (1UL << OffsetShift) - 1;

    private readonly MemoryMapping memory;

    /// <summary>Allocates the memory.</summary>
    /// <param name="options">How, or null.</param>
    /// <exception cref="ArgumentException">The sizes are not possible.</exception>
    /// <exception cref="BpfException">There is not enough memory.</exception>
    public Umem(UmemOptions? options = null)
    {
        Options = options ?? new();
        bool fits = Options.FrameSize >= 2048 && Options.FrameSize <= Environment.SystemPageSize && (Options.IsUnaligned || int.IsPow2(Options.FrameSize));
        if (!fits) throw new ArgumentException($"frames of {Options.FrameSize} bytes are not possible: 2048 or 4096 when aligned, else 2048 to {Environment.SystemPageSize}", nameof(options));
        long length = (long)Options.FrameCount * Options.FrameSize;
        if (Options.FrameCount <= 0 || length > int.MaxValue) throw new ArgumentException($"{Options.FrameCount} frames of {Options.FrameSize} bytes are not possible: at most {int.MaxValue} bytes", nameof(options));
        SysResult result = MemoryMapping.Create(-1, 0, (int)length, isWritable: true, out MemoryMapping? mapping);
        memory = mapping ?? throw new BpfException(result.Errno, "allocate", "AF_XDP memory");
    }

    /// <summary>How it was made.</summary>
    public UmemOptions Options { get; }

    internal MemoryMapping Memory => memory;

    internal Lock Lock { get; } = new();

    /// <summary>The open sockets, under <see cref="Lock"/>.</summary>
    internal List<XskSocket> Sockets { get; } = [];

    /// <summary>Address of a frame.</summary>
    /// <param name="index">Its index.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such frame.</exception>
    public ulong FrameAddress(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Options.FrameCount, nameof(index));
        return (ulong)index * (uint)Options.FrameSize;
    }

    /// <summary>Address of the frame that a packet lies in: what goes back into the fill ring.</summary>
    /// <param name="address">Address of a packet, as a descriptor has it.</param>
    public ulong FrameOf(ulong address) => Options.IsUnaligned ? address & BaseMask : address & ~(ulong)(uint)(Options.FrameSize - 1);

    /// <summary>A packet's bytes.</summary>
    /// <param name="descriptor">Where they are.</param>
    /// <exception cref="ArgumentOutOfRangeException">They lie outside the memory.</exception>
    public Span<byte> Packet(XdpDescriptor descriptor)
    {
        ulong address = Options.IsUnaligned ? (descriptor.Address & BaseMask) + (descriptor.Address >> OffsetShift) : descriptor.Address;
        if (address > (ulong)memory.Length || descriptor.Length > (ulong)memory.Length - address)
            throw new ArgumentOutOfRangeException(nameof(descriptor), $"{descriptor} lies outside the memory of {memory.Length} bytes");
        return memory.GetSpan().Slice((int)address, (int)descriptor.Length);
    }

    /// <summary>Unmaps the memory; the kernel keeps its pages while sockets use them.</summary>
    /// <exception cref="InvalidOperationException">Sockets are open.</exception>
    public void Dispose()
    {
        lock (Lock)
        {
            if (Sockets.Count > 0) throw new InvalidOperationException($"{Sockets.Count} sockets still use this memory");
            ((IDisposable)memory).Dispose();
        }
    }
}
