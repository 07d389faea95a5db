using System.Buffers.Binary;

namespace Nbpf.Maglev.Capture;

/// <summary>Writes captures in the classic format, little-endian with nanoseconds; <c>tcpdump -r</c> reads them.</summary>
public sealed class PcapWriter : IDisposable
{
    private readonly Stream _stream;

    /// <summary>Writes the file header.</summary>
    /// <param name="stream">Where to; owned from here on.</param>
    /// <param name="linkType">What packets begin with.</param>
    public PcapWriter(Stream stream, CaptureLinkType linkType)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = stream;
        Span<byte> header = stackalloc byte[PcapFormat.FileHeaderBytes];
        header.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(header, PcapFormat.MagicNanoseconds);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], 2);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], 4);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], PcapFormat.MaximumPacketBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], (ushort)linkType);
        _stream.Write(header);
    }

    /// <summary>Creates or overwrites a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="linkType">What packets begin with.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static PcapWriter Create(string path, CaptureLinkType linkType) =>
        new(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16), linkType);

    /// <summary>Writes a packet.</summary>
    /// <param name="packet">The packet: at most 256 KiB, from 1970 to 2106.</param>
    /// <exception cref="ArgumentException">It does not fit the format.</exception>
    public void Write(in CapturedPacket packet)
    {
        (long seconds, long nanoseconds) = Math.DivRem(packet.Timestamp, 1_000_000_000);
        if (nanoseconds < 0 || seconds is < 0 or > uint.MaxValue) throw new ArgumentException("the time does not fit the format", nameof(packet));
        if (packet.Data.Length > PcapFormat.MaximumPacketBytes || packet.OriginalLength < packet.Data.Length)
            throw new ArgumentException("the length does not fit the format", nameof(packet));
        Span<byte> header = stackalloc byte[PcapFormat.RecordHeaderBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(header, (uint)seconds);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], (uint)nanoseconds);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], packet.Data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[12..], packet.OriginalLength);
        _stream.Write(header);
        _stream.Write(packet.Data.Span);
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();
}
