namespace Nbpf.Maglev.Tests.DataPlane;

/// <summary>What becomes of single packets, case by case.</summary>
public sealed class PacketTests
{
    private const int PassedOther = 1, PassedIcmp = 2, PassedFragment = 3, DroppedMalformed = 4, DroppedNoBackend = 5;

    public static TheoryData<string> AllKernels => Kernels.All;

    [Theory]
    [MemberData(nameof(AllKernels))]
    public void Run_EveryPairOfFamilies_Encapsulates(string kernel)
    {
        foreach (bool isInnerIPv4 in new[] { true, false })
        {
            foreach (bool isOuterIPv4 in new[] { true, false })
            {
                using Balancer balancer = new(kernel);
                VirtualIp vip = isInnerIPv4 ? Frames.Vip4 : Frames.Vip6;
                Backend[] backends = isOuterIPv4 ? BackendSets.IPv4(5) : BackendSets.IPv6(5);
                balancer.Publish(vip, backends);
                byte[] frame = Frames.Tcp(isInnerIPv4 ? "10.10.0.2" : "fd10::2", 1234, vip, payloadBytes: 33);

                ProgramResult result = balancer.Run(frame);

                Assert.Equal(XdpAction.Tx, result.XdpAction);
                Assert.Contains(Encapsulated.Destination(frame, result.Packet), backends.Select(backend => backend.Address));
            }
        }
    }

    [Theory]
    [MemberData(nameof(AllKernels))]
    public void Run_FlowsOfAService_AreSharedEvenlyAndStay(string kernel)
    {
        using Balancer balancer = new(kernel);
        balancer.Publish(Frames.Vip4, BackendSets.IPv4(4));
        Dictionary<WireAddress, int> hits = [];

        for (ushort port = 1000; port < 3000; port++)
        {
            byte[] frame = Frames.Tcp("10.10.0.2", port, Frames.Vip4);
            WireAddress backend = Encapsulated.Destination(frame, balancer.Run(frame).Packet);
            Assert.Equal(backend, Encapsulated.Destination(frame, balancer.Run(frame).Packet));
            hits[backend] = hits.GetValueOrDefault(backend) + 1;
        }

        Assert.Equal(4, hits.Count);
        Assert.All(hits.Values, count => Assert.InRange(count, 400, 600));
    }

    [Theory]
    [MemberData(nameof(AllKernels))]
    public void Run_ClientAffinity_KeepsAClientOnOneBackend(string kernel)
    {
        using Balancer balancer = new(kernel);
        balancer.Publish(Frames.Vip4, BackendSets.IPv4(50), ServiceFlags.ClientAffinity);
        HashSet<WireAddress> backendsOfOne = [], backendsOfAll = [];

        for (ushort i = 1; i < 200; i++)
        {
            byte[] one = Frames.Tcp("10.10.0.2", i, Frames.Vip4), many = Frames.Tcp($"10.10.0.{i}", 5, Frames.Vip4);
            backendsOfOne.Add(Encapsulated.Destination(one, balancer.Run(one).Packet));
            backendsOfAll.Add(Encapsulated.Destination(many, balancer.Run(many).Packet));
        }

        Assert.Single(backendsOfOne);
        Assert.InRange(backendsOfAll.Count, 30, 50);
    }

    [Theory]
    [MemberData(nameof(AllKernels))]
    public void Run_ErrorAboutAPacketOfTheVip_GoesToTheBackendThatSentIt(string kernel)
    {
        foreach ((VirtualIp vip, string client) in new[] { (Frames.Vip4, "10.10.0.9"), (Frames.Vip6, "fd10::9") })
        {
            using Balancer balancer = new(kernel);
            balancer.Publish(vip, BackendSets.IPv4(100));
            for (ushort port = 2000; port < 2100; port++)
            {
                byte[] packet = Frames.Tcp(client, port, vip), error = Frames.TooBig(client, port, vip);
                Assert.Equal(Encapsulated.Destination(packet, balancer.Run(packet).Packet), Encapsulated.Destination(error, balancer.Run(error).Packet));
            }
        }
    }

    [Theory]
    [MemberData(nameof(AllKernels))]
    public void Run_Echo_Passes(string kernel)
    {
        using Balancer balancer = new(kernel);
        balancer.Publish(Frames.Vip4, BackendSets.IPv4(3));
        balancer.Publish(Frames.Vip6, BackendSets.IPv4(3));

        Assert.Equal(XdpAction.Pass, balancer.Run(Frames.Echo(Frames.Vip4)).XdpAction);
        Assert.Equal(XdpAction.Pass, balancer.Run(Frames.Echo(Frames.Vip6)).XdpAction);
        Assert.Equal(2ul, balancer.Outcomes()[PassedIcmp]);
    }

    [Theory]
    [MemberData(nameof(AllKernels))]
    public void Run_FragmentsOfOneClient_ShareABackendWherePublished(string kernel)
    {
        foreach ((VirtualIp vip, string client) in new[] { (Frames.Vip4, "10.10.0.9"), (Frames.Vip6, "fd10::9") })
        {
            using Balancer balancer = new(kernel);
            Backend[] backends = BackendSets.IPv4(100);
            balancer.Publish(vip, backends);
            byte[] first = Frames.Fragment(client, vip, vip.Address.IsIPv4 ? (ushort)0x2000 : (ushort)1), last = Frames.Fragment(client, vip, 0x0008);
            Assert.Equal(XdpAction.Pass, balancer.Run(first).XdpAction);
            Assert.Equal(XdpAction.Pass, balancer.Run(last).XdpAction);
            Assert.Equal(2ul, balancer.Outcomes()[PassedFragment]);

            balancer.Publish(vip, backends, takesFragments: true);

            Assert.Equal(Encapsulated.Destination(first, balancer.Run(first).Packet), Encapsulated.Destination(last, balancer.Run(last).Packet));
        }
    }

    [Theory]
    [MemberData(nameof(AllKernels))]
    public void Run_AnotherPortProtocolOrAddress_Passes(string kernel)
    {
        using Balancer balancer = new(kernel);
        balancer.Publish(Frames.Vip4, BackendSets.IPv4(3));

        Assert.Equal(XdpAction.Pass, balancer.Run(Frames.Tcp("10.10.0.2", 1, Frames.Vip4 with { Port = 444 })).XdpAction);
        Assert.Equal(XdpAction.Pass, balancer.Run(Frames.Udp("10.10.0.2", 1, Frames.Vip4)).XdpAction);
        Assert.Equal(XdpAction.Pass, balancer.Run(Frames.Tcp("10.10.0.2", 1, Frames.Vip4 with { Address = WireAddress.Parse("10.20.0.4") })).XdpAction);
        Assert.Equal(XdpAction.Pass, balancer.Run(Frames.Raw(0x0806, new byte[28])).XdpAction);
        Assert.Equal(XdpAction.Pass, balancer.Run(Frames.Raw(0x8100, new byte[60])).XdpAction);
        Assert.Equal(5ul, balancer.Outcomes()[PassedOther]);
    }

    [Theory]
    [MemberData(nameof(AllKernels))]
    public void Run_ServiceWithoutBackends_Drops(string kernel)
    {
        using Balancer balancer = new(kernel);
        balancer.Publish(Frames.Vip4, []);

        Assert.Equal(XdpAction.Drop, balancer.Run(Frames.Tcp("10.10.0.2", 1, Frames.Vip4)).XdpAction);
        Assert.Equal(1ul, balancer.Outcomes()[DroppedNoBackend]);
    }

    [Theory]
    [MemberData(nameof(AllKernels))]
    public void Run_CutFrames_AreDropped(string kernel)
    {
        using Balancer balancer = new(kernel);
        balancer.Publish(Frames.Vip4, BackendSets.IPv4(3));
        balancer.Publish(Frames.Vip6, BackendSets.IPv4(3));
        ulong cuts = 0;
        foreach (byte[] frame in new[] { Frames.Tcp("10.10.0.2", 1, Frames.Vip4, 20), Frames.Tcp("fd10::2", 1, Frames.Vip6, 20), Frames.TooBig("10.10.0.2", 1, Frames.Vip4) })
        {
            // A test run takes at least an Ethernet header.
            for (int length = 14; length < frame.Length; length++, cuts++)
                Assert.True(balancer.Run(frame.AsSpan(0, length)).XdpAction == XdpAction.Drop, $"cut to {length} of {frame.Length} bytes");
        }

        Assert.Equal(cuts, balancer.Outcomes()[DroppedMalformed]);
    }

    [Theory]
    [MemberData(nameof(AllKernels))]
    public void Run_HeadersThatContradictTheFrame_AreDropped(string kernel)
    {
        using Balancer balancer = new(kernel);
        balancer.Publish(Frames.Vip4, BackendSets.IPv4(3));
        (int At, byte Value)[] faults = [(14, 0x44), (14, 0x4f), (14, 0x65), (16, 0x10), (17, 19)];

        foreach ((int at, byte value) in faults)
        {
            byte[] frame = Frames.Tcp("10.10.0.2", 1, Frames.Vip4);
            frame[at] = value;
            Assert.True(balancer.Run(frame).XdpAction == XdpAction.Drop, $"byte {at} = {value}");
        }
    }

    [Theory]
    [MemberData(nameof(AllKernels))]
    public void Run_EthernetPadding_IsNotCounted(string kernel)
    {
        using Balancer balancer = new(kernel);
        balancer.Publish(Frames.Vip4, BackendSets.IPv4(3));
        byte[] frame = [.. Frames.Tcp("10.10.0.2", 1, Frames.Vip4), 0, 0, 0, 0, 0, 0];

        Encapsulated.Destination(frame, balancer.Run(frame).Packet);
    }

    [Theory]
    [MemberData(nameof(AllKernels))]
    public void Run_SourceHashMask_VariesTheOuterSourceInTheMask(string kernel)
    {
        using Balancer balancer = new(kernel, Balancer.Configuration with { SourceHashMask = 0xffff });
        balancer.Publish(Frames.Vip4, BackendSets.IPv4(1));
        HashSet<WireAddress> sources = [];

        for (ushort port = 0; port < 500; port++)
        {
            byte[] frame = Frames.Tcp("10.10.0.2", port, Frames.Vip4);
            ReadOnlyMemory<byte> sent = balancer.Run(frame).Packet;
            Encapsulated.Destination(frame, sent);
            Assert.Equal([10, 99], sent.Span[26..28].ToArray());
            sources.Add(WireAddress.FromIPv4(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(sent.Span[26..])));
        }

        Assert.InRange(sources.Count, 450, 500);
    }
}
