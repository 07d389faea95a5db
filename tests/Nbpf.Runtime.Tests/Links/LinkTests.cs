using System.Diagnostics;
using CsCheck;
using Nbpf.Isa;
using Nbpf.Runtime.Tests.Maps;
using Nbpf.Runtime.Tests.Rewrite;
using Nbpf.Syscall;
using Nbpf.Testing;
using Nbpf.Testing.Resources;
using Xunit;
using static Nbpf.Uapi.Constants;

namespace Nbpf.Runtime.Tests.Links;

/// <summary>Programs attached to interfaces and events, with links and without; on both kernels where Linux has the same.</summary>
public sealed class LinkTests
{
    private static readonly uint[] Flags =
    [
        0, 0, BPF_F_BEFORE, BPF_F_AFTER, BPF_F_BEFORE | BPF_F_AFTER, BPF_F_REPLACE, BPF_F_REPLACE | BPF_F_AFTER, BPF_F_BEFORE | BPF_F_ID,
        BPF_F_AFTER | BPF_F_LINK, BPF_F_BEFORE | BPF_F_LINK | BPF_F_ID, BPF_F_ID,
    ];

    // Long enough to be seen by any clock.
    private const string Loop = "r1 = 300\nr1 += -1\nif r1 != 0 goto -2";

    private static readonly Gen<ChainStep> AnyStep = Gen.Select(
        Gen.Int[0, 5], Gen.Int[0, 4], Gen.Int[0, 6], Gen.Int[0, Flags.Length - 1], Gen.UInt[0, 6],
        (kind, program, neighbour, flags, revision) => new ChainStep(kind, program, neighbour, Flags[flags], revision > 2 ? 0 : revision));

    [Fact]
    public void Xdp_LinkCommands_AnswerAsLinux() => Compare(script => script.Xdp());

    [Fact]
    public void Tcx_AttachCommands_AnswerAsLinux() => Compare(script => script.Chains());

    [Fact]
    public void Others_WithoutHooks_AnswerAsLinux() => Compare(script => script.Others());

    /// <summary>Random chains: order, revision and errors are Linux's.</summary>
    [Fact]
    public void Tcx_RandomChanges_KeepLinuxsOrder()
    {
        AssumeLinux();
        using NetworkNamespace network = NetworkNamespace.Create();
        using IBpf linux = LinuxOracle.Open();
        AnyStep.List[1, 40].Sample(
            steps =>
            {
                using BpfRuntime runtime = new();
                string expected = network.Run(() =>
                {
                    using LinkScript script = new(linux, network.InterfaceIndex);
                    return script.Play(steps);
                });
                using LinkScript ours = new(runtime, (int)runtime.CreateInterface("test0").Index);
                Assert.Equal(expected, ours.Play(steps));
            },
            iter: 150, threads: 1);
    }

    [Fact]
    public void Receive_XdpVerdicts_DecideThePacketsWay()
    {
        using Kernel kernel = new();
        BpfInterface first = kernel.Bpf.CreateInterface("first"), second = kernel.Bpf.CreateInterface("second");
        List<byte[]> left = [];
        second.Transmitted += packet => left.Add(packet.ToArray());
        byte[] packet = [.. Enumerable.Range(0, 64).Select(i => (byte)i)];
        Assert.Equal(PacketFate.Passed, first.Receive(packet).Fate);

        int link = Xdp(kernel, first, "r0 = 1\nexit");
        foreach ((int verdict, PacketFate fate) in ((int, PacketFate)[])[(0, PacketFate.Dropped), (1, PacketFate.Dropped), (2, PacketFate.Passed), (3, PacketFate.Transmitted), (4, PacketFate.Dropped), (77, PacketFate.Dropped)])
        {
            Assert.Equal(SysResult.Ok, kernel.Bpf.LinkUpdate(link, Load(kernel, ProgramType.Xdp, $"r0 = {verdict}\nexit")));
            PacketResult result = first.Receive(packet);
            Assert.Equal(fate, result.Fate);
            Assert.Equal(packet, result.Packet.ToArray());
        }
        Assert.Equal((7, 1, 4), ((int)first.ReceivedCount, (int)first.TransmittedCount, (int)first.DroppedCount));

        // It sees the interface, changes the packet and sends it by the other one.
        string redirect = $"""
            r6 = *(u32 *)(r1 + 12)
            r2 = *(u32 *)(r1 + 0)
            r3 = *(u32 *)(r1 + 4)
            r4 = r2
            r4 += 14
            if r4 > r3 goto out
            *(u8 *)(r2 + 0) = r6
        out:
            r1 = {second.Index}
            r2 = 0
            call bpf_redirect
            exit
        """;
        Assert.Equal(SysResult.Ok, kernel.Bpf.LinkUpdate(link, Load(kernel, ProgramType.Xdp, redirect)));
        PacketResult redirected = first.Receive(packet);
        Assert.Equal((PacketFate.Redirected, second.Index), (redirected.Fate, redirected.RedirectedTo));
        packet[0] = (byte)first.Index;
        Assert.Equal(packet, Assert.Single(left));

        // Without the link, nothing happens any more; the target gone, nothing to redirect to.
        second.Dispose();
        Assert.Equal(PacketFate.Dropped, first.Receive(packet).Fate);
        kernel.Bpf.Close(link);
        Assert.Equal(PacketFate.Passed, first.Receive(packet).Fate);
    }

    [Fact]
    public void Chain_Verdicts_EndItOrGoOn()
    {
        using Kernel kernel = new();
        using BpfInterface first = kernel.Bpf.CreateInterface("first"), second = kernel.Bpf.CreateInterface("second");
        int trail = kernel.Map(MapType.Array, value: 8, max: 4);
        byte[] packet = new byte[64];
        int mark = Load(kernel, ProgramType.SchedCls, Marking(trail, 0, "r0 = -1"));
        int decide = Load(kernel, ProgramType.SchedCls, Marking(trail, 1, "r0 = 2"));
        int after = Load(kernel, ProgramType.SchedCls, Marking(trail, 2, "r0 = -1"));
        Attach(kernel, first, AttachType.TcxIngress, decide);
        Attach(kernel, first, AttachType.TcxIngress, after);
        Attach(kernel, first, AttachType.TcxIngress, mark, BPF_F_BEFORE);
        Assert.Equal(PacketFate.Dropped, first.Receive(packet).Fate);
        Assert.Equal([1L, 1, 0], Marks(kernel, trail));
        Assert.Equal(PacketFate.Transmitted, first.Send(packet).Fate);

        // Unknown verdicts end the chain like TCX_NEXT; a classifier redirects through the other interface's egress.
        ProgAttachAttributes replace = new() { Target = (int)first.Index, AttachType = AttachType.TcxIngress, Flags = BPF_F_REPLACE, ReplacedProgramFd = decide };
        int unknown = Load(kernel, ProgramType.SchedCls, "r0 = 9\nexit"), redirect = Load(kernel, ProgramType.SchedCls, $"r1 = {second.Index}\nr2 = 0\ncall bpf_redirect\nexit");
        Assert.Equal(SysResult.Ok, kernel.Bpf.ProgAttach(replace with { ProgramFd = unknown }));
        Assert.Equal(PacketFate.Passed, first.Receive(packet).Fate);
        Assert.Equal([2L, 1, 0], Marks(kernel, trail));
        Assert.Equal(SysResult.Ok, kernel.Bpf.ProgAttach(replace with { ProgramFd = redirect, ReplacedProgramFd = unknown }));
        Attach(kernel, second, AttachType.TcxEgress, after);
        PacketResult result = first.Receive(packet);
        Assert.Equal((PacketFate.Redirected, second.Index, PacketFate.Transmitted), (result.Fate, result.RedirectedTo, result.Onward!.Fate));
        Assert.Equal([3L, 1, 1], Marks(kernel, trail));

        // Round and round: dropped in the end.
        int back = Load(kernel, ProgramType.SchedCls, $"r1 = {first.Index}\nr2 = 1\ncall bpf_redirect\nexit");
        Attach(kernel, second, AttachType.TcxEgress, back, BPF_F_BEFORE);
        PacketResult last = first.Receive(packet);
        while (last.Onward is not null)
            last = last.Onward;
        Assert.Equal(PacketFate.Dropped, last.Fate);
    }

    /// <summary>Each program of a chain has the packet before it, from its first byte to its last, as the one before left it.</summary>
    [Theory]
    [InlineData(AttachType.TcxIngress)]
    [InlineData(AttachType.TcxEgress)]
    public void Chain_EachProgram_ReachesThePacketItself(AttachType where)
    {
        using Kernel kernel = new();
        using BpfInterface device = kernel.Bpf.CreateInterface("test0");
        const string AddOne = """
            r0 = -1
            r2 = *(u32 *)(r1 + 76)
            r3 = *(u32 *)(r1 + 80)
            r4 = r2
            r4 += 64
            if r4 > r3 goto out
            r4 += 1
            if r4 <= r3 goto out
            r5 = *(u8 *)(r2 + 0)
            r5 += 1
            *(u8 *)(r2 + 0) = r5
            r5 = *(u8 *)(r2 + 63)
            r5 += 2
            *(u8 *)(r2 + 63) = r5
        out:
            exit
        """;
        for (int i = 0; i < 3; i++)
            Attach(kernel, device, where, Load(kernel, ProgramType.SchedCls, AddOne));
        byte[] packet = new byte[64];
        PacketResult result = where == AttachType.TcxIngress ? device.Receive(packet) : device.Send(packet);
        packet[0] = 3;
        packet[63] = 6;
        Assert.Equal(packet, result.Packet.ToArray());
    }

    /// <summary>Sockets take packets longer than a test run does: offsets relative to a header end at 65,535, whatever the packet holds.</summary>
    [Theory]
    [InlineData(0, 65534, 1)]
    [InlineData(0, 65535, 1)]
    [InlineData(0, 65536, -14)]
    [InlineData(0, -1, -14)]
    [InlineData(1, 65535, 1)]
    [InlineData(1, 65536, -14)]
    public void SkbLoadBytesRelative_InALongPacket_EndsAtTheLastOffset(int header, int offset, int expected)
    {
        using Kernel kernel = new();
        using BpfSocket socket = kernel.Bpf.CreateSocket();
        byte[] packet = new byte[70_000];
        packet.AsSpan().Fill(1);
        socket.Attach(Load(kernel, ProgramType.SocketFilter, $"""
            r2 = {offset}
            r3 = r10
            r3 += -8
            *(u64 *)(r10 - 8) = 0
            r4 = 1
            r5 = {header}
            call bpf_skb_load_bytes_relative
            r1 = *(u8 *)(r10 - 8)
            r0 += r1
            r0 += 20
            exit
        """));
        Assert.Equal(20 + expected, socket.Receive(packet));
    }

    [Fact]
    public void Redirect_PacketThatGrows_IsDroppedBeforeItIsTooLong()
    {
        using Kernel kernel = new();
        using BpfInterface device = kernel.Bpf.CreateInterface("test0");
        Xdp(kernel, device, "r2 = -200\ncall bpf_xdp_adjust_head\nr0 = 2\nexit");
        Attach(kernel, device, AttachType.TcxIngress, Load(kernel, ProgramType.SchedCls, $"r1 = {device.Index}\nr2 = 1\ncall bpf_redirect\nexit"));
        PacketResult last = device.Receive(new byte[BpfInterface.MaximumPacketBytes]);
        Assert.Equal((PacketFate.Redirected, PacketFate.Dropped), (last.Fate, last.Onward!.Fate));
        Assert.Equal(BpfInterface.MaximumPacketBytes + 200, last.Packet.Length);
    }

    [Fact]
    public void Update_WhilePacketsPass_RunsEitherProgram()
    {
        using Kernel kernel = new(cpus: 3);
        BpfInterface device = kernel.Bpf.CreateInterface("test0");
        int link = Xdp(kernel, device, "r0 = 2\nexit");
        bool stop = false;
        int wrong = 0;
        Thread[] threads = [.. Enumerable.Range(0, 2).Select(_ => new Thread(() =>
        {
            byte[] packet = new byte[64];
            while (!Volatile.Read(ref stop))
            {
                if (device.Receive(packet).Fate is not (PacketFate.Passed or PacketFate.Transmitted))
                    Interlocked.Increment(ref wrong);
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        for (int i = 0; i < 300; i++)
        {
            // Each program lives only in the link: the one before is freed when the packets that run it are through.
            int next = Load(kernel, ProgramType.Xdp, $"r0 = {2 + (i % 2)}\nexit");
            Assert.Equal(SysResult.Ok, kernel.Bpf.LinkUpdate(link, next));
            kernel.Bpf.Close(next);
        }
        Volatile.Write(ref stop, true);
        Array.ForEach(threads, thread => thread.Join());
        Assert.Equal(0, wrong);
    }

    [Fact]
    public void Raise_AttachedPrograms_RunInOrderWithTheirCookies()
    {
        using Kernel kernel = new();
        BpfTracepoint made = kernel.Bpf.CreateTracepoint("request_done", 2);
        int map = kernel.Map(MapType.Array, value: 8, max: 4);
        int program = Load(kernel, ProgramType.RawTracepoint, $"""
            r6 = *(u64 *)(r1 + 8)
            call bpf_get_attach_cookie
            r6 += r0
            *(u32 *)(r10 - 4) = 0
            r1 = map_fd {map} ll
            r2 = r10
            r2 += -4
            call bpf_map_lookup_elem
            if r0 == 0 goto out
            r1 = *(u64 *)(r0 + 0)
            r1 *= 1000
            r1 += r6
            *(u64 *)(r0 + 0) = r1
        out:
            r0 = 0
            exit
        """);
        int greedy = Load(kernel, ProgramType.RawTracepoint, "r0 = *(u64 *)(r1 + 16)\nr0 = 0\nexit");
        Assert.Equal(Errno.EINVAL, kernel.Bpf.RawTracepointOpen("request_done", greedy).Errno);
        int first = kernel.Bpf.RawTracepointOpen("request_done", program, 100).Value, second = kernel.Bpf.RawTracepointOpen("request_done", program, 200).Value;
        made.Raise(1, 7);
        Assert.Equal(SysResult.Ok, kernel.Lookup(map, 0, out long value));
        Assert.Equal(107_207, value);
        Assert.Equal(SysResult.Ok, kernel.Bpf.LinkGetInfo(second, out LinkInfo? info));
        Assert.Equal(new LinkHook.RawTracepoint("request_done", 200), info!.Hook);
        Assert.Equal(Errno.EOPNOTSUPP, kernel.Bpf.LinkDetach(first).Errno);
        Assert.Equal(Errno.EINVAL, kernel.Bpf.LinkUpdate(first, program).Errno);

        // A pinned link goes on without its descriptor.
        Assert.Equal(SysResult.Ok, kernel.Bpf.ObjPin("/sys/fs/bpf/link", second));
        kernel.Bpf.Close(first);
        kernel.Bpf.Close(second);
        made.Raise(1, 3);
        Assert.Equal(SysResult.Ok, kernel.Lookup(map, 0, out value));
        Assert.Equal(107_207_203, value);
        Assert.Equal(SysResult.Ok, kernel.Bpf.ObjUnpin("/sys/fs/bpf/link"));
        made.Raise(1, 3);
        Assert.Equal(SysResult.Ok, kernel.Lookup(map, 0, out long same));
        Assert.Equal(value, same);
    }

    [Fact]
    public void EnableStats_WhileOpen_CountsRuns()
    {
        using Kernel kernel = new();
        BpfInterface device = kernel.Bpf.CreateInterface("test0");
        int program = Load(kernel, ProgramType.Xdp, $"r0 = 2\n{Loop}\nexit");
        kernel.Bpf.LinkCreate(new LinkCreateAttributes { ProgramFd = program, Target = (int)device.Index, AttachType = AttachType.Xdp });
        device.Receive(new byte[64]);
        int statistics = kernel.Bpf.EnableStats(StatsType.RunTime).Value;
        for (int i = 0; i < 5; i++)
            device.Receive(new byte[64]);
        Assert.Equal(SysResult.Ok, kernel.Bpf.ProgTestRun(program, new ProgTestRunArguments { DataIn = new byte[64], Repeat = 10 }));
        kernel.Bpf.Close(statistics);
        device.Receive(new byte[64]);
        kernel.Bpf.ProgGetInfo(program, out ProgInfo? info);
        Assert.Equal(15UL, info!.RunCount);
        Assert.NotEqual(0UL, info.RunTimeNanoseconds);
        Assert.Equal(Errno.EINVAL, kernel.Bpf.ObjPin("/sys/fs/bpf/statistics", kernel.Bpf.EnableStats(StatsType.RunTime).Value).Errno);
    }

    /// <summary>Both times that a run reports are as fine as the machine's clock: not all of them are whole hundreds of nanoseconds, the unit of a TimeSpan.</summary>
    [Fact]
    public void RunTimes_AreAsFineAsTheClock()
    {
        Assert.SkipUnless(Stopwatch.Frequency > TimeSpan.TicksPerSecond, "this machine's clock counts in hundreds of nanoseconds");
        using Kernel kernel = new();
        int program = Load(kernel, ProgramType.Xdp, $"r0 = 2\n{Loop}\nexit");
        int statistics = kernel.Bpf.EnableStats(StatsType.RunTime).Value;
        List<ulong> totals = [], durations = [];
        for (int i = 0; i < 50; i++)
        {
            ProgTestRunArguments arguments = new() { DataIn = new byte[64] };
            kernel.Bpf.ProgTestRun(program, arguments);
            durations.Add(arguments.DurationNanoseconds);
            kernel.Bpf.ProgGetInfo(program, out ProgInfo? info);
            totals.Add(info!.RunTimeNanoseconds);
        }
        kernel.Bpf.Close(statistics);
        Assert.Contains(totals, total => total % 100 != 0);
        Assert.Contains(durations, duration => duration % 100 != 0);
    }

    [Fact]
    public void Socket_Filter_DecidesHowMuchPasses()
    {
        using Kernel kernel = new();
        using BpfSocket socket = kernel.Bpf.CreateSocket();
        byte[] packet = new byte[100];
        Assert.Equal(100, socket.Receive(packet));
        socket.Attach(Load(kernel, ProgramType.SocketFilter, "r0 = *(u32 *)(r1 + 0)\nr0 += -60\nexit"));
        Assert.Equal(40, socket.Receive(packet));
        socket.Attach(Load(kernel, ProgramType.SocketFilter, "r0 = 1000\nexit"));
        Assert.Equal(100, socket.Receive(packet));
        Assert.Equal(Errno.EINVAL, Assert.Throws<BpfException>(() => socket.Attach(Load(kernel, ProgramType.Xdp, "r0 = 2\nexit"))).Errno);
        socket.Detach();
        Assert.Equal(Errno.ENOENT, Assert.Throws<BpfException>(socket.Detach).Errno);
    }

    [Fact]
    public void Dispose_OfAnInterface_LeavesItsLinksWithoutEffect()
    {
        using Kernel kernel = new();
        BpfInterface device = kernel.Bpf.CreateInterface("test0");
        Assert.Throws<ArgumentException>(() => kernel.Bpf.CreateInterface("test0"));
        int xdp = Xdp(kernel, device, "r0 = 2\nexit"), classifier = Load(kernel, ProgramType.SchedCls, "r0 = -1\nexit");
        int tcx = kernel.Bpf.LinkCreate(new LinkCreateAttributes { ProgramFd = classifier, Target = (int)device.Index, AttachType = AttachType.TcxEgress }).Value;
        Attach(kernel, device, AttachType.TcxIngress, classifier);
        device.Dispose();
        kernel.Bpf.LinkGetInfo(xdp, out LinkInfo? info);
        Assert.Equal(new LinkHook.Xdp(0), info!.Hook);
        kernel.Bpf.LinkGetInfo(tcx, out info);
        Assert.Equal(new LinkHook.TrafficControl(0, AttachType.TcxEgress), info!.Hook);
        Assert.Equal(Errno.ENOLINK, kernel.Bpf.LinkUpdate(tcx, classifier).Errno);
        Assert.Equal(Errno.ENODEV, kernel.Bpf.ProgQuery(new ProgQueryArguments { Target = (int)device.Index, AttachType = AttachType.TcxIngress }).Errno);
    }

    private static void AssumeLinux()
    {
        Assert.SkipUnless(LinuxOracle.IsReference(out string reason), reason);
        Assert.SkipUnless(NetworkNamespace.IsAvailable(out reason), reason);
    }

    private static void Compare(Func<LinkScript, string> play)
    {
        AssumeLinux();
        using BpfRuntime runtime = new();
        using LinkScript ours = new(runtime, (int)runtime.CreateInterface("test0").Index);
        using NetworkNamespace network = NetworkNamespace.Create();
        using IBpf linux = LinuxOracle.Open();
        string expected = network.Run(() =>
        {
            using LinkScript theirs = new(linux, network.InterfaceIndex);
            return play(theirs);
        });
        Assert.Equal(expected, play(ours));
    }

    private static int Load(Kernel kernel, ProgramType type, string assembly) => ProgramDump.Load(kernel.Bpf, type, Assembler.Assemble(assembly));

    private static int Xdp(Kernel kernel, BpfInterface device, string assembly)
    {
        SysResult link = kernel.Bpf.LinkCreate(new LinkCreateAttributes { ProgramFd = Load(kernel, ProgramType.Xdp, assembly), Target = (int)device.Index, AttachType = AttachType.Xdp });
        Assert.False(link.IsError, link.ToString());
        return link.Value;
    }

    private static void Attach(Kernel kernel, BpfInterface device, AttachType type, int program, uint flags = 0)
        => Assert.Equal(SysResult.Ok, kernel.Bpf.ProgAttach(new ProgAttachAttributes { Target = (int)device.Index, ProgramFd = program, AttachType = type, Flags = flags }));

    private static string Marking(int map, int index, string verdict) => $"""
            *(u32 *)(r10 - 4) = {index}
            r1 = map_fd {map} ll
            r2 = r10
            r2 += -4
            call bpf_map_lookup_elem
            if r0 == 0 goto out
            r1 = 1
            lock *(u64 *)(r0 + 0) += r1
        out:
            {verdict}
            exit
        """;

    private static long[] Marks(Kernel kernel, int map) => [.. Enumerable.Range(0, 3).Select(i => kernel.Lookup(map, i, out long value).IsError ? -1 : value)];
}
