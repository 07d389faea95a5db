using System.Net.NetworkInformation;
using Nbpf.Maglev;
using Nbpf.Maglev.Measurement;
using Nbpf.Syscall;

namespace Nbpf.Bench.Measuring;

/// <summary>The balancer in a kernel, with one service of 1,000 backends.</summary>
internal sealed class LoadedBalancer : IDisposable
{
    private static readonly VirtualIp s_vip = new(WireAddress.Parse("10.20.0.3"), 443, TransportProtocol.Tcp);

    // A TCP segment from 10.10.0.5 to the service; 74 bytes, as a SYN has.
    internal static readonly byte[] Frame = MakeFrame();

    private readonly BpfObject _object;

    internal LoadedBalancer(IBpf kernel)
    {
        Kernel = kernel;
        _object = BpfObject.Load(kernel, RepositoryRoot.MaglevObject);
        new DataPlaneConfiguration
        {
            NextHop = PhysicalAddress.Parse("02-00-00-00-AA-01"),
            Own = PhysicalAddress.Parse("02-00-00-00-0F-01"),
            SourceIPv4 = WireAddress.Parse("10.99.0.1"),
            SourceIPv6 = WireAddress.Parse("fd99::1"),
            Seed = 1,
        }.Publish(kernel, _object.Map("config").Fd);
        Publisher = new ServicePublisher(kernel, _object.Map("services").Fd, _object.Map("backends").Fd);
        Backend[] backends = Backends(1000);
        Publisher.PublishBackends(backends);
        TableMemoryBytes = Publisher.Publish([new PublishedService(s_vip, new ServiceTable(MaglevTable.Build(backends, TableSize.For(backends.Length)), 1))])[0];
    }

    internal IBpf Kernel { get; }

    internal ServicePublisher Publisher { get; }

    internal ulong TableMemoryBytes { get; }

    internal BpfProgram Program => _object.Program("maglev");

    internal BalancerTiming Timing() => new(Kernel, RepositoryRoot.DriverObject, Program, Frame);

    internal static Backend[] Backends(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new Backend((uint)i + 1, WireAddress.FromIPv4(0x0a28_0001 + (uint)i)))];

    public void Dispose()
    {
        _object.Dispose();
        Kernel.Dispose();
    }

    private static byte[] MakeFrame()
    {
        byte[] frame = new byte[74];
        Convert.FromHexString("020000000f01020000000c0108004500003c00004000400600000a0a00050a140003123401bb").CopyTo(frame, 0);
        return frame;
    }
}
