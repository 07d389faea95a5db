using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Nbpf.Syscall;

namespace Nbpf.Linux.Xdp;

/// <summary>System calls and numbers of AF_XDP (include/uapi/linux/if_xdp.h, Linux 6.18).</summary>
internal static unsafe partial class XskNative
{
    public const int ReceiveRing = 2;
    public const int TransmitRing = 3;
    public const int MemoryRegistration = 4;
    public const int FillRing = 5;
    public const int CompletionRing = 6;
    public const ushort SharedMemoryFlag = 1;
    public const ushort CopyFlag = 2;
    public const ushort ZeroCopyFlag = 4;
    public const ushort NeedWakeupFlag = 8;
    public const ushort MultiBufferFlag = 16;
    public const uint UnalignedFlag = 1;

    private const int Family = 44;
    private const int Level = 283;
    private const int Raw = 3;
    private const int CloseOnExec = 0x80000;
    private const int DoNotWait = 0x40;
    private const short PollIn = 1;
    private const int MapOffsets = 1;
    private const int StatisticsOption = 7;
    private const int OptionsOption = 8;
    private const uint ZeroCopyOption = 1;

    /// <summary>socket(2) in the network namespace of the thread.</summary>
    /// <param name="handle">Receives the socket, or null on error.</param>
    public static Errno Open(out SafeFileHandle? handle)
    {
        int fd = Socket(Family, Raw | CloseOnExec, 0);
        handle = fd < 0 ? null : new(fd, ownsHandle: true);
        return fd < 0 ? LastError() : Errno.None;
    }

    /// <summary>bind(2) to a queue of an interface.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="flags">XDP_* flags.</param>
    /// <param name="interfaceIndex">The interface.</param>
    /// <param name="queue">The queue.</param>
    /// <param name="sharedFd">With XDP_SHARED_UMEM: a socket that has the memory.</param>
    public static Errno Bind(SafeFileHandle socket, ushort flags, int interfaceIndex, int queue, int sharedFd)
    {
        // struct sockaddr_xdp
        Span<byte> address = stackalloc byte[16];
        BinaryPrimitives.WriteUInt16LittleEndian(address, Family);
        BinaryPrimitives.WriteUInt16LittleEndian(address[2..], flags);
        BinaryPrimitives.WriteInt32LittleEndian(address[4..], interfaceIndex);
        BinaryPrimitives.WriteInt32LittleEndian(address[8..], queue);
        BinaryPrimitives.WriteInt32LittleEndian(address[12..], sharedFd);

        // SAFETY: the address is pinned and only read.
        fixed (byte* pointer = address)
            return Bind(socket, pointer, (uint)address.Length) == 0 ? Errno.None : LastError();
    }

    /// <summary>Gives a ring its size.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="ring">Which ring.</param>
    /// <param name="size">Its entries, a power of two.</param>
    public static Errno SetRingSize(SafeFileHandle socket, int ring, int size) =>
        SetSocketOption(socket, Level, ring, &size, sizeof(int)) == 0 ? Errno.None : LastError();

    /// <summary>Registers memory (XDP_UMEM_REG).</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="memory">The memory; the kernel pins its pages.</param>
    /// <param name="options">Its frames.</param>
    public static Errno Register(SafeFileHandle socket, MemoryMapping memory, UmemOptions options)
    {
        // struct xdp_umem_reg, before Linux 6.8 added a member
        Span<byte> registration = stackalloc byte[32];
        registration.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(registration, (ulong)memory.Pointer);
        BinaryPrimitives.WriteUInt64LittleEndian(registration[8..], (ulong)memory.Length);
        BinaryPrimitives.WriteInt32LittleEndian(registration[16..], options.FrameSize);
        BinaryPrimitives.WriteInt32LittleEndian(registration[20..], options.Headroom);
        BinaryPrimitives.WriteUInt32LittleEndian(registration[24..], options.IsUnaligned ? UnalignedFlag : 0);

        // SAFETY: the registration is pinned and only read.
        fixed (byte* pointer = registration)
            return SetSocketOption(socket, Level, MemoryRegistration, pointer, (uint)registration.Length) == 0 ? Errno.None : LastError();
    }

    /// <summary>Where producer, consumer, descriptors and flags of the rx, tx, fill and completion ring lie (XDP_MMAP_OFFSETS).</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="offsets">Receives 4 offsets for each of the 4 rings.</param>
    public static Errno GetOffsets(SafeFileHandle socket, Span<ulong> offsets) => Get(socket, MapOffsets, MemoryMarshal.AsBytes(offsets));

    /// <summary>XDP_STATISTICS.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="counters">Receives the 6 counters.</param>
    public static Errno GetStatistics(SafeFileHandle socket, Span<ulong> counters) => Get(socket, StatisticsOption, MemoryMarshal.AsBytes(counters));

    /// <summary>XDP_OPTIONS.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="isZeroCopy">Receives whether packets come without copies.</param>
    public static Errno GetOptions(SafeFileHandle socket, out bool isZeroCopy)
    {
        uint flags = 0;
        Errno errno = Get(socket, OptionsOption, MemoryMarshal.AsBytes(new Span<uint>(ref flags)));
        isZeroCopy = (flags & ZeroCopyOption) != 0;
        return errno;
    }

    /// <summary>Lets the kernel send what is in the tx ring.</summary>
    /// <param name="socket">The socket.</param>
    public static Errno Send(SafeFileHandle socket) => SendTo(socket, null, 0, DoNotWait, null, 0) < 0 ? LastError() : Errno.None;

    /// <summary>Lets the kernel use what is in the fill ring.</summary>
    /// <param name="socket">The socket.</param>
    public static Errno Receive(SafeFileHandle socket) => ReceiveFrom(socket, null, 0, DoNotWait, null, null) < 0 ? LastError() : Errno.None;

    /// <summary>Waits for packets, once: EINTR when a signal came.</summary>
    /// <param name="fd">The socket.</param>
    /// <param name="timeoutMilliseconds">The longest wait; -1 has no end.</param>
    /// <param name="isReady">Receives whether there are packets.</param>
    public static Errno Wait(int fd, int timeoutMilliseconds, out bool isReady)
    {
        PollRecord record = new() { Fd = fd, Events = PollIn };
        // SAFETY: one record, a local.
        int count = Poll(&record, 1, timeoutMilliseconds);
        isReady = count > 0 && (record.Answer & PollIn) != 0;
        return count < 0 ? LastError() : Errno.None;
    }

    private static Errno Get(SafeFileHandle socket, int option, Span<byte> value)
    {
        uint length = (uint)value.Length;
        // SAFETY: the value is pinned and the kernel writes at most its length.
        fixed (byte* pointer = value)
        {
            if (GetSocketOption(socket, Level, option, pointer, &length) != 0) return LastError();
        }

        return length == value.Length ? Errno.None : Errno.EINVAL;
    }

    private static Errno LastError() => (Errno)Marshal.GetLastPInvokeError();

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    private static partial int Bind(SafeFileHandle socket, void* address, uint length);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static partial int SetSocketOption(SafeFileHandle socket, int level, int option, void* value, uint length);

    [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    private static partial int GetSocketOption(SafeFileHandle socket, int level, int option, void* value, uint* length);

    [LibraryImport("libc", EntryPoint = "sendto", SetLastError = true)]
    private static partial nint SendTo(SafeFileHandle socket, void* buffer, nuint length, int flags, void* address, uint addressLength);

    [LibraryImport("libc", EntryPoint = "recvfrom", SetLastError = true)]
    private static partial nint ReceiveFrom(SafeFileHandle socket, void* buffer, nuint length, int flags, void* address, uint* addressLength);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(PollRecord* records, nuint count, int timeout);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollRecord
    {
        public int Fd;
        public short Events;
        public short Answer;
    }
}
