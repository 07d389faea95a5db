using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Nbpf.Links;
using Nbpf.Syscall;
using Nbpf.Testing.Resources;
using Xunit;

namespace Nbpf.Linux.Tests.Links;

/// <summary>Programs on sockets of the test's own, and on the lookup of sockets in a namespace of its own.</summary>
[SupportedOSPlatform("linux")]
public sealed class SocketTests : LinkTest
{
    private const int ReusePort = 15;
    private const int ArrivalMicroseconds = 5_000_000;
    private const int SilenceMicroseconds = 200_000;

    [Fact]
    public void AttachFilter_DropsEverything_UntilDetached()
    {
        BpfObject loaded = Load(
            """
            SEC("socket") int all(struct __sk_buff *skb) { return -1; }
            SEC("socket") int none(struct __sk_buff *skb) { return 0; }
            """);
        Socket receiver = Own(Udp());
        receiver.AttachFilter(loaded.Program("none"));
        SendTo(receiver);
        Assert.False(receiver.Poll(SilenceMicroseconds, SelectMode.SelectRead));
        receiver.AttachFilter(loaded.Program("all"));
        SendTo(receiver);
        Assert.True(receiver.Poll(ArrivalMicroseconds, SelectMode.SelectRead));
        receiver.DetachFilter();
        Assert.Equal(Errno.ENOENT, Assert.Throws<BpfException>(receiver.DetachFilter).Errno);
    }

    [Fact]
    public void AttachFilter_OtherProgramType_IsRefused()
    {
        BpfObject loaded = Load("""SEC("xdp") int pass(struct xdp_md *ctx) { return 2; }""");
        BpfException refused = Assert.Throws<BpfException>(() => Own(Udp()).AttachFilter(loaded.Program("pass")));
        Assert.Equal((Errno.EINVAL, "pass"), (refused.Errno, refused.ObjectName));
    }

    [Fact]
    public void AttachReusePort_ChoosesTheSocket()
    {
        BpfObject loaded = Load(
            """
            struct { __uint(type, BPF_MAP_TYPE_REUSEPORT_SOCKARRAY); __type(key, __u32); __type(value, __u64); __uint(max_entries, 2); } sockets SEC(".maps");
            __u32 chosen;
            SEC("sk_reuseport") int choose(struct sk_reuseport_md *ctx) { __u32 key = chosen; bpf_sk_select_reuseport(ctx, &sockets, &key, 0); return SK_PASS; }
            """);
        Socket first = Own(Udp(reusePort: true)), second = Own(Udp(reusePort: true, ((IPEndPoint)first.LocalEndPoint!).Port));
        loaded.Map<uint, ulong>("sockets")[0] = (ulong)first.Handle;
        loaded.Map<uint, ulong>("sockets")[1] = (ulong)second.Handle;
        first.AttachReusePort(loaded.Program("choose"));
        for (uint chosen = 0; chosen < 2; chosen++)
        {
            loaded.Map(".bss").Update(new byte[4], BitConverter.GetBytes(chosen));
            for (int i = 0; i < 8; i++) SendTo(first);
            Socket expected = chosen == 0 ? first : second, other = chosen == 0 ? second : first;
            for (int i = 0; i < 8; i++)
            {
                Assert.True(expected.Poll(ArrivalMicroseconds, SelectMode.SelectRead));
                expected.Receive(new byte[16]);
            }

            Assert.Equal(0, other.Available);
        }

        first.DetachReusePort();
        Assert.Equal(Errno.ENOENT, Assert.Throws<BpfException>(first.DetachReusePort).Errno);
    }

    [Fact]
    public void Attach_SkLookup_GivesPacketsOfEveryPortToOneSocket()
    {
        Assert.SkipUnless(NetworkNamespace.IsAvailable(out string reason), reason);
        NetworkNamespace network = Own(NetworkNamespace.Create());
        BpfObject loaded = Load(
            """
            struct { __uint(type, BPF_MAP_TYPE_SOCKMAP); __type(key, __u32); __type(value, __u64); __uint(max_entries, 1); } sockets SEC(".maps");
            SEC("sk_lookup") int give(struct bpf_sk_lookup *ctx)
            {
                __u32 key = 0;
                struct bpf_sock *sk = bpf_map_lookup_elem(&sockets, &key);
                if (!sk) return SK_PASS;
                bpf_sk_assign(ctx, sk, 0);
                bpf_sk_release(sk);
                return SK_PASS;
            }
            """);
        Socket receiver = Own(network.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp)));
        receiver.Bind(new IPEndPoint(IPAddress.Any, 0));
        loaded.Map("sockets").Update(new byte[4], BitConverter.GetBytes((ulong)receiver.Handle));
        using HookFile opened = HookFile.OpenNetworkNamespace(network.Path);
        BpfLink link = Own(loaded.Program("give").Attach(new NetworkNamespaceTarget(opened.Fd)));
        LinkHook.NetworkNamespace hook = Assert.IsType<LinkHook.NetworkNamespace>(link.Info.Hook);
        Assert.Equal((AttachType.SkLookup, network.Inode), (hook.AttachType, hook.Inode));
        Assert.Equal([loaded.Program("give").Info.Id], new ProgramHook(Kernel, opened.Fd, AttachType.SkLookup).Query().Programs.Select(p => p.ProgramId));

        network.SendFromPeer(port: 4711);
        Assert.True(receiver.Poll(ArrivalMicroseconds, SelectMode.SelectRead));
        receiver.Receive(new byte[16]);
        End(link);
        network.SendFromPeer(port: 4711);
        Assert.False(receiver.Poll(SilenceMicroseconds, SelectMode.SelectRead));
    }

    [Fact]
    public void Attach_FlowDissector_IsWhatTheNamespaceTells()
    {
        Assert.SkipUnless(NetworkNamespace.IsAvailable(out string reason), reason);
        NetworkNamespace network = Own(NetworkNamespace.Create());
        BpfObject loaded = Load("""SEC("flow_dissector") int dissect(struct __sk_buff *skb) { return BPF_OK; }""");
        using HookFile opened = HookFile.OpenNetworkNamespace(network.Path);
        using (loaded.Program("dissect").Attach(new NetworkNamespaceTarget(opened.Fd)))
            Assert.Equal([loaded.Program("dissect").Info.Id], new ProgramHook(Kernel, opened.Fd, AttachType.FlowDissector).Query().Programs.Select(p => p.ProgramId));
        Assert.Empty(new ProgramHook(Kernel, opened.Fd, AttachType.FlowDissector).Query().Programs);
    }

    [Fact]
    public void Attach_SockMapVerdict_JudgesWhatIsReceived()
    {
        BpfObject loaded = Load(SockMap);
        (Socket sender, Socket receiver) = TcpPair();
        BpfMap map = loaded.Map("sockets");
        BpfLink link = Own(loaded.Program("drop_received").Attach(new SocketMapTarget(map)));
        Assert.Equal(new LinkHook.SocketMap(map.Info.Id, AttachType.SkSkbVerdict), link.Info.Hook);
        map.Update(new byte[4], BitConverter.GetBytes((ulong)receiver.Handle));
        sender.Send("lost"u8);
        Assert.True(SpinWait.SpinUntil(() => Count(loaded, 0) != 0, 5000));
        Assert.False(receiver.Poll(SilenceMicroseconds, SelectMode.SelectRead));
    }

    [Fact]
    public void ProgramHook_SockMapMessages_JudgesWhatIsSent()
    {
        BpfObject loaded = Load(SockMap);
        (Socket sender, Socket receiver) = TcpPair();
        BpfMap map = loaded.Map("sockets");
        ProgramHook hook = new(Kernel, map.Fd, AttachType.SkMsgVerdict);
        hook.Attach(loaded.Program("drop_sent"));
        map.Update(new byte[4], BitConverter.GetBytes((ulong)sender.Handle));
        Assert.Throws<SocketException>(() => sender.Send("lost"u8));
        Assert.Equal(1UL, Count(loaded, 1));
        Assert.True(map.Remove(new byte[4]));
        hook.Detach(loaded.Program("drop_sent"));
        Assert.Equal(Errno.ENOENT, Assert.Throws<BpfException>(() => hook.Detach(loaded.Program("drop_sent"))).Errno);
        sender.Send("kept"u8);
        Assert.True(receiver.Poll(ArrivalMicroseconds, SelectMode.SelectRead));
    }

    private const string SockMap =
        """
        struct { __uint(type, BPF_MAP_TYPE_SOCKMAP); __type(key, __u32); __type(value, __u64); __uint(max_entries, 2); } sockets SEC(".maps");
        __u64 count[2];
        SEC("sk_skb/verdict") int drop_received(struct __sk_buff *skb) { __sync_fetch_and_add(&count[0], 1); return SK_DROP; }
        SEC("sk_msg") int drop_sent(struct sk_msg_md *msg) { __sync_fetch_and_add(&count[1], 1); return SK_DROP; }
        """;

    private (Socket Sender, Socket Receiver) TcpPair()
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        Socket sender = Own(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        sender.Connect(listener.LocalEndPoint!);
        return (sender, Own(listener.Accept()));
    }

    private static Socket Udp(bool reusePort = false, int port = 0)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        if (reusePort) socket.SetRawSocketOption(1, ReusePort, BitConverter.GetBytes(1));
        socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        return socket;
    }

    private static void SendTo(Socket receiver)
    {
        using Socket sender = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        sender.SendTo("packet"u8, receiver.LocalEndPoint!);
    }
}
