using System.Runtime.InteropServices;
using Nbpf.Bench.Measuring;
using Nbpf.Syscall;

namespace Nbpf.Bench.Rows;

/// <summary>Nbpf.Linux and the loader on it against libbpf, doing the same with the same kernel.</summary>
internal static class LibbpfRows
{
    // What start-up costs is measured elsewhere: .NET compiles what runs often a second and a third time.
    private const int LoadsForWarmth = 1000;
    private const uint Calls = 20_000;
    private const uint HotEntries = 1024;
    private const uint BatchEntries = 1_000_000;
    private const uint BatchSize = 65_536;

    internal static IEnumerable<ResultRow> Measure(int rounds)
    {
        using IBpf kernel = Kernels.Linux();
        using LibbpfPeers libbpf = new();
        foreach (string path in Objects())
        {
            for (int i = 0; i < LoadsForWarmth; i++) Load(kernel, path);
            Measured[] loads = Rounds.Interleave(rounds, () => Load(kernel, path), () => libbpf.Load(path));
            yield return ResultRow.Against($"load {Path.GetFileName(path)} into Linux, warm", loads[0], "libbpf", loads[1], "ms", 1.2);
        }
        foreach (ResultRow row in MapCommands(rounds, kernel, libbpf)) yield return row;
        yield return Batches(rounds, kernel, libbpf);
    }

    private static IEnumerable<string> Objects()
    {
        const string XdpTools = "/usr/lib/x86_64-linux-gnu/bpf";
        yield return RepositoryRoot.MaglevObject;
        yield return Path.Combine(RepositoryRoot.Programs, "parse.bpf.o");
        if (Directory.Exists(XdpTools)) yield return Path.Combine(XdpTools, "xdp-dispatcher.o");
    }

    private static double Load(IBpf kernel, string path) => Rounds.Milliseconds(() => BpfObject.Load(kernel, path).Dispose());

    private static IEnumerable<ResultRow> MapCommands(int rounds, IBpf kernel, LibbpfPeers libbpf)
    {
        int fd = Create(kernel, HotEntries);
        try
        {
            Fill(kernel, fd, HotEntries);
            Measured[] lookups = Rounds.Interleave(rounds, () => Lookups(kernel, fd), () => libbpf.Lookups(fd, HotEntries, Calls));
            yield return PerCall("lookup of a hash by system call", lookups);
            Measured[] updates = Rounds.Interleave(rounds, () => Updates(kernel, fd), () => libbpf.Updates(fd, HotEntries, Calls));
            yield return PerCall("update of a hash by system call", updates);
        }
        finally
        {
            kernel.Close(fd);
        }
    }

    private static ResultRow PerCall(string work, Measured[] series)
    {
        Measured[] each = [.. series.Select(s => new Measured(s.Best * 1e6 / Calls, s.Median * 1e6 / Calls))];
        return ResultRow.Against(work, each[0], "libbpf", each[1], "ns", 1.05);
    }

    private static double Lookups(IBpf kernel, int fd) => Rounds.Milliseconds(() =>
    {
        ulong value = 0;
        for (uint i = 0; i < Calls; i++)
        {
            uint key = i % HotEntries;
            if (kernel.MapLookupElem(fd, Bytes(ref key), Bytes(ref value)).IsError) throw new InvalidOperationException("lookup failed");
        }
    });

    private static double Updates(IBpf kernel, int fd) => Rounds.Milliseconds(() =>
    {
        for (uint i = 0; i < Calls; i++)
        {
            uint key = i % HotEntries;
            ulong value = i;
            if (kernel.MapUpdateElem(fd, Bytes(ref key), Bytes(ref value)).IsError) throw new InvalidOperationException("update failed");
        }
    });

    private static ResultRow Batches(int rounds, IBpf kernel, LibbpfPeers libbpf)
    {
        int fd = Create(kernel, BatchEntries);
        try
        {
            Fill(kernel, fd, BatchEntries);
            Measured[] series = Rounds.InterleaveOnce(rounds, () => BatchRead(kernel, fd), () =>
            {
                double took = libbpf.BatchRead(fd, BatchSize, out ulong elements);
                return elements == BatchEntries ? took : throw new InvalidOperationException($"libbpf read {elements} elements");
            });
            return ResultRow.Against("batch read of a hash of 1,000,000", series[0], "libbpf", series[1], "ms", 1.2);
        }
        finally
        {
            kernel.Close(fd);
        }
    }

    private static double BatchRead(IBpf kernel, int fd) => Rounds.Milliseconds(() =>
    {
        uint[] keys = GC.AllocateUninitializedArray<uint>((int)BatchSize);
        ulong[] values = GC.AllocateUninitializedArray<ulong>((int)BatchSize);
        uint position = 0;
        ulong total = 0;
        SysResult result;
        bool first = true;
        do
        {
            uint count = BatchSize;
            result = kernel.MapLookupBatch(fd, first ? default : Bytes(ref position), Bytes(ref position), MemoryMarshal.AsBytes(keys.AsSpan()), MemoryMarshal.AsBytes(values.AsSpan()), ref count);
            if (!result.IsError || result.Errno == Errno.ENOENT) total += count;
            first = false;
        }
        while (!result.IsError);
        if (total != BatchEntries) throw new InvalidOperationException($"{total} elements were read: {result}");
    });

    private static int Create(IBpf kernel, uint entries)
    {
        SysResult created = kernel.MapCreate(new MapCreateAttributes { Type = MapType.Hash, KeySize = sizeof(uint), ValueSize = sizeof(ulong), MaxEntries = entries });
        return created.IsError ? throw new BpfException(created.Errno, "create map", "hash") : created.Value;
    }

    private static void Fill(IBpf kernel, int fd, uint entries)
    {
        uint[] keys = [.. Enumerable.Range(0, (int)entries).Select(i => (uint)i)];
        ulong[] values = new ulong[entries];
        SysResult filled = kernel.MapUpdateBatch(fd, MemoryMarshal.AsBytes(keys.AsSpan()), MemoryMarshal.AsBytes(values.AsSpan()), ref entries);
        if (filled.IsError) throw new BpfException(filled.Errno, "fill map", "hash");
    }

    private static Span<byte> Bytes<T>(ref T value)
        where T : unmanaged => MemoryMarshal.AsBytes(new Span<T>(ref value));
}
