using System.Buffers.Binary;
using System.IO.Compression;
using CsCheck;
using Nbpf.Maglev.Capture;

namespace Nbpf.Maglev.Tests.Capture;

public sealed class PcapTests
{
    private static readonly Gen<CapturedPacket> s_packets =
        from time in Gen.Long[0, uint.MaxValue * 1_000_000_000L]
        from data in Gen.Byte.Array[0, 200]
        from cut in Gen.UInt[0, 1500]
        select new CapturedPacket(time, (uint)data.Length + cut, data);

    [Fact]
    public void TryRead_WhatWasWritten_GivesItBack() =>
        s_packets.Array[0, 20].Sample(packets => Same(packets, ReadAll(new MemoryStream(Written(packets)))));

    [Fact]
    public void TryRead_BigEndianMicroseconds_GivesTheSamePackets()
    {
        byte[] data = [1, 2, 3, 4, 5];
        byte[] file = new byte[24 + 16 + data.Length];
        uint[] words = [0xa1b2c3d4, 0x0002_0004, 0, 0, 65535, 1, 1_700_000_000, 123_456, (uint)data.Length, 9];
        for (int i = 0; i < words.Length; i++) BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(i * 4), words[i]);
        data.CopyTo(file, 40);

        using PcapReader reader = new(new MemoryStream(file));

        Assert.Equal(CaptureLinkType.Ethernet, reader.LinkType);
        Assert.Equal(65535u, reader.SnapLength);
        Assert.True(reader.TryRead(out CapturedPacket packet));
        Assert.Equal(1_700_000_000_123_456_000, packet.Timestamp);
        Assert.Equal(9u, packet.OriginalLength);
        Assert.False(packet.IsWhole);
        Assert.Equal(data, packet.Data.ToArray());
        Assert.False(reader.TryRead(out _));
    }

    [Fact]
    public void TryRead_Gzip_IsDecompressed()
    {
        CapturedPacket[] packets = [new(5, 3, new byte[] { 1, 2, 3 })];

        Assert.True(Same(packets, ReadAll(new MemoryStream(Compressed(Written(packets))))));
    }

    [Theory]
    [InlineData("", "empty", 0)]
    [InlineData("D4C3B2", "file header of 24 bytes expected, the input ends after 3", 0)]
    [InlineData("000000000200040000000000000000000000040001000000", "magic number", 0)]
    [InlineData("0A0D0D0A0200040000000000000000000000040001000000", "pcapng", 0)]
    [InlineData("D4C3B2A10300040000000000000000000000040001000000", "version 2.4 expected, found 3.4", 4)]
    [InlineData("D4C3B2A1020004000000000000000000000004000100000000", "packet header of 16 bytes expected, the input ends after 1", 24)]
    [InlineData("D4C3B2A102000400000000000000000000000400010000000000000040420F000000000000000000", "fraction of a second", 28)]
    [InlineData("D4C3B2A10200040000000000000000000000040001000000000000000000000001000400FFFFFFFF", "at most 262144 bytes expected, found 262145", 32)]
    [InlineData("D4C3B2A1020004000000000000000000000004000100000000000000000000000200000001000000", "2 bytes captured of a packet of 1", 32)]
    [InlineData("D4C3B2A1020004000000000000000000000004000100000000000000000000000200000002000000AA", "packet of 2 bytes expected, the input ends after 1", 40)]
    [InlineData("D4C3B2A1020004000000000000000000000004000100000000000000000000000200000002000000", "packet of 2 bytes expected, the input ends", 40)]
    public void TryRead_MalformedInput_SaysWhatAndWhere(string hex, string message, long offset)
    {
        BpfFormatException exception = Assert.Throws<BpfFormatException>(() => ReadAll(new MemoryStream(Convert.FromHexString(hex))));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.Equal(offset, exception.Offset);
    }

    // 20,000 of the repository's mutations of hostile input; the seed is part of the test.
    [Fact]
    public void TryRead_MutatedCapture_GivesPacketsOrAFormatError()
    {
        byte[] plain = Written([.. SomeOfTheCapture(40)]);
        byte[] compressed = Compressed(plain);
        Random random = new(20_261_123);
        int failures = 0;

        for (int i = 0; i < 20_000; i++)
        {
            byte[] input = Mutated(i % 4 == 0 ? compressed : plain, random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                ReadAll(new MemoryStream(input));
            }
            catch (BpfFormatException exception)
            {
                Assert.DoesNotContain('\n', exception.Message);
                failures++;
            }
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
        }

        Assert.InRange(failures, 5_000, 20_000);
    }

    [Fact]
    public void Write_PacketThatDoesNotFit_Throws()
    {
        using PcapWriter writer = new(new MemoryStream(), CaptureLinkType.Ethernet);

        Assert.Throws<ArgumentException>(() => writer.Write(new CapturedPacket(-1, 0, default)));
        Assert.Throws<ArgumentException>(() => writer.Write(new CapturedPacket((uint.MaxValue + 1L) * 1_000_000_000, 0, default)));
        Assert.Throws<ArgumentException>(() => writer.Write(new CapturedPacket(0, 1, new byte[2])));
        Assert.Throws<ArgumentException>(() => writer.Write(new CapturedPacket(0, 300_000, new byte[262_145])));
    }

    private static IEnumerable<CapturedPacket> SomeOfTheCapture(int count)
    {
        using PcapReader reader = PcapReader.Open(RepositoryFiles.Capture);
        while (count-- > 0 && reader.TryRead(out CapturedPacket packet)) yield return packet;
    }

    private static byte[] Mutated(byte[] seed, Random random)
    {
        byte[] bytes = [.. seed];
        for (int flips = random.Next(4); flips > 0; flips--) bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        if (random.Next(3) == 0) bytes.AsSpan(random.Next(bytes.Length - 4), 4).Fill((byte)(random.Next(2) * 255));
        if (random.Next(3) == 0) bytes = bytes[..random.Next(bytes.Length)];
        if (random.Next(8) == 0) bytes = [.. bytes, .. bytes[random.Next(bytes.Length)..]];
        return bytes.Length == 0 ? [0] : bytes;
    }

    private static byte[] Written(IEnumerable<CapturedPacket> packets)
    {
        MemoryStream stream = new();
        using (PcapWriter writer = new(stream, CaptureLinkType.Ethernet))
            foreach (CapturedPacket packet in packets) writer.Write(packet);
        return stream.ToArray();
    }

    private static byte[] Compressed(byte[] bytes)
    {
        MemoryStream stream = new();
        using (GZipStream gzip = new(stream, CompressionLevel.Fastest)) gzip.Write(bytes);
        return stream.ToArray();
    }

    private static List<CapturedPacket> ReadAll(Stream stream)
    {
        List<CapturedPacket> packets = [];
        using PcapReader reader = new(stream);
        while (reader.TryRead(out CapturedPacket packet)) packets.Add(packet);
        return packets;
    }

    private static bool Same(CapturedPacket[] expected, List<CapturedPacket> actual) =>
        expected.Length == actual.Count && expected.Zip(actual).All(pair =>
            pair.First.Timestamp == pair.Second.Timestamp && pair.First.OriginalLength == pair.Second.OriginalLength
            && pair.First.Data.Span.SequenceEqual(pair.Second.Data.Span));
}
