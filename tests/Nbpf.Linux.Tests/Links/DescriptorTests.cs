using System.Runtime.Versioning;
using Nbpf.Links;
using Nbpf.Testing.Resources;
using Xunit;

namespace Nbpf.Linux.Tests.Links;

/// <summary>No file descriptor stays open after success or failure. Counts those of the whole process, so nothing runs beside it.</summary>
[SupportedOSPlatform("linux")]
[Collection("descriptors")]
public sealed class DescriptorTests : LinkTest
{
    private const string Source =
        """
        struct { __uint(type, BPF_MAP_TYPE_HASH); __type(key, __u32); __type(value, __u64); __uint(max_entries, 4); __uint(pinning, LIBBPF_PIN_BY_NAME); } shared SEC(".maps");
        SEC("xdp") int pass(struct xdp_md *ctx) { __u32 key = 0; return bpf_map_lookup_elem(&shared, &key) ? XDP_PASS : XDP_DROP; }
        SEC("tcx/ingress") int next(struct __sk_buff *skb) { return -1; }
        """;

    [Fact]
    public void AttachPinAndFail_ManyTimes_LeavesNoFileDescriptor()
    {
        Assert.SkipUnless(NetworkNamespace.IsAvailable(out string reason), reason);
        NetworkNamespace network = Own(NetworkNamespace.Create());
        BpfFileSystemMount files = Own(BpfFileSystemMount.Create());
        Round(network, files);
        Dictionary<string, int> before = Open();
        for (int i = 0; i < 10; i++) Round(network, files);
        Assert.Equal(before, Open());
    }

    private void Round(NetworkNamespace network, BpfFileSystemMount files)
    {
        BpfLoadOptions options = new() { PinRoot = files.Root };
        using BpfObject first = BpfObject.Load(Kernel, Compile(Source), "test.bpf.o", options);
        using BpfObject second = BpfObject.Load(Kernel, Compile(Source), "test.bpf.o", options);
        Assert.Throws<BpfException>(() => BpfObject.Load(Kernel, Compile(Source.Replace("max_entries, 4", "max_entries, 5", StringComparison.Ordinal)), "test.bpf.o", options));
        Assert.Throws<BpfException>(() => BpfProgram.OpenPinned(Kernel, files["shared"]));
        Assert.Throws<BpfException>(() => BpfLink.OpenPinned(Kernel, files["shared"]));
        network.Run(() =>
        {
            using BpfLink link = first.Program("pass").Attach(new XdpTarget(network.InterfaceIndex));
            Assert.Throws<BpfException>(() => second.Program("pass").Attach(new XdpTarget(network.InterfaceIndex)));
            using BpfLink again = BpfLink.OpenById(Kernel, link.Id);
            using BpfProgram program = BpfProgram.OpenById(Kernel, link.Info.ProgramId);
            using BpfLink tcx = first.Program("next").Attach(new TcxTarget(network.InterfaceIndex, TrafficDirection.Ingress));
            _ = new XdpInterface(network.InterfaceIndex).Query();
            TrafficControl egress = new(network.InterfaceIndex, TrafficDirection.Egress);
            Assert.Throws<BpfException>(() => egress.Attach(first.Program("next")));
        });
        first.Pin(files["all"]);
        first.Unpin(files["all"]);
        first.Map("shared").Pin(files["shared2"]);
        first.Map("shared").Unpin();
        second.Map("shared").Unpin();
    }

    /// <summary>How many of each kind there are: BPF objects, perf events, sockets, namespaces; not the pipes and files of the test runner.</summary>
    private static Dictionary<string, int> Open() => Directory.GetFiles("/proc/self/fd").Select(f => new FileInfo(f).LinkTarget ?? "")
        .Select(t => t.StartsWith("anon_inode:", StringComparison.Ordinal) ? t : t.Split(':')[0])
        .Where(t => t.StartsWith("anon_inode:", StringComparison.Ordinal) || t is "socket" or "net").GroupBy(t => t).ToDictionary(g => g.Key, g => g.Count());
}
