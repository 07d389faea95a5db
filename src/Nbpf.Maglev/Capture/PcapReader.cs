using System.Buffers.Binary;
using System.IO.Compression;

namespace Nbpf.Maglev.Capture;

/// <summary>
/// Reads captures in the classic format, either byte order, with microseconds or nanoseconds, plain or gzip-compressed.
/// Input may be hostile: what does not fit is a <see cref="BpfFormatException"/> with the offset in the (decompressed)
/// capture, and no more memory is taken than one packet of at most 256 KiB.
/// </summary>
public sealed class PcapReader : IDisposable
{
    private readonly Stream _stream;
    private readonly bool _isBigEndian;
    private readonly bool _hasNanoseconds;
    private long _offset;

    /// <summary>Reads the file header.</summary>
    /// <param name="stream">The capture; owned from here on.</param>
    /// <exception cref="BpfFormatException">It is no capture.</exception>
    public PcapReader(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = stream;
        try
        {
            _stream = Decompressed(stream);
            Span<byte> header = stackalloc byte[PcapFormat.FileHeaderBytes];
            if (!TryFill(header, "file header")) throw new BpfFormatException("pcap: the input is empty", 0);
            uint magic = BinaryPrimitives.ReadUInt32LittleEndian(header);
            if (magic == PcapFormat.MagicPcapNg) throw new BpfFormatException("pcap: pcapng is not supported, convert with 'tcpdump -r IN -w OUT'", 0);
            uint swapped = BinaryPrimitives.ReverseEndianness(magic);
            _isBigEndian = swapped is PcapFormat.MagicMicroseconds or PcapFormat.MagicNanoseconds;
            uint native = _isBigEndian ? swapped : magic;
            if (native is not (PcapFormat.MagicMicroseconds or PcapFormat.MagicNanoseconds))
                throw new BpfFormatException($"pcap: magic number expected, found 0x{magic:x8}", 0);
            _hasNanoseconds = native == PcapFormat.MagicNanoseconds;
            ushort major = ReadUInt16(header[4..]), minor = ReadUInt16(header[6..]);
            if (major != 2 || minor != 4) throw new BpfFormatException($"pcap: version 2.4 expected, found {major}.{minor}", 4);
            SnapLength = ReadUInt32(header[16..]);
            // The upper bits tell of frame check sequences.
            LinkType = (CaptureLinkType)(ushort)ReadUInt32(header[20..]);
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    /// <summary>What packets begin with.</summary>
    public CaptureLinkType LinkType { get; }

    /// <summary>Bytes of a packet that were captured at most, as the header says; not relied upon.</summary>
    public uint SnapLength { get; }

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="BpfFormatException">It is no capture.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static PcapReader Open(string path) => new(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16));

    /// <summary>Reads the next packet.</summary>
    /// <param name="packet">Receives the packet; its bytes are the caller's to keep.</param>
    /// <returns>False at the end.</returns>
    /// <exception cref="BpfFormatException">What follows is no packet.</exception>
    public bool TryRead(out CapturedPacket packet)
    {
        packet = default;
        Span<byte> header = stackalloc byte[PcapFormat.RecordHeaderBytes];
        long start = _offset;
        if (!TryFill(header, "packet header")) return false;
        uint seconds = ReadUInt32(header), fraction = ReadUInt32(header[4..]);
        uint captured = ReadUInt32(header[8..]), original = ReadUInt32(header[12..]);
        uint fractions = _hasNanoseconds ? 1_000_000_000u : 1_000_000u;
        if (fraction >= fractions) throw new BpfFormatException($"pcap: fraction of a second below {fractions} expected, found {fraction}", start + 4);
        if (captured > PcapFormat.MaximumPacketBytes)
            throw new BpfFormatException($"pcap: packet of at most {PcapFormat.MaximumPacketBytes} bytes expected, found {captured}", start + 8);
        if (captured > original) throw new BpfFormatException($"pcap: {captured} bytes captured of a packet of {original}", start + 8);
        byte[] data = new byte[captured];
        if (captured != 0 && !TryFill(data, "packet")) throw new BpfFormatException($"pcap: packet of {captured} bytes expected, the input ends", _offset);
        packet = new(seconds * 1_000_000_000L + fraction * (1_000_000_000L / fractions), original, data);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private static BufferedStream Decompressed(Stream stream)
    {
        BufferedStream buffered = new(stream, 1 << 16);
        if (!buffered.CanSeek) return buffered;
        Span<byte> magic = stackalloc byte[2];
        long start = buffered.Position;
        int read = buffered.ReadAtLeast(magic, 2, throwOnEndOfStream: false);
        buffered.Position = start;
        bool isGzip = read == 2 && magic[0] == 0x1f && magic[1] == 0x8b;
        return isGzip ? new BufferedStream(new GZipStream(buffered, CompressionMode.Decompress), 1 << 16) : buffered;
    }

    // False at a clean end; a part of what is expected is an error.
    private bool TryFill(Span<byte> destination, string what)
    {
        int read;
        try
        {
            read = _stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException exception)
        {
            throw new BpfFormatException($"pcap: {what}: gzip data is damaged: {exception.Message}", _offset);
        }
        if (read != 0 && read != destination.Length)
            throw new BpfFormatException($"pcap: {what} of {destination.Length} bytes expected, the input ends after {read}", _offset);
        _offset += read;
        return read != 0;
    }

    private ushort ReadUInt16(ReadOnlySpan<byte> bytes) =>
        _isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private uint ReadUInt32(ReadOnlySpan<byte> bytes) =>
        _isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
