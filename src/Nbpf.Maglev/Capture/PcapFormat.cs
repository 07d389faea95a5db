namespace Nbpf.Maglev.Capture;

/// <summary>Numbers of the classic capture format (IETF draft-ietf-opsawg-pcap).</summary>
internal static class PcapFormat
{
    internal const uint MagicMicroseconds = 0xa1b2c3d4;
    internal const uint MagicNanoseconds = 0xa1b23c4d;
    internal const uint MagicPcapNg = 0x0a0d0d0a;
    internal const int FileHeaderBytes = 24;
    internal const int RecordHeaderBytes = 16;

    // What libpcap takes as the largest sensible snap length (MAXIMUM_SNAPLEN).
    internal const uint MaximumPacketBytes = 262_144;
}
