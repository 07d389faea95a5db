using Nbpf.Runtime;
using Nbpf.Syscall;

namespace Nbpf.Maglev.Tests.DataPlane;

public sealed class ServicePublisherTests
{
    public static TheoryData<string> AllKernels => Kernels.All;

    [Theory]
    [MemberData(nameof(AllKernels))]
    public void Publish_ServicesOfManySizes_TakeMemoryByTheirSize(string kernel)
    {
        using Balancer balancer = new(kernel);
        int[] counts = [1, 3, 10, 50, 300, 1000];
        PublishedService[] services = [.. counts.Select((count, i) => Service(i, count))];

        IReadOnlyList<ulong> memory = balancer.Publisher.Publish(services);

        for (int i = 0; i < counts.Length; i++)
        {
            ulong contents = (ulong)services[i].Table.Values.Length;
            Assert.InRange(memory[i], contents, contents + 4096);
        }
    }

    [Theory]
    [MemberData(nameof(AllKernels))]
    public void Publish_OverAThousandServices_AllAreServed(string kernel)
    {
        using Balancer balancer = new(kernel);
        Backend[] backends = BackendSets.IPv4(3);
        balancer.Publisher.PublishBackends(backends);

        balancer.Publisher.Publish([.. Enumerable.Range(0, 1500).Select(i => Service(i, 3))]);

        for (int i = 0; i < 1500; i += 7)
        {
            byte[] frame = Frames.Tcp("10.10.0.2", 77, Vip(i));
            Assert.Contains(Encapsulated.Destination(frame, balancer.Run(frame).Packet), backends.Select(backend => backend.Address));
        }
    }

    /// <summary>One service more than a batch holds, and one less: all are served, those at the border too.</summary>
    [Theory]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(4097)]
    public void Publish_AroundAWholeBatch_AllAreServed(int count)
    {
        using Balancer balancer = new(nameof(ExecutionEngine.Jit));
        Backend[] backends = BackendSets.IPv4(1);
        balancer.Publisher.PublishBackends(backends);
        ServiceTable table = new(MaglevTable.Build(backends, TableSize.For(1)), 1);

        IReadOnlyList<ulong> memory = balancer.Publisher.Publish([.. Enumerable.Range(0, count).Select(i => new PublishedService(Vip(i), table))]);

        Assert.Equal(count, memory.Count);
        Assert.DoesNotContain(0UL, memory);
        foreach (int index in Enumerable.Range(0, count).Where(i => i % 1024 is 0 or 1 or 1022 or 1023 || i == count - 1))
        {
            byte[] frame = Frames.Tcp("10.10.0.2", 77, Vip(index));
            Assert.Equal(XdpAction.Tx, balancer.Run(frame).XdpAction);
        }
    }

    [Theory]
    [MemberData(nameof(AllKernels))]
    public void Publish_ServiceAnewWithOtherBackends_TakesEffect(string kernel)
    {
        using Balancer balancer = new(kernel);
        balancer.Publish(Frames.Vip4, BackendSets.IPv4(3));
        Backend[] others = [new Backend(70, WireAddress.Parse("10.60.0.1"))];
        balancer.Publish(Frames.Vip4, others);
        byte[] frame = Frames.Tcp("10.10.0.2", 77, Frames.Vip4);

        Assert.Equal(others[0].Address, Encapsulated.Destination(frame, balancer.Run(frame).Packet));
    }

    [Theory]
    [MemberData(nameof(AllKernels))]
    public void Withdraw_PublishedService_PassesItsPackets(string kernel)
    {
        using Balancer balancer = new(kernel);
        balancer.Publish(Frames.Vip4, BackendSets.IPv4(3), takesFragments: true);

        balancer.Publisher.Withdraw([Frames.Vip4, Frames.Vip4 with { Port = 0 }]);

        Assert.Equal(XdpAction.Pass, balancer.Run(Frames.Tcp("10.10.0.2", 77, Frames.Vip4)).XdpAction);
        BpfException exception = Assert.Throws<BpfException>(() => balancer.Publisher.Withdraw([Frames.Vip4]));
        Assert.Equal(Errno.ENOENT, exception.Errno);
        Assert.Contains(Frames.Vip4.ToString(), exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(AllKernels))]
    public void PublishBackends_IdPastTheEnd_NamesTheBackend(string kernel)
    {
        using Balancer balancer = new(kernel);
        Backend[] backends = [new Backend(1, WireAddress.Parse("10.60.0.1")), new Backend(65536, WireAddress.Parse("10.60.0.2"))];

        BpfException exception = Assert.Throws<BpfException>(() => balancer.Publisher.PublishBackends(backends));

        Assert.Equal(Errno.E2BIG, exception.Errno);
        Assert.Contains("10.60.0.2", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => balancer.Publisher.PublishBackends([new Backend(0, WireAddress.Parse("10.60.0.1"))]));
    }

    [Theory]
    [MemberData(nameof(AllKernels))]
    public void Publish_AnyCommandFails_ThrowsAndLeavesNothingOpen(string kernel)
    {
        using Balancer balancer = new(kernel);
        PublishedService[] services = [Service(0, 3), Service(1, 50), Service(2, 7)];
        int failures = 0;

        for (int failing = 1; ; failing++)
        {
            FaultyKernel faulty = new(balancer.Kernel, failing);
            ServicePublisher publisher = new(faulty, balancer.Object.Map("services").Fd, balancer.Object.Map("backends").Fd);
            BpfException? exception = Record.Exception(() => publisher.Publish(services)) as BpfException;
            Assert.Equal(0, faulty.OpenDescriptors);
            if (!faulty.HasFailed) break;
            Assert.Equal(Errno.ENOMEM, exception?.Errno);
            failures++;
        }

        Assert.Equal(3 * 3 + 1, failures);
    }

    private static VirtualIp Vip(int index) => new(WireAddress.FromIPv4(0x0a64_0000 + (uint)index), 80, TransportProtocol.Tcp);

    private static PublishedService Service(int index, int backends) =>
        new(Vip(index), new ServiceTable(MaglevTable.Build(BackendSets.IPv4(backends), TableSize.For(backends)), 1));
}
