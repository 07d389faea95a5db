using System.Text;
using Nbpf.Links;
using Nbpf.Readers;
using Nbpf.Syscall;
using Nbpf.Testing;
using Nbpf.Testing.Resources;
using Xunit;

namespace Nbpf.Runtime.Tests.Links;

/// <summary>One piece of code on the object API, on both kernels: links, chains, pins, a ring buffer's reader.</summary>
public sealed class ObjectLinkTests
{
    private const string Source =
        """
        #include <linux/bpf.h>
        #include <bpf/bpf_helpers.h>

        struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); } events SEC(".maps");
        struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, __u32); __type(value, __u64); } counts SEC(".maps");

        SEC("xdp")
        int report(struct xdp_md *ctx)
        {
            __u32 *event = bpf_ringbuf_reserve(&events, 8, 0);
            if (!event)
                return XDP_DROP;
            event[0] = ctx->data_end - ctx->data;
            event[1] = 7;
            bpf_ringbuf_submit(event, 0);
            return XDP_PASS;
        }

        SEC("xdp")
        int pass(struct xdp_md *ctx) { return XDP_PASS; }

        SEC("tcx/ingress")
        int first(struct __sk_buff *skb) { return -1; }

        SEC("tcx/ingress")
        int second(struct __sk_buff *skb) { return -1; }

        SEC("tcx/ingress")
        int third(struct __sk_buff *skb) { return 0; }

        char _license[] SEC("license") = "GPL";
        """;

    [Fact]
    public void ObjectApi_SameCode_DoesTheSameOnBothKernels()
    {
        Assert.SkipUnless(LinuxOracle.IsReference(out string reason), reason);
        Assert.SkipUnless(NetworkNamespace.IsAvailable(out reason), reason);
        Assert.SkipUnless(ClangCompiler.IsAvailable(out reason), reason);
        byte[] bytes = ClangCompiler.Compile(Source);
        using NetworkNamespace network = NetworkNamespace.Create();
        using BpfFileSystemMount mount = BpfFileSystemMount.Create();
        using IBpf linux = LinuxOracle.Open();
        string expected = network.Run(() => Play(linux, bytes, network.InterfaceIndex, mount.Root));

        using BpfRuntime runtime = new();
        runtime.FileSystem.Mount(mount.Root);
        using BpfInterface device = runtime.CreateInterface("test0");
        Assert.Equal(expected, Play(runtime, bytes, (int)device.Index, mount.Root));
    }

    [Fact]
    public void Receive_ThroughAnAttachedProgram_ReachesTheRingsReader()
    {
        Assert.SkipUnless(ClangCompiler.IsAvailable(out string reason), reason);
        using BpfRuntime runtime = new();
        using BpfInterface device = runtime.CreateInterface("test0");
        using BpfObject loaded = BpfObject.Load(runtime, ClangCompiler.Compile(Source), "events.bpf.o");
        using RingBufferReader reader = new(loaded.Maps["events"]);
        using (loaded.Program("report").Attach(new XdpTarget((int)device.Index)))
        {
            Assert.Equal(PacketFate.Passed, device.Receive(new byte[64]).Fate);
            Assert.Equal(PacketFate.Passed, device.Receive(new byte[100]).Fate);
        }
        device.Receive(new byte[200]);
        List<int> lengths = [];
        reader.Poll(TimeSpan.Zero, record => lengths.Add(BitConverter.ToInt32(record)));
        Assert.Equal([64, 100], lengths);
    }

    private static string Play(IBpf kernel, byte[] bytes, int device, string root)
    {
        StringBuilder text = new();
        using BpfObject loaded = BpfObject.Load(kernel, bytes, "events.bpf.o");
        BpfProgram report = loaded.Program("report"), pass = loaded.Program("pass");
        BpfLink link = report.Attach(new XdpTarget(device));
        Try("attach again", () => pass.Attach(new XdpTarget(device)).Dispose());
        Try("update, wrong", () => link.Update(pass, pass));
        Try("update", () => link.Update(pass, report));
        Try("pin", () => link.Pin(Path.Combine(root, "links", "xdp")));
        link.Dispose();
        using (BpfLink pinned = BpfLink.OpenPinned(kernel, Path.Combine(root, "links", "xdp")))
        {
            text.Append(pinned.Info.Type).Append(pinned.Info.ProgramId == pass.Info.Id).Append(pinned.Info.Hook == new LinkHook.Xdp((uint)device)).Append('\n');
            Try("detach", pinned.Detach);
            text.Append(pinned.Info.Hook).Append('\n');
            Try("update, detached", () => pinned.Update(report));
            Try("unpin", pinned.Unpin);
        }
        Try("open, unpinned", () => BpfLink.OpenPinned(kernel, Path.Combine(root, "links", "xdp")).Dispose());

        BpfProgram first = loaded.Program("first"), second = loaded.Program("second"), third = loaded.Program("third");
        ProgramHook hook = ProgramHook.Tcx(kernel, device, TrafficDirection.Ingress);
        Try("chain", () => hook.Attach(second));
        using BpfLink before = first.Attach(new TcxTarget(device, TrafficDirection.Ingress) { Place = LinkPlace.Before(second) });
        Say();
        Try("after a link", () => hook.Attach(third, LinkPlace.After(before)));
        Say();
        Try("stale", () => hook.Detach(second, expectedRevision: 1));
        Try("detach a link's program", () => hook.Detach(first));
        Try("replace", () => hook.Replace(second, third));
        Try("detach", () => hook.Detach(second));
        Try("replace now", () => hook.Replace(second, third));
        Say();
        Try("end", () => hook.Detach(second));

        Try("pin all", () => loaded.Pin(Path.Combine(root, "all")));
        loaded.Map<uint, ulong>("counts")[0] = 42;
        using (BpfMap counts = BpfMap.OpenPinned(kernel, Path.Combine(root, "all", "counts")))
        {
            byte[] value = new byte[8];
            text.Append(counts.TryLookup(new byte[4], value)).Append(BitConverter.ToUInt64(value)).Append('\n');
        }
        Try("unpin all", () => loaded.Unpin(Path.Combine(root, "all")));
        Try("open, gone", () => BpfMap.OpenPinned(kernel, Path.Combine(root, "all", "counts")).Dispose());
        return text.ToString();

        void Say()
        {
            HookState state = hook.Query();
            uint[] ids = [first.Info.Id, second.Info.Id, third.Info.Id];
            text.Append("revision ").Append(state.Revision);
            foreach (AttachedProgram program in state.Programs)
                text.Append(' ').Append(Array.IndexOf(ids, program.ProgramId)).Append(program.LinkId == 0 ? "" : "L");
            text.Append('\n');
        }

        void Try(string what, Action action)
        {
            Errno errno = Errno.None;
            try
            {
                action();
            }
            catch (BpfException refused)
            {
                errno = refused.Errno;
            }
            text.Append(what).Append(": ").Append(errno).Append('\n');
        }
    }
}
