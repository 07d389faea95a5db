using Nbpf.Cli.Shell;
using Nbpf.Maglev;
using Nbpf.Maglev.Capture;

namespace Nbpf.Cli.Demo;

/// <summary>Runs a program on every packet of a capture and writes what it forwards.</summary>
public sealed class CaptureReplay
{
    private const int EthernetBytes = 14, IPv4DestinationAt = EthernetBytes + 16, IPv6DestinationAt = EthernetBytes + 24;

    private readonly SortedDictionary<TrafficClass, IReadOnlyDictionary<XdpAction, int>> _verdicts = [];
    private readonly Dictionary<WireAddress, int> _packetsByBackend = [];
    private readonly Dictionary<TrafficClass, byte[]> _samples = [];

    /// <summary>Packets by class and verdict.</summary>
    public IReadOnlyDictionary<TrafficClass, IReadOnlyDictionary<XdpAction, int>> Verdicts => _verdicts;

    /// <summary>Forwarded packets by outer destination.</summary>
    public IReadOnlyDictionary<WireAddress, int> PacketsByBackend => _packetsByBackend;

    /// <summary>A forwarded packet of a class, as it came; null when there was none.</summary>
    /// <param name="trafficClass">The class.</param>
    public byte[]? Forwarded(TrafficClass trafficClass) => _samples.GetValueOrDefault(trafficClass);

    /// <summary>Replays a capture.</summary>
    /// <param name="program">The program.</param>
    /// <param name="capturePath">The capture.</param>
    /// <param name="outputPath">Where forwarded packets go, with their times.</param>
    /// <exception cref="CommandException">The capture is malformed, not of Ethernet, or cut; or what is forwarded cannot be written.</exception>
    /// <exception cref="BpfException">The kernel refused a run.</exception>
    public void Run(BpfProgram program, string capturePath, string outputPath)
    {
        ArgumentNullException.ThrowIfNull(program);
        using PcapReader reader = InputFile.Open(capturePath, PcapReader.Open);
        if (reader.LinkType != CaptureLinkType.Ethernet)
            throw InputFile.Malformed(capturePath, new BpfFormatException($"pcap: Ethernet expected, found link type {(int)reader.LinkType}", 20));
        OutputFile.Fill(outputPath, path =>
        {
            using PcapWriter writer = PcapWriter.Create(path, CaptureLinkType.Ethernet);
            foreach (CapturedPacket forwarded in Forward(program, reader, capturePath)) writer.Write(forwarded);
        });
    }

    private IEnumerable<CapturedPacket> Forward(BpfProgram program, PcapReader reader, string capturePath)
    {
        while (InputFile.Open(capturePath, _ => reader.TryRead(out CapturedPacket read) ? read : (CapturedPacket?)null) is { } packet)
        {
            // A test run needs an Ethernet header, and a cut packet would be judged malformed.
            if (!packet.IsWhole || packet.Data.Length < EthernetBytes) continue;
            ProgramResult result = program.Run(packet.Data.Span);
            TrafficClass trafficClass = TrafficClassifier.Classify(packet.Data.Span);
            Count(trafficClass, result.XdpAction);
            if (result.XdpAction != XdpAction.Tx) continue;
            WireAddress backend = OuterDestination(result.Packet.Span);
            _packetsByBackend[backend] = _packetsByBackend.GetValueOrDefault(backend) + 1;
            _samples.TryAdd(trafficClass, packet.Data.ToArray());
            yield return new CapturedPacket(packet.Timestamp, (uint)result.Packet.Length, result.Packet);
        }
    }

    private void Count(TrafficClass trafficClass, XdpAction action)
    {
        if (!_verdicts.TryGetValue(trafficClass, out IReadOnlyDictionary<XdpAction, int>? actions)) _verdicts[trafficClass] = actions = new SortedDictionary<XdpAction, int>();
        SortedDictionary<XdpAction, int> counts = (SortedDictionary<XdpAction, int>)actions;
        counts[action] = counts.GetValueOrDefault(action) + 1;
    }

    private static WireAddress OuterDestination(ReadOnlySpan<byte> frame) => frame[EthernetBytes] >> 4 == 4
        ? WireAddress.FromIPv4(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(frame[IPv4DestinationAt..]))
        : WireAddress.Read(frame[IPv6DestinationAt..]);
}
