using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Nbpf.Syscall;

namespace Nbpf.Linux;

/// <summary>epoll(7), with an eventfd(2) that ends a wait.</summary>
internal sealed unsafe partial class EventPoll : IBpfPoll
{
    private const uint In = 1;
    private const uint Out = 4;
    private const uint EdgeTriggered = 1u << 31;
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;
    private const int ControlAdd = 1;
    private const int ControlDelete = 2;
    private const int EventsAtOnce = 64;

    // struct epoll_event is packed on x86-64 only.
    private static readonly int EventSize = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

    private readonly SafeFileHandle epoll;
    private readonly SafeFileHandle wake;

    private EventPoll(SafeFileHandle epoll, SafeFileHandle wake)
    {
        this.epoll = epoll;
        this.wake = wake;
    }

    /// <summary>Creates one.</summary>
    /// <param name="poll">Receives it, or null on error.</param>
    public static SysResult Create(out EventPoll? poll)
    {
        poll = null;
        int epollFd = EpollCreate(CloseOnExec);
        if (epollFd < 0) return LastError();
        SafeFileHandle epoll = new(epollFd, ownsHandle: true);
        int wakeFd = EventFd(0, CloseOnExec | NonBlocking);
        if (wakeFd < 0)
        {
            Errno errno = LastError();
            epoll.Dispose();
            return errno;
        }

        EventPoll created = new(epoll, new(wakeFd, ownsHandle: true));
        SysResult added = created.Add(wakeFd);
        if (added.IsError) created.Dispose();
        else poll = created;
        return added;
    }

    /// <inheritdoc/>
    public SysResult Add(int fd, bool forSpace = false) => Control(ControlAdd, fd, forSpace ? Out | EdgeTriggered : In);

    /// <inheritdoc/>
    public SysResult Remove(int fd) => Control(ControlDelete, fd, 0);

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">It was disposed before the wait began.</exception>
    public SysResult Wait(Span<int> ready, int timeoutMilliseconds)
    {
        bool isHeld = false;
        wake.DangerousAddRef(ref isHeld);
        try
        {
            return Wait((int)wake.DangerousGetHandle(), ready, timeoutMilliseconds);
        }
        finally
        {
            wake.DangerousRelease();
        }
    }

    /// <inheritdoc/>
    public void Wake()
    {
        ulong one = 1;
        // SAFETY: eight bytes are read from a local. It fails only when 2^64 wakes are waiting.
        Write(wake, &one, sizeof(ulong));
    }

    /// <summary>Ends a wait of another thread first.</summary>
    public void Dispose()
    {
        if (!wake.IsClosed) Wake();
        epoll.Dispose();
        wake.Dispose();
    }

    private SysResult Wait(int wakeFd, Span<int> ready, int timeoutMilliseconds)
    {
        // One more than asked for: the wake takes a place too.
        int room = Math.Min(ready.Length, EventsAtOnce - 1) + 1;
        Span<byte> events = stackalloc byte[EventsAtOnce * EventSize];
        long start = Stopwatch.GetTimestamp();
        int left = timeoutMilliseconds;
        int count;

        // SAFETY: events has room for that many records and is on the stack.
        fixed (byte* pointer = events)
        {
            while ((count = EpollWait(epoll, pointer, room, left)) < 0)
            {
                Errno errno = LastError();
                if (errno != Errno.EINTR) return errno;
                if (timeoutMilliseconds > 0) left = (int)Math.Max(0, timeoutMilliseconds - (long)Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        int found = 0;
        for (int i = 0; i < count; i++)
        {
            int fd = BinaryPrimitives.ReadInt32LittleEndian(events[((i + 1) * EventSize - sizeof(long))..]);
            ulong wakes;
            // SAFETY: eight bytes are written to a local, from a file descriptor that the caller holds. EAGAIN when another wait was faster.
            if (fd == wakeFd) Read(fd, &wakes, sizeof(ulong));
            else if (found < ready.Length) ready[found++] = fd;
        }

        return new(found);
    }

    private SysResult Control(int operation, int fd, uint events)
    {
        byte* record = stackalloc byte[EventSize];
        Span<byte> bytes = new(record, EventSize);
        bytes.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, events);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[(EventSize - sizeof(long))..], fd);
        // SAFETY: the record is of this architecture's size and only read.
        return EpollControl(epoll, operation, fd, record) < 0 ? LastError() : SysResult.Ok;
    }

    private static Errno LastError() => (Errno)Marshal.GetLastPInvokeError();

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int EpollControl(SafeFileHandle epoll, int operation, int fd, byte* record);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int EpollWait(SafeFileHandle epoll, byte* events, int count, int timeout);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int EventFd(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int fd, void* buffer, nuint size);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(SafeFileHandle file, void* buffer, nuint size);
}
