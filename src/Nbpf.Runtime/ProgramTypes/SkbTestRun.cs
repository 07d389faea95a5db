using System.Buffers.Binary;
using Nbpf.Runtime.Memory;
using Nbpf.Runtime.Packets;
using Nbpf.Syscall;

namespace Nbpf.Runtime.ProgramTypes;

/// <summary>
/// BPF_PROG_TEST_RUN of programs on socket buffers (bpf_prog_test_run_skb, net/bpf/test_run.c, Linux 6.18). Repeats go on with the packet that the run
/// before left. Socket filters see the packet from its network header on; their output has a zeroed link header.
/// </summary>
internal static unsafe class SkbTestRun
{
    private const ushort InternetProtocol4 = 0x0800;
    private const ushort InternetProtocol6 = 0x86dd;
    private const int InternetHeader4Bytes = 20;
    private const int InternetHeader6Bytes = 40;
    private const uint MaximumSegments = 65535;
    private const uint MaximumWireLength = 65536;

    /// <summary>Runs the program.</summary>
    /// <param name="run">The run.</param>
    /// <param name="arguments">Input, output and results.</param>
    /// <param name="seesLinkHeader">Whether the packet begins with its Ethernet header for programs of the type.</param>
    public static Errno Run(ITestRun run, ProgTestRunArguments arguments, bool seesLinkHeader)
    {
        if ((arguments.Flags & ~TestRunFlags.SkbChecksumComplete) != 0 || arguments.Cpu != 0 || arguments.BatchSize != 0)
        {
            return Errno.EINVAL;
        }

        uint size = (uint)arguments.DataIn.Length;
        if (size < EthernetHeader.SizeBytes || size > XdpBuff.PageBytes - SkBuff.HeadroomBytes - SkBuff.SharedInfoBytes)
        {
            return Errno.EINVAL;
        }

        Errno error = TestRunContextBuffer.Read(arguments, SkbContext.SizeBytes, out byte[]? context);
        if (error != Errno.None)
        {
            return error;
        }

        if (context is not null && Word(context, SkbContext.Interface) > NetworkDevice.LoopbackInterfaceIndex)
        {
            return Errno.ENODEV;
        }

        byte* room = run.TryAllocate(SkBuffMemory.PacketRoomBytes((int)size)), structures = run.TryAllocate(SkBuffMemory.StructureBytes);
        if (room == null || structures == null)
        {
            return Errno.ENOMEM;
        }

        SkBuff* skb = SkBuffMemory.Make(structures, room, arguments.DataIn.Span, NetworkDevice.LoopbackInterfaceIndex, seesLinkHeader);
        error = CheckInternetHeader(skb, size - EthernetHeader.SizeBytes);
        if (error == Errno.None && context is not null)
        {
            error = ReadContext(skb, context);
        }

        return error != Errno.None ? error : Execute(run, arguments, context, skb, seesLinkHeader);
    }

    private static Errno Execute(ITestRun run, ProgTestRunArguments arguments, byte[]? context, SkBuff* skb, bool seesLinkHeader)
    {
        bool checksum = (arguments.Flags & TestRunFlags.SkbChecksumComplete) != 0;
        if (checksum)
        {
            skb->Checksum = SumFromNetworkHeader(skb);
            skb->ChecksumState = SkBuff.ChecksumComplete;
        }

        Errno error = run.Execute(skb, arguments.Repeat, LogicalCpus.AnyCpu, out ulong result, out uint duration);
        if (error != Errno.None)
        {
            return error;
        }

        if (!seesLinkHeader)
        {
            skb->Data -= EthernetHeader.SizeBytes;
            skb->Length += EthernetHeader.SizeBytes;
            new Span<byte>(skb->Data, EthernetHeader.SizeBytes).Clear();
        }

        if (checksum && InternetChecksum.Fold(skb->Checksum) != InternetChecksum.Fold(SumFromNetworkHeader(skb)))
        {
            return Errno.EBADMSG;
        }

        if (context is not null)
        {
            WriteContext(skb, context);
        }

        error = TestRunContextBuffer.WriteData(arguments, new ReadOnlySpan<byte>(skb->Data, (int)skb->Length), default, result, duration);
        return error != Errno.None ? error : TestRunContextBuffer.Write(arguments, context);
    }

    private static Errno CheckInternetHeader(SkBuff* skb, uint payloadBytes)
    {
        int least = BinaryPrimitives.ReverseEndianness(skb->Protocol) switch
        {
            InternetProtocol4 => InternetHeader4Bytes,
            InternetProtocol6 => InternetHeader6Bytes,
            _ => 0,
        };
        return payloadBytes < least ? Errno.EINVAL : Errno.None;
    }

    private static Errno ReadContext(SkBuff* skb, byte[] context)
    {
        if (IsUsed(context, 0, SkbContext.Mark)
            || IsUsed(context, SkbContext.Mark + 4, SkbContext.Priority)
            || IsUsed(context, SkbContext.Interface + 4, SkbContext.ControlData)
            || IsUsed(context, SkbContext.ControlDataEnd, SkbContext.Timestamp)
            || IsUsed(context, SkbContext.SegmentCount + 4, SkbContext.SegmentSize)
            || IsUsed(context, SkbContext.SegmentSize + 4, SkbContext.HardwareTimestamp))
        {
            return Errno.EINVAL;
        }

        skb->Mark = Word(context, SkbContext.Mark);
        skb->Priority = Word(context, SkbContext.Priority);
        skb->IncomingInterface = Word(context, SkbContext.IngressInterface);
        skb->Timestamp = BinaryPrimitives.ReadUInt64LittleEndian(context.AsSpan(SkbContext.Timestamp));
        context.AsSpan(SkbContext.ControlData, SkBuff.ControlDataBytes).CopyTo(new Span<byte>(skb->ControlData, SkBuff.ControlDataBytes));
        uint wireLength = Word(context, SkbContext.WireLength);
        if (wireLength != 0)
        {
            if (wireLength < skb->Length || wireLength > MaximumWireLength)
            {
                return Errno.EINVAL;
            }

            skb->PacketLength = wireLength;
        }

        uint segments = Word(context, SkbContext.SegmentCount);
        if (segments > MaximumSegments)
        {
            return Errno.EINVAL;
        }

        byte* shared = skb->Head + skb->End;
        *(ushort*)(shared + SkBuff.SharedSegmentCountOffset) = (ushort)segments;
        *(ushort*)(shared + SkBuff.SharedSegmentSizeOffset) = (ushort)Word(context, SkbContext.SegmentSize);
        *(ulong*)(shared + SkBuff.SharedHardwareTimestampOffset) = BinaryPrimitives.ReadUInt64LittleEndian(context.AsSpan(SkbContext.HardwareTimestamp));
        return Errno.None;
    }

    private static void WriteContext(SkBuff* skb, byte[] context)
    {
        byte* shared = skb->Head + skb->End;
        SetWord(context, SkbContext.Mark, skb->Mark);
        SetWord(context, SkbContext.Priority, skb->Priority);
        SetWord(context, SkbContext.IngressInterface, skb->IncomingInterface);
        SetWord(context, SkbContext.Interface, skb->Device->InterfaceIndex);
        BinaryPrimitives.WriteUInt64LittleEndian(context.AsSpan(SkbContext.Timestamp), skb->Timestamp);
        new ReadOnlySpan<byte>(skb->ControlData, SkBuff.ControlDataBytes).CopyTo(context.AsSpan(SkbContext.ControlData));
        SetWord(context, SkbContext.WireLength, skb->PacketLength);
        SetWord(context, SkbContext.SegmentCount, *(ushort*)(shared + SkBuff.SharedSegmentCountOffset));
        BinaryPrimitives.WriteUInt64LittleEndian(context.AsSpan(SkbContext.HardwareTimestamp), *(ulong*)(shared + SkBuff.SharedHardwareTimestampOffset));
    }

    private static uint SumFromNetworkHeader(SkBuff* skb)
    {
        byte* start = skb->Head + skb->NetworkHeader;
        return InternetChecksum.Partial(new ReadOnlySpan<byte>(start, (int)(skb->Data + skb->Length - start)), 0);
    }

    private static bool IsUsed(byte[] context, int from, int to) => context.AsSpan(from, to - from).ContainsAnyExcept((byte)0);

    private static uint Word(byte[] context, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(context.AsSpan(offset));

    private static void SetWord(byte[] context, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(context.AsSpan(offset), value);
}
