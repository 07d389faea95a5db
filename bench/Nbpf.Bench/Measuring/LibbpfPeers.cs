using System.Diagnostics;
using System.Runtime.InteropServices;
using Nbpf.Syscall;

namespace Nbpf.Bench.Measuring;

/// <summary>The same work done by C programs on Debian's libbpf, built by bench/peers/build and called in this process.</summary>
internal sealed unsafe class LibbpfPeers : IDisposable
{
    private readonly nint _library;
    private readonly string _directory = Directory.CreateTempSubdirectory("nbpf-bench-").FullName;

    internal LibbpfPeers()
    {
        string path = Path.Combine(_directory, "peers.so");
        using (Process build = Process.Start(Path.Combine(RepositoryRoot.Peers, "build"), path))
        {
            build.WaitForExit();
            if (build.ExitCode != 0) throw new InvalidOperationException("bench/peers/build failed: it needs libbpf-dev and a C compiler");
        }
        _library = NativeLibrary.Load(path);
    }

    /// <summary>Milliseconds from an object file to loaded programs and closed again.</summary>
    internal double Load(string path)
    {
        nint text = Marshal.StringToCoTaskMemUTF8(path);
        // SAFETY: the library exports this function with this signature; the text is NUL-terminated and freed after the call.
        long answer = ((delegate* unmanaged<nint, long>)NativeLibrary.GetExport(_library, "peer_load"))(text);
        Marshal.FreeCoTaskMem(text);
        return Milliseconds(answer, $"load {path}");
    }

    /// <summary>Milliseconds to read the running kernel's BTF and find one type by name.</summary>
    internal double ParseKernelBtf() =>
        // SAFETY: the library exports this function with this signature.
        Milliseconds(((delegate* unmanaged<long>)NativeLibrary.GetExport(_library, "peer_parse_kernel_btf"))(), "parse the kernel's BTF");

    /// <summary>Milliseconds for a number of lookups of a map of 4-byte keys and 8-byte values.</summary>
    internal double Lookups(int mapFd, uint entries, uint count) => MapLoop("peer_lookups", mapFd, entries, count);

    /// <summary>Milliseconds for a number of updates of such a map.</summary>
    internal double Updates(int mapFd, uint entries, uint count) => MapLoop("peer_updates", mapFd, entries, count);

    /// <summary>Milliseconds to read all elements of such a map, a hash, by batches.</summary>
    internal double BatchRead(int mapFd, uint batch, out ulong elements)
    {
        fixed (ulong* total = &elements)
        {
            // SAFETY: the library exports this function with this signature; total is pinned during the call.
            return Milliseconds(((delegate* unmanaged<int, uint, ulong*, long>)NativeLibrary.GetExport(_library, "peer_batch_read"))(mapFd, batch, total), "read a map by batches");
        }
    }

    /// <summary>Opens a ring buffer for libbpf's consumer.</summary>
    internal LibbpfRing OpenRing(int mapFd) => new(_library, mapFd);

    public void Dispose()
    {
        NativeLibrary.Free(_library);
        Directory.Delete(_directory, recursive: true);
    }

    private double MapLoop(string function, int mapFd, uint entries, uint count) =>
        // SAFETY: the library exports both functions with this signature.
        Milliseconds(((delegate* unmanaged<int, uint, uint, long>)NativeLibrary.GetExport(_library, function))(mapFd, entries, count), function);

    private static double Milliseconds(long answer, string what) =>
        answer >= 0 ? answer / 1e6 : throw new BpfException((Errno)(-answer), what, "libbpf");
}
