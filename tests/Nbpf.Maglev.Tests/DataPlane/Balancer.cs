using System.Net.NetworkInformation;
using Nbpf.Syscall;

namespace Nbpf.Maglev.Tests.DataPlane;

/// <summary>The data plane loaded and configured in a kernel.</summary>
internal sealed class Balancer : IDisposable
{
    internal const ulong Seed = 0x6e62_7066;

    internal static readonly DataPlaneConfiguration Configuration = new()
    {
        NextHop = PhysicalAddress.Parse("02-00-00-00-AA-01"),
        Own = PhysicalAddress.Parse("02-00-00-00-0F-01"),
        SourceIPv4 = WireAddress.Parse("10.99.0.1"),
        SourceIPv6 = WireAddress.Parse("fd99::1"),
        Seed = Seed,
    };

    private readonly IBpf _kernel;
    private readonly BpfObject _object;

    internal Balancer(string kernel, DataPlaneConfiguration? configuration = null)
    {
        _kernel = Kernels.Open(kernel);
        _object = BpfObject.Load(_kernel, RepositoryFiles.MaglevObject);
        Publisher = new ServicePublisher(_kernel, _object.Map("services").Fd, _object.Map("backends").Fd);
        (configuration ?? Configuration).Publish(_kernel, _object.Map("config").Fd);
    }

    internal ServicePublisher Publisher { get; }

    internal IBpf Kernel => _kernel;

    internal BpfObject Object => _object;

    internal ServiceTable Publish(VirtualIp vip, Backend[] backends, ServiceFlags flags = ServiceFlags.None, bool takesFragments = false)
    {
        ServiceTable table = new(MaglevTable.Build(backends, TableSize.For(backends.Length)), 1, flags);
        Publisher.PublishBackends(backends);
        Publisher.Publish([new PublishedService(vip, table, takesFragments)]);
        return table;
    }

    internal ProgramResult Run(ReadOnlySpan<byte> frame) => _object.Program("maglev").Run(frame);

    /// <summary>Packets that were not forwarded, by outcome, over all CPUs.</summary>
    internal ulong[] Outcomes()
    {
        BpfMap map = _object.Map("outcomes");
        ulong[] sums = new ulong[map.MaxEntries];
        for (uint outcome = 0; outcome < sums.Length; outcome++)
        {
            ulong[] values = new ulong[_kernel.PossibleCpuCount];
            Assert.False(_kernel.MapLookupElem(map.Fd, BitConverter.GetBytes(outcome), System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan())).IsError);
            foreach (ulong value in values) sums[outcome] += value;
        }
        return sums;
    }

    public void Dispose()
    {
        _object.Dispose();
        _kernel.Dispose();
    }
}
