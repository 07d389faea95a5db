using Nbpf.Maglev.Capture;

namespace Nbpf.Maglev.Tests.DataPlane;

public sealed class CaptureReplayTests
{
    [Theory]
    [MemberData(nameof(Kernels.All), MemberType = typeof(Kernels))]
    public void Run_EveryPacketOfTheCapture_GoesWhereTheReferenceSays(string kernel)
    {
        using Balancer balancer = new(kernel);
        VirtualIp dns = new(WireAddress.Parse("10.20.0.1"), 53, TransportProtocol.Udp);
        Backend[] three = BackendSets.IPv4(3, 0x0a28_0001), fifty = Numbered(BackendSets.IPv6(50), 100), thousand = Numbered(BackendSets.IPv4(1000, 0x0a29_0001), 1000);
        ServiceTable dnsTable = balancer.Publish(dns, three, takesFragments: true);
        Dictionary<VirtualIp, ServiceTable> services = new()
        {
            [dns] = dnsTable,
            [dns with { Port = 0 }] = dnsTable,
            [Frames.Vip6] = balancer.Publish(Frames.Vip6, fifty),
            [Frames.Vip4] = balancer.Publish(Frames.Vip4, thousand),
        };
        ReferenceChoice reference = new(services, three.Concat(fifty).Concat(thousand).ToDictionary(backend => backend.Id, backend => backend.Address));
        HashSet<WireAddress> hit = [];
        int forwarded = 0;

        using PcapReader capture = PcapReader.Open(RepositoryFiles.Capture);
        for (int number = 1; capture.TryRead(out CapturedPacket packet); number++)
        {
            byte[] frame = packet.Data.ToArray();
            WireAddress? expected = reference.Choose(frame);

            ProgramResult result = balancer.Run(frame);

            if (expected is null)
            {
                Assert.True(result.XdpAction == XdpAction.Pass, $"packet {number}: {result.XdpAction}, expected Pass");
                Assert.Equal(frame, result.Packet.ToArray());
                continue;
            }
            Assert.True(result.XdpAction == XdpAction.Tx, $"packet {number}: {result.XdpAction}, expected Tx to {expected}");
            Assert.Equal(expected, Encapsulated.Destination(frame, result.Packet));
            hit.Add(expected.Value);
            forwarded++;
        }

        Assert.InRange(forwarded, 20_000, 100_000);
        Assert.InRange(hit.Count, 950, 1053);
        Assert.Equal(0ul, balancer.Outcomes()[0]);
    }

    private static Backend[] Numbered(Backend[] backends, uint first) => [.. backends.Select(backend => backend with { Id = backend.Id + first })];
}
