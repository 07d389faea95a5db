using System.Buffers.Binary;
using System.Text;

namespace Nbpf.Linux.Netlink;

/// <summary>A netlink message that is being written: header, a fixed part, attributes (netlink(7), rtnetlink(7)).</summary>
internal sealed class NetlinkRequest
{
    /// <summary>Length of struct nlmsghdr.</summary>
    public const int HeaderSize = 16;

    private const int Alignment = 4;
    private const int AttributeHeaderSize = 4;
    private const ushort NestedFlag = 0x8000;

    private readonly List<byte> bytes;

    /// <summary>Starts a message.</summary>
    /// <param name="type">nlmsg_type</param>
    /// <param name="flags">nlmsg_flags besides NLM_F_REQUEST and NLM_F_ACK</param>
    /// <param name="body">The fixed part behind the header.</param>
    public NetlinkRequest(ushort type, ushort flags, ReadOnlySpan<byte> body)
    {
        const ushort Request = 1, Acknowledge = 4;
        Span<byte> header = stackalloc byte[HeaderSize];
        header.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], type);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], (ushort)(flags | Request | Acknowledge));
        bytes = [.. header, .. body];
        Pad();
    }

    /// <summary>Adds an attribute of 4 bytes.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="value">Its value.</param>
    public NetlinkRequest Add(ushort type, int value)
    {
        Span<byte> payload = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(payload, value);
        return Add(type, payload);
    }

    /// <summary>Adds an attribute of text, with its NUL.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="text">Its value.</param>
    public NetlinkRequest Add(ushort type, string text) => Add(type, [.. Encoding.UTF8.GetBytes(text), 0]);

    /// <summary>Adds an attribute that contains others.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="content">Adds those.</param>
    public NetlinkRequest AddNested(ushort type, Action<NetlinkRequest> content)
    {
        int start = bytes.Count;
        AddHeader((ushort)(type | NestedFlag), 0);
        content(this);
        ushort length = (ushort)(bytes.Count - start);
        bytes[start] = (byte)length;
        bytes[start + 1] = (byte)(length >> 8);
        return this;
    }

    /// <summary>The whole message.</summary>
    /// <param name="sequence">nlmsg_seq</param>
    public byte[] ToArray(uint sequence)
    {
        byte[] message = [.. bytes];
        BinaryPrimitives.WriteInt32LittleEndian(message, message.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(8), sequence);
        return message;
    }

    private NetlinkRequest Add(ushort type, ReadOnlySpan<byte> payload)
    {
        AddHeader(type, payload.Length);
        bytes.AddRange(payload);
        Pad();
        return this;
    }

    private void AddHeader(ushort type, int length)
    {
        Span<byte> header = stackalloc byte[AttributeHeaderSize];
        BinaryPrimitives.WriteUInt16LittleEndian(header, (ushort)(AttributeHeaderSize + length));
        BinaryPrimitives.WriteUInt16LittleEndian(header[2..], type);
        bytes.AddRange(header);
    }

    private void Pad()
    {
        while (bytes.Count % Alignment != 0) bytes.Add(0);
    }
}
