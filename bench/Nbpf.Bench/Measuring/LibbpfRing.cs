using System.Runtime.InteropServices;
using Nbpf.Syscall;

namespace Nbpf.Bench.Measuring;

/// <summary>libbpf's consumer of a ring buffer.</summary>
internal sealed unsafe class LibbpfRing : IDisposable
{
    private readonly nint _library;
    private readonly nint _ring;

    internal LibbpfRing(nint library, int mapFd)
    {
        _library = library;
        // SAFETY: the library exports this function with this signature, and stays loaded longer than this.
        _ring = ((delegate* unmanaged<int, nint>)NativeLibrary.GetExport(library, "peer_ring_open"))(mapFd);
        if (_ring == 0) throw new BpfException(Errno.EINVAL, "open ring buffer", "libbpf");
    }

    /// <summary>Milliseconds to consume what is there, which must be that many records.</summary>
    internal double Consume(int records)
    {
        ulong sum;
        // SAFETY: the library exports this function with this signature; sum is a local.
        long answer = ((delegate* unmanaged<nint, int, ulong*, long>)NativeLibrary.GetExport(_library, "peer_ring_consume"))(_ring, records, &sum);
        return answer >= 0 && sum != 0 ? answer / 1e6 : throw new BpfException((Errno)(-answer), "consume ring buffer", "libbpf");
    }

    public void Dispose() =>
        // SAFETY: the library exports this function with this signature; the ring is not used again.
        ((delegate* unmanaged<nint, void>)NativeLibrary.GetExport(_library, "peer_ring_close"))(_ring);
}
