using System.Buffers.Binary;
using System.IO.Compression;
using Nbpf.Maglev.Capture;

namespace Nbpf.Fuzz.Targets;

/// <summary>Captures, plain and compressed: every packet is read and classified.</summary>
internal sealed class CaptureTarget : FuzzTarget
{
    public override string Name => "capture";

    public override IReadOnlyList<byte[]> Seeds { get; } = Make();

    public override int InputsInTest => 15_000;

    // What is compressed expands: offsets count in the capture, and one packet of at most 256 KiB is in memory.
    public override bool Run(byte[] input, bool isThorough) => ReaderRule.Holds(input, long.MaxValue, static bytes =>
    {
        using PcapReader reader = new(new MemoryStream(bytes));
        for (int left = 64; left > 0 && reader.TryRead(out CapturedPacket packet); left--) TrafficClassifier.Classify(packet.Data.Span);
    });

    private static List<byte[]> Make()
    {
        byte[] plain = Capture(bigEndian: false);
        MemoryStream compressed = new();
        using (GZipStream gzip = new(compressed, CompressionLevel.Fastest)) gzip.Write(plain);
        return [plain, Capture(bigEndian: true), compressed.ToArray()];
    }

    private static byte[] Capture(bool bigEndian)
    {
        byte[] file = new byte[24 + 3 * (16 + 60)];
        void Word(int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), bigEndian ? BinaryPrimitives.ReverseEndianness(value) : value);
        Word(0, bigEndian ? 0xa1b2c3d4 : 0xa1b23c4d);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(4), bigEndian ? (ushort)0x200 : (ushort)2);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(6), bigEndian ? (ushort)0x400 : (ushort)4);
        Word(16, 65535);
        Word(20, 1);
        for (int i = 0; i < 3; i++)
        {
            int at = 24 + i * 76;
            Word(at, 1_700_000_000);
            Word(at + 8, 60);
            Word(at + 12, 60);
            // IPv4 with UDP, IPv6 with TCP, and ARP.
            BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(at + 16 + 12), (ushort)(i == 0 ? 0x800 : i == 1 ? 0x86dd : 0x806));
            file[at + 16 + 14] = (byte)(i == 0 ? 0x45 : 0x60);
            file[at + 16 + (i == 0 ? 23 : 20)] = (byte)(i == 0 ? 17 : 6);
        }
        return file;
    }
}
