using Nbpf.Maglev;
using MaglevBackend = Nbpf.Maglev.Backend;

namespace Nbpf.Cli.Demo;

/// <summary>A service of the demo with its backends and its table.</summary>
/// <param name="Vip">What clients connect to.</param>
/// <param name="Backends">Its backends, of no other service.</param>
/// <param name="Table">Its table.</param>
/// <param name="TakesFragments">Whether fragments to the VIP's address are its too.</param>
public sealed record DemoService(VirtualIp Vip, IReadOnlyList<MaglevBackend> Backends, MaglevTable Table, bool TakesFragments = false)
{
    /// <summary>As it is published.</summary>
    public PublishedService Published => new(Vip, new ServiceTable(Table, generation: 1), TakesFragments);

    /// <summary>The three services that the capture's clients talk to, with 3, 50 and 1,000 backends.</summary>
    public static IReadOnlyList<DemoService> OfTheCapture()
    {
        uint next = 1;
        return
        [
            Create("10.20.0.1", 53, TransportProtocol.Udp, "10.40.1.1", 3, ref next, takesFragments: true),
            Create("fd20::80", 80, TransportProtocol.Tcp, "fd40::1", 50, ref next),
            Create("10.20.0.3", 443, TransportProtocol.Tcp, "10.41.0.1", 1000, ref next),
        ];
    }

    /// <summary>Services of the given sizes, with VIPs from 10.100.0.0 on and backends from 10.128.0.0 on.</summary>
    /// <param name="sizes">Backends of each service.</param>
    /// <param name="firstId">Id of the first backend.</param>
    public static IReadOnlyList<DemoService> OfSizes(IReadOnlyList<int> sizes, uint firstId)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        List<DemoService> services = new(sizes.Count);
        uint next = firstId, vip = 0x0a64_0000, backend = 0x0a80_0000;
        foreach (int size in sizes)
        {
            string address = WireAddress.FromIPv4(vip++).ToString();
            services.Add(Create(address, 80, TransportProtocol.Tcp, WireAddress.FromIPv4(backend).ToString(), size, ref next));
            backend += (uint)size;
        }
        return services;
    }

    private static DemoService Create(string vip, ushort port, TransportProtocol protocol, string firstBackend, int count, ref uint nextId, bool takesFragments = false)
    {
        WireAddress first = WireAddress.Parse(firstBackend);
        MaglevBackend[] backends = new MaglevBackend[count];
        for (int i = 0; i < count; i++) backends[i] = new MaglevBackend(nextId++, first with { Lower = first.Lower + (ulong)i });
        MaglevTable table = MaglevTable.Build(backends, TableSize.For(count));
        return new(new VirtualIp(WireAddress.Parse(vip), port, protocol), backends, table, takesFragments);
    }
}
