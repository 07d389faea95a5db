namespace Nbpf.Maglev.Tests.Tables;

public sealed class FlowHashTests
{
    private static readonly VirtualIp s_vip4 = new(WireAddress.Parse("10.20.0.3"), 443, TransportProtocol.Tcp);
    private static readonly VirtualIp s_vip6 = new(WireAddress.Parse("fd20::80"), 80, TransportProtocol.Tcp);

    // Structured input (few addresses, consecutive ports, consecutive addresses) must spread as well as chance would.
    [Theory]
    [InlineData(1, 60000, 1)]
    [InlineData(250, 240, 1)]
    [InlineData(60000, 1, 1)]
    [InlineData(60000, 1, 256)]
    public void Slot_ConsecutiveClients_SpreadsAsChanceWould(int addresses, int ports, int addressStep)
    {
        const int Slots = 509;
        foreach (VirtualIp vip in new[] { s_vip4, s_vip6 })
        {
            int[] hits = new int[Slots];
            for (int address = 0; address < addresses; address++)
            {
                uint host = 0x0a0a0000 + (uint)(address * addressStep);
                WireAddress client = vip.Address.IsIPv4 ? WireAddress.FromIPv4(host) : new WireAddress(0xfd10_0000_0000_0000, host);
                for (int port = 0; port < ports; port++)
                    hits[FlowHash.Slot(FlowHash.Compute(1, client, (ushort)(1024 + port), vip), Slots)]++;
            }

            double expected = (double)addresses * ports / Slots;
            double chiSquare = hits.Sum(hit => (hit - expected) * (hit - expected) / expected);

            // 508 degrees of freedom: mean 508, standard deviation 32; five of them each way.
            Assert.InRange(chiSquare, 508 - 160, 508 + 160);
        }
    }

    [Fact]
    public void Compute_AnotherSeedPortAddressOrVip_GivesAnotherHash()
    {
        WireAddress client = WireAddress.Parse("10.10.0.2");
        ulong hash = FlowHash.Compute(1, client, 1024, s_vip4);

        Assert.NotEqual(hash, FlowHash.Compute(2, client, 1024, s_vip4));
        Assert.NotEqual(hash, FlowHash.Compute(1, client, 1025, s_vip4));
        Assert.NotEqual(hash, FlowHash.Compute(1, WireAddress.Parse("10.10.0.3"), 1024, s_vip4));
        Assert.NotEqual(hash, FlowHash.Compute(1, client, 1024, s_vip4 with { Port = 444 }));
        Assert.NotEqual(hash, FlowHash.Compute(1, client, 1024, s_vip4 with { Protocol = TransportProtocol.Udp }));
    }

    [Fact]
    public void Compute_ClientAffinity_IgnoresTheClientsPort()
    {
        WireAddress client = WireAddress.Parse("10.10.0.2");

        Assert.Equal(FlowHash.Compute(1, client, 1024, s_vip4, hashesPorts: false), FlowHash.Compute(1, client, 9, s_vip4, hashesPorts: false));
    }

    [Fact]
    public void Slot_ExtremeHashes_StayInTheTable()
    {
        Assert.Equal(0, FlowHash.Slot(0, 131071));
        Assert.Equal(131070, FlowHash.Slot(ulong.MaxValue, 131071));
    }
}
