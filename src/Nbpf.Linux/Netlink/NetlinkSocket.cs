using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Nbpf.Syscall;

namespace Nbpf.Linux.Netlink;

/// <summary>A socket to the kernel's routing family (rtnetlink(7)), in the calling thread's network namespace. Not thread-safe.</summary>
internal sealed unsafe partial class NetlinkSocket : IDisposable
{
    private const int Family = 16;
    private const int RawCloseOnExec = 3 | 0x80000;
    private const int NetlinkLevel = 270;
    private const int ExtendedAcknowledgements = 11;
    private const int CappedAcknowledgements = 10;
    private const int TruncateFlag = 0x20;
    private const int ReceiveRoom = 32 * 1024;
    private const ushort ErrorType = 2;
    private const ushort DoneType = 3;
    private const ushort CappedFlag = 0x100;
    private const ushort HasAttributesFlag = 0x200;
    private const int MessageAttribute = 1;

    private readonly SafeFileHandle handle;
    private uint sequence;

    private NetlinkSocket(SafeFileHandle handle) => this.handle = handle;

    /// <summary>Opens one.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public static NetlinkSocket Open()
    {
        SafeFileHandle handle = Socket(Family, RawCloseOnExec, 0);
        if (handle.IsInvalid) throw new BpfException((Errno)Marshal.GetLastPInvokeError(), "open", "netlink socket");
        int on = 1;

        // Kernels without them answer with bare error numbers, which is enough.
        _ = SetOption(handle, NetlinkLevel, ExtendedAcknowledgements, &on, sizeof(int));
        _ = SetOption(handle, NetlinkLevel, CappedAcknowledgements, &on, sizeof(int));
        return new(handle);
    }

    /// <summary>Sends a request and collects what comes up to its acknowledgement.</summary>
    /// <param name="request">The request.</param>
    public NetlinkAnswer Ask(NetlinkRequest request)
    {
        byte[] message = request.ToArray(++sequence);

        // SAFETY: the message is pinned and only read.
        fixed (byte* pointer = message)
        {
            if (Send(handle, pointer, (nuint)message.Length, 0) < 0) return Failure();
        }

        List<(ushort Type, ReadOnlyMemory<byte> Body)> messages = [];
        while (true)
        {
            if (Receive(out byte[] received) is { IsError: true } result) return new(result, null, []);
            ReadOnlyMemory<byte> rest = received;
            while (rest.Length >= NetlinkRequest.HeaderSize)
            {
                ReadOnlySpan<byte> header = rest.Span;
                int length = BinaryPrimitives.ReadInt32LittleEndian(header);
                if (length < NetlinkRequest.HeaderSize || length > rest.Length) return new(Errno.EBADMSG, "a netlink message does not fit its packet", []);
                ushort type = BinaryPrimitives.ReadUInt16LittleEndian(header[4..]);
                ushort flags = BinaryPrimitives.ReadUInt16LittleEndian(header[6..]);
                bool isOurs = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]) == sequence;
                ReadOnlyMemory<byte> body = rest[NetlinkRequest.HeaderSize..length];
                rest = rest[Math.Min((length + 3) & ~3, rest.Length)..];
                if (!isOurs) continue;
                if (type == DoneType) return new(SysResult.Ok, null, messages);
                if (type == ErrorType) return Acknowledged(body, flags, messages);
                messages.Add((type, body));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();

    /// <summary>Reads struct nlmsgerr: the error, the request's header (its whole text unless capped), and attributes that explain.</summary>
    /// <param name="body">The message behind its header.</param>
    /// <param name="flags">The message's flags.</param>
    /// <param name="messages">What came before it.</param>
    internal static NetlinkAnswer Acknowledged(ReadOnlyMemory<byte> body, ushort flags, List<(ushort Type, ReadOnlyMemory<byte> Body)> messages)
    {
        const int ErrorSize = sizeof(int) + NetlinkRequest.HeaderSize;
        if (body.Length < ErrorSize) return new(Errno.EBADMSG, "a netlink acknowledgement is too short", []);
        int error = BinaryPrimitives.ReadInt32LittleEndian(body.Span);
        if (error == 0) return new(SysResult.Ok, null, messages);
        string? explanation = null;
        if ((flags & HasAttributesFlag) != 0)
        {
            int requestLength = (flags & CappedFlag) != 0 ? NetlinkRequest.HeaderSize : BinaryPrimitives.ReadInt32LittleEndian(body.Span[sizeof(int)..]);
            int start = sizeof(int) + ((requestLength + 3) & ~3);
            if (start >= ErrorSize && start <= body.Length) explanation = new NetlinkAttributes(body[start..]).Text(MessageAttribute);
        }

        return new(new SysResult(error), explanation, messages);
    }

    /// <summary>Receives one packet, however long it is.</summary>
    private SysResult Receive(out byte[] received)
    {
        const int Peek = 2;
        received = new byte[ReceiveRoom];

        // SAFETY: the buffer is pinned and the kernel writes at most its length.
        fixed (byte* pointer = received)
        {
            nint length = Repeat(pointer, received.Length, Peek | TruncateFlag);
            if (length < 0) return new(-Marshal.GetLastPInvokeError());
            if (length > received.Length) received = new byte[length];
        }

        fixed (byte* pointer = received)
        {
            nint length = Repeat(pointer, received.Length, 0);
            if (length < 0) return new(-Marshal.GetLastPInvokeError());
            Array.Resize(ref received, (int)length);
            return SysResult.Ok;
        }
    }

    private nint Repeat(byte* buffer, int length, int flags)
    {
        nint received;
        do
        {
            received = Receive(handle, buffer, (nuint)length, flags);
        }
        while (received < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
        return received;
    }

    private static NetlinkAnswer Failure() => new(new SysResult(-Marshal.GetLastPInvokeError()), null, []);

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial SafeFileHandle Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static partial int SetOption(SafeFileHandle handle, int level, int name, void* value, uint length);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint Send(SafeFileHandle handle, byte* buffer, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint Receive(SafeFileHandle handle, byte* buffer, nuint length, int flags);
}
