using Nbpf.Bench.Measuring;
using Nbpf.Maglev;
using Nbpf.Runtime;
using Nbpf.Syscall;

namespace Nbpf.Bench.Rows;

/// <summary>Tables: building them, publishing many, and their memory.</summary>
internal static class TableRows
{
    internal static IEnumerable<ResultRow> Build(int rounds)
    {
        Backend[] backends = LoadedBalancer.Backends(1000);
        Measured series = Rounds.Interleave(rounds, () => Rounds.Milliseconds(() => MaglevTable.Build(backends, 65537)))[0];
        yield return ResultRow.Alone("table of 65537 slots for 1,000 backends", series, "ms", 4, "paper: 1.8 to 22.9 ms; Katran's builder: 2.5 ms");
    }

    internal static IEnumerable<ResultRow> Publish(int rounds)
    {
        Backend[] backends = LoadedBalancer.Backends(8);
        ServiceTable table = new(MaglevTable.Build(backends, TableSize.For(backends.Length)), 1);
        PublishedService[] services = [.. Enumerable.Range(0, 1000).Select(i => new PublishedService(new VirtualIp(WireAddress.FromIPv4(0x0a64_0000 + (uint)i), 80, TransportProtocol.Tcp), table))];
        using LoadedBalancer ours = new(Kernels.InProcess(ExecutionEngine.Jit)), linux = new(Kernels.Linux());
        Measured[] series = Rounds.InterleaveOnce(rounds, () => Rounds.Milliseconds(() => ours.Publisher.Publish(services)), () => Rounds.Milliseconds(() => linux.Publisher.Publish(services)));
        yield return ResultRow.Alone("publish 1,000 services: create, fill, one batch", series[0], "ms", 100, $"Linux: {ResultRow.Number(series[1].Best)} / {ResultRow.Number(series[1].Median)} ms");
    }

    internal static IEnumerable<ResultRow> Memory()
    {
        using IBpf ours = Kernels.InProcess(ExecutionEngine.Jit), linux = Kernels.Linux();
        foreach (int backends in new[] { 3, 10, 50, 1000 })
        {
            uint elements = (uint)(1 + (TableSize.For(backends) + ServiceTable.SlotsPerElement - 1) / ServiceTable.SlotsPerElement);
            ulong own = MemoryOf(ours, elements), theirs = MemoryOf(linux, elements);
            yield return new($"inner map of a service of {backends} backends", $"{own} bytes", $"Linux's memlock: {theirs} bytes", ResultRow.Ratios((double)own / theirs, (double)own / theirs), "≤ 1x", own <= theirs);
        }
    }

    private static ulong MemoryOf(IBpf kernel, uint elements)
    {
        SysResult created = kernel.MapCreate(new MapCreateAttributes { Type = MapType.Array, KeySize = 4, ValueSize = ServiceTable.ElementBytes, MaxEntries = elements, Flags = MapFlags.InnerMap });
        if (created.IsError) throw new BpfException(created.Errno, "create map", "table");
        kernel.MapGetInfo(created.Value, out MapInfo? info);
        kernel.Close(created.Value);
        return info!.MemoryBytes;
    }
}
