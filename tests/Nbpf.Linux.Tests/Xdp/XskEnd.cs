using System.Buffers.Binary;
using Nbpf.Isa;
using Nbpf.Linux.Xdp;
using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Linux.Tests.Xdp;

/// <summary>One end of a veth pair: memory, a socket on queue 0, and an XDP program that sends every packet to it.</summary>
internal sealed class XskEnd : IDisposable
{
    /// <summary>An EtherType for experiments: what else runs over the interface is not the test's.</summary>
    internal const ushort EtherType = 0x88b5;

    private readonly IBpf kernel;
    private readonly int link;

    /// <summary>To be made in the interface's namespace. The frames are there before the first packet, which may be anybody's.</summary>
    internal XskEnd(IBpf kernel, int interfaceIndex, UmemOptions memory, XskOptions options, bool hasFrames = true)
    {
        this.kernel = kernel;
        Umem = new(memory);
        Frames = new(Umem);
        Socket = new(Umem, interfaceIndex, 0, options);
        if (hasFrames) Frames.Fill(Socket.Fill);
        Map = BpfMap.Create(kernel, new MapSpec("sockets", MapType.XskMap) { KeySize = 4, ValueSize = 4, MaxEntries = 4 });
        Map.Update([0, 0, 0, 0], BitConverter.GetBytes(Socket.Fd));
        string text = $"r2 = *(u32 *)(r1 + 16)\nr1 = map_fd {Map.Fd} ll\nr3 = {(int)XdpAction.Pass}\ncall bpf_redirect_map\nexit";
        SysResult program = LinuxOracle.Load(kernel, new ProgLoadAttributes { Type = ProgramType.Xdp, Instructions = Assembler.Assemble(text), License = "GPL", LogLevel = 1 }, out string log);
        Assert.False(program.IsError, log);
        SysResult created = kernel.LinkCreate(new() { ProgramFd = program.Value, Target = interfaceIndex, AttachType = AttachType.Xdp });
        Assert.False(created.IsError, created.ToString());
        kernel.Close(program.Value);
        link = created.Value;
    }

    internal Umem Umem { get; }

    internal UmemFrames Frames { get; }

    internal XskSocket Socket { get; }

    internal BpfMap Map { get; }

    /// <summary>Frames that are free, wait for packets or have one that was not taken: all of them when nothing is on its way.</summary>
    internal int IdleFrames => Frames.FreeCount + Socket.Fill.Size - Socket.Fill.FreeCount + Socket.Receive!.Count;

    /// <summary>Puts packets into the tx ring and lets the kernel send them; returns how many fit.</summary>
    internal int Send(int count, Func<int, byte[]> packet)
    {
        int sent = 0;
        XskProducerRing<XdpDescriptor> ring = Socket.Transmit!;
        while (sent < count)
        {
            Span<XdpDescriptor> entries = ring.Reserve(count - sent);
            int filled = 0;
            while (filled < entries.Length && Frames.TryTake(out ulong address))
            {
                byte[] bytes = packet(sent + filled);
                entries[filled] = new(address, (uint)bytes.Length);
                bytes.CopyTo(Umem.Packet(entries[filled++]));
            }

            ring.Submit(filled);
            sent += filled;
            if (filled == 0) break;
        }

        Flush();
        return sent;
    }

    /// <summary>Lets the kernel send all that is in the tx ring, and takes the frames back.</summary>
    internal void Flush()
    {
        XskProducerRing<XdpDescriptor> ring = Socket.Transmit!;
        for (int attempts = 0; attempts < 10000 && ring.FreeCount < ring.Size; attempts++)
        {
            if (!Socket.Options.UsesNeedWakeup || ring.NeedsWakeup) Socket.WakeTransmit();
            Frames.Complete(Socket.Completion);
        }

        Assert.Equal(ring.Size, ring.FreeCount);
        Frames.Complete(Socket.Completion);
    }

    /// <summary>Takes the test's packets that came; their frames go back to the kernel. Waits for the first.</summary>
    internal int Receive(Action<ReadOnlySpan<byte>> packet, TimeSpan timeout)
    {
        XskConsumerRing<XdpDescriptor> ring = Socket.Receive!;
        Frames.Fill(Socket.Fill);
        if (ring.Count == 0 && !Socket.Wait(timeout)) return 0;
        int count = 0;
        ReadOnlySpan<XdpDescriptor> descriptors = ring.Peek();
        foreach (XdpDescriptor descriptor in descriptors)
        {
            ReadOnlySpan<byte> bytes = Umem.Packet(descriptor);
            if (BinaryPrimitives.ReadUInt16BigEndian(bytes[12..]) == EtherType)
            {
                packet(bytes);
                count++;
            }

            Frames.Return(descriptor.Address);
        }

        ring.Release(descriptors.Length);
        Frames.Fill(Socket.Fill);
        return count;
    }

    /// <summary>A packet with a number and bytes that follow from it.</summary>
    internal static byte[] Packet(int number)
    {
        byte[] packet = new byte[64 + (number * 37 % 1400)];
        packet.AsSpan(0, 12).Fill(0x02);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(12), EtherType);
        BinaryPrimitives.WriteInt32LittleEndian(packet.AsSpan(14), number);
        for (int i = 18; i < packet.Length; i++) packet[i] = (byte)(number + i);
        return packet;
    }

    internal static int Number(ReadOnlySpan<byte> packet) => BinaryPrimitives.ReadInt32LittleEndian(packet[14..]);

    public void Dispose()
    {
        kernel.Close(link);
        Map.Dispose();
        Socket.Dispose();
        Umem.Dispose();
    }
}
