using Nbpf.Linux.Xdp;
using Nbpf.Syscall;
using Nbpf.Testing;
using Nbpf.Testing.Resources;
using Xunit;

namespace Nbpf.Linux.Tests.Xdp;

/// <summary>AF_XDP sockets at both ends of a veth pair of the test's own, each in a namespace of its own.</summary>
public sealed class XskSocketTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(1);

    private readonly IBpf kernel;
    private readonly NetworkNamespace network;

    public XskSocketTests()
    {
        Assert.SkipUnless(LinuxOracle.IsAvailable(out string reason), reason);
        Assert.SkipUnless(NetworkNamespace.IsAvailable(out reason), reason);
        kernel = LinuxOracle.Open();
        network = NetworkNamespace.Create();
    }

    public void Dispose()
    {
        network?.Dispose();
        kernel?.Dispose();
    }

    /// <summary>
    /// Packets go from the peer to the echo and, changed, back again, through all eight rings, which wrap around many times: contents and order
    /// hold, nothing is lost, and in the end every frame is where it was.
    /// </summary>
    [Theory]
    [InlineData(XskMode.Auto, 4096, false, true)]
    [InlineData(XskMode.Copy, 2048, false, false)]
    [InlineData(XskMode.Copy, 3000, true, true)]
    public void Rings_EchoedPackets_ComeBackWholeAndInOrder(XskMode mode, int frameSize, bool isUnaligned, bool usesNeedWakeup)
    {
        const int Count = 10000;
        UmemOptions memory = new() { FrameCount = 512, FrameSize = frameSize, IsUnaligned = isUnaligned, Headroom = 64 };
        XskOptions options = new() { Mode = mode, UsesNeedWakeup = usesNeedWakeup, ReceiveRingSize = 128, TransmitRingSize = 128, FillRingSize = 256, CompletionRingSize = 128 };
        using XskEnd echo = network.Run(() => new XskEnd(kernel, network.InterfaceIndex, memory, options));
        using XskEnd peer = network.RunAtPeer(() => new XskEnd(kernel, network.PeerInterfaceIndex, memory, options));
        Assert.False(echo.Socket.IsZeroCopy);
        int sent = 0, returned = 0, idleTurns = 0;
        while (returned < Count)
        {
            // At most 99 on their way: an rx ring holds 128, and what does not fit is dropped.
            if (sent < Count && sent - returned < 50) sent += peer.Send(Math.Min(50, Count - sent), i => XskEnd.Packet(sent + i));
            List<byte[]> answers = [];
            echo.Receive(packet => answers.Add([.. packet[..18], .. packet[18..].ToArray().Select(b => (byte)(b ^ 0xff))]), Short);
            Assert.Equal(answers.Count, echo.Send(answers.Count, i => answers[i]));
            int before = returned;
            peer.Receive(packet =>
            {
                byte[] expected = XskEnd.Packet(returned++);
                for (int i = 18; i < expected.Length; i++) expected[i] ^= 0xff;
                Assert.Equal(expected, packet);
            }, Short);
            idleTurns = answers.Count > 0 || returned > before ? 0 : idleTurns + 1;
            Assert.True(idleTurns < 10000, $"nothing arrived any more after {sent} packets sent and {returned} returned");
        }

        Assert.Equal((Count, Count), (sent, returned));
        Assert.True(SpinWait.SpinUntil(() => (echo.IdleFrames, peer.IdleFrames) == (512, 512), Long), $"frames are missing: {echo.IdleFrames} and {peer.IdleFrames} of 512");
        Assert.Equal(default, echo.Socket.Statistics with { FillRingEmpty = 0, TransmitRingEmpty = 0 });
    }

    [Fact]
    public void Constructor_ZeroCopyOnADriverWithout_SaysWhatToUse()
    {
        using Umem umem = new(new() { FrameCount = 64 });
        BpfException error = Assert.Throws<BpfException>(() => network.Run(() => new XskSocket(umem, network.InterfaceIndex, 0, new() { Mode = XskMode.ZeroCopy })));
        Assert.Equal(Errno.EOPNOTSUPP, error.Errno);
        Assert.Contains("XskMode.Copy", error.Message, StringComparison.Ordinal);
        using XskSocket socket = network.Run(() => new XskSocket(umem, network.InterfaceIndex, 0, new() { Mode = XskMode.Auto, IsMultiBuffer = true }));
        Assert.False(socket.IsZeroCopy);
    }

    /// <summary>An entry that was not reserved holds what it held before: handing it over twice would give a frame away twice.</summary>
    [Fact]
    public void Submit_MoreThanWasReserved_IsRefused()
    {
        using Umem umem = new(new() { FrameCount = 64 });
        using XskSocket socket = network.Run(() => new XskSocket(umem, network.InterfaceIndex, 0));
        XskProducerRing<XdpDescriptor> ring = socket.Transmit!;
        int free = ring.FreeCount;
        Assert.Throws<ArgumentOutOfRangeException>(() => ring.Submit(1));
        Assert.Equal(2, ring.Reserve(2).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => ring.Submit(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => ring.Submit(-1));
        ring.Submit(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => ring.Submit(1));
        Assert.Equal(free - 1, ring.FreeCount);
    }

    /// <summary>A signal does not start the time anew.</summary>
    [Fact]
    public void Wait_WhileSignalsCome_EndsAfterItsTime()
    {
        using Umem umem = new(new() { FrameCount = 64 });
        using XskSocket socket = network.Run(() => new XskSocket(umem, network.InterfaceIndex, 0));
        Assert.True(Signals.LeaveRoomFor(() => Assert.False(socket.Wait(TimeSpan.FromMilliseconds(200)))));
    }

    [Fact]
    public void Constructor_WhatTheKernelRefuses_NamesIt()
    {
        using Umem umem = new(new() { FrameCount = 64 }), other = new(new() { FrameCount = 64 });
        using XskSocket socket = network.Run(() => new XskSocket(umem, network.InterfaceIndex, 0));
        Assert.Equal(Errno.EBUSY, Refused(other, network.InterfaceIndex, 0));
        Assert.Equal(Errno.ENODEV, Refused(other, 9999, 0));
        Assert.Equal(Errno.EINVAL, Refused(other, network.InterfaceIndex, 77));
        Assert.Throws<InvalidOperationException>(umem.Dispose);
        Assert.Throws<ArgumentException>(() => new Umem(new() { FrameSize = 3000 }));
        Assert.Throws<ArgumentException>(() => new Umem(new() { FrameCount = int.MaxValue }));
        Assert.Throws<ArgumentException>(() => new XskSocket(other, 1, 0, new() { ReceiveRingSize = 100 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => umem.Packet(new(64 * 4096 - 10, 11)).Length);

        Errno Refused(Umem memory, int interfaceIndex, int queue) =>
            Assert.Throws<BpfException>(() => network.Run(() => new XskSocket(memory, interfaceIndex, queue))).Errno;
    }

    /// <summary>Two sockets share memory, fill and completion ring of a queue; both send, and the rings outlive the first one.</summary>
    [Fact]
    public void Constructor_SharedMemory_SocketsShareTheQueuesRings()
    {
        UmemOptions memory = new() { FrameCount = 256 };
        using XskEnd peer = network.RunAtPeer(() => new XskEnd(kernel, network.PeerInterfaceIndex, memory, new()));
        using Umem umem = new(memory);
        UmemFrames frames = new(umem);
        XskSocket first = network.Run(() => new XskSocket(umem, network.InterfaceIndex, 0));
        using XskSocket second = network.Run(() => new XskSocket(umem, network.InterfaceIndex, 0));
        Assert.Same(first.Fill, second.Fill);
        Assert.Same(first.Completion, second.Completion);
        SendOne(first, 1);
        SendOne(second, 2);
        first.Dispose();
        SendOne(second, 3);
        Assert.Equal(256, frames.FreeCount);

        List<int> numbers = [];
        for (int turn = 0; turn < 10000 && numbers.Count < 3; turn++) peer.Receive(packet => numbers.Add(XskEnd.Number(packet)), Short);
        Assert.Equal([1, 2, 3], numbers);

        void SendOne(XskSocket socket, int number)
        {
            byte[] packet = XskEnd.Packet(number);
            Assert.True(frames.TryTake(out ulong address));
            XdpDescriptor descriptor = new(address, (uint)packet.Length);
            packet.CopyTo(umem.Packet(descriptor));
            Assert.Equal(1, socket.Transmit!.Write([descriptor]));
            while (frames.FreeCount < 256)
            {
                socket.WakeTransmit();
                frames.Complete(socket.Completion);
            }
        }
    }

    [Fact]
    public void Statistics_PacketsWithoutFrames_AreCounted()
    {
        UmemOptions memory = new() { FrameCount = 64 };
        using XskEnd echo = network.Run(() => new XskEnd(kernel, network.InterfaceIndex, memory, new(), hasFrames: false));
        using XskEnd peer = network.RunAtPeer(() => new XskEnd(kernel, network.PeerInterfaceIndex, memory, new(), hasFrames: false));
        Assert.Equal(10, peer.Send(10, XskEnd.Packet));
        Assert.True(SpinWait.SpinUntil(() => echo.Socket.Statistics.FillRingEmpty > 0, Long));
        Assert.False(echo.Socket.Wait(TimeSpan.Zero));

        // An address outside the memory is refused, and told.
        Assert.Equal(1, peer.Socket.Transmit!.Write([new(1UL << 40, 64)]));
        Assert.True(SpinWait.SpinUntil(() =>
        {
            peer.Socket.WakeTransmit();
            return peer.Socket.Statistics.TransmitInvalidDescriptors == 1;
        }, Long));
    }

    [Fact]
    public void Rings_MoreThanReserved_IsRefused()
    {
        using Umem umem = new(new() { FrameCount = 64 });
        using XskSocket socket = network.Run(() => new XskSocket(umem, network.InterfaceIndex, 0, new() { FillRingSize = 64 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => socket.Fill.Submit(1));
        Assert.Equal(10, socket.Fill.Reserve(10).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => socket.Fill.Submit(11));
        Assert.Equal(64, socket.Fill.Reserve(100).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => socket.Completion.Release(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => socket.Receive!.Release(-1));
        UmemFrames frames = new(umem);
        Assert.Throws<InvalidOperationException>(() => frames.Return(0));
        socket.Dispose();
        Assert.Throws<ObjectDisposedException>(() => socket.Fill.FreeCount);
        Assert.Throws<ObjectDisposedException>(() => socket.Fd);
    }
}
