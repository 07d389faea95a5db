using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Nbpf.Syscall;

namespace Nbpf.Comparison.Commands;

/// <summary>
/// The records of a ring buffer that nobody consumed, as its memory has them: <c>records RING</c>; answers with the producer's position and each record's bytes,
/// <c>busy</c> or <c>discarded</c> before those that are.
/// </summary>
/// <param name="Ring">The ring buffer.</param>
public sealed record RingRecords(string Ring) : Command
{
    private const int HeaderBytes = 8;
    private const uint Busy = 1u << 31;
    private const uint Discarded = 1u << 30;

    /// <inheritdoc/>
    public override IEnumerable<string> Objects => [Ring];

    /// <inheritdoc/>
    protected override string Text => $"records {Ring}";

    internal override Answer Run(CommandSession session)
    {
        // One page with the consumer's position, one with the producer's, then the data.
        int page = Environment.SystemPageSize, size = (int)(session.Map(Ring)?.MaxEntries ?? 0);
        SysResult result = session.Kernel.MapMmap(session.Fd(Ring), 0, page, true, out MappedMemory? consumer);
        if (consumer is null) return Answer.Of(result);
        using MappedMemory ofConsumer = consumer;
        result = session.Kernel.MapMmap(session.Fd(Ring), (ulong)page, page + size, false, out MappedMemory? producer);
        if (producer is null) return Answer.Of(result);
        using MappedMemory ofProducer = producer;

        ReadOnlySpan<byte> data = producer.Memory.Span[page..];
        ulong end = BinaryPrimitives.ReadUInt64LittleEndian(producer.Memory.Span);
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"produced={end}");
        for (ulong at = BinaryPrimitives.ReadUInt64LittleEndian(consumer.Memory.Span); at < end;)
        {
            int start = (int)(at % (ulong)size);
            uint header = BinaryPrimitives.ReadUInt32LittleEndian(data[start..]);
            int length = (int)(header & ~(Busy | Discarded));
            text.Append((header & Busy) != 0 ? " busy:" : (header & Discarded) != 0 ? " discarded:" : " ").Append(CommandSession.Show(Wrapped(data, start + HeaderBytes, length)));
            at += (ulong)((HeaderBytes + length + 7) & ~7);
        }

        return new(Errno.None, text.ToString());
    }

    private static byte[] Wrapped(ReadOnlySpan<byte> data, int start, int length)
    {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) bytes[i] = data[(start + i) % data.Length];
        return bytes;
    }
}
