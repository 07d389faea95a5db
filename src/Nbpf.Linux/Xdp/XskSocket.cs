using System.Diagnostics;
using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Nbpf.Readers;
using Nbpf.Syscall;

namespace Nbpf.Linux.Xdp;

/// <summary>
/// An AF_XDP socket on one queue of an interface: an XDP program sends packets here with bpf_redirect_map and a BPF_MAP_TYPE_XSKMAP that
/// holds <see cref="Fd"/>; what is written to the tx ring goes out of the interface. Packets lie in a <see cref="Umem"/> and are never copied
/// by this library. Each ring has one user at a time; the rings may have different ones.
/// </summary>
/// <remarks>
/// The life of a frame: free → <see cref="Fill"/> → <see cref="Receive"/> → used → <see cref="Transmit"/> → <see cref="Completion"/> → free.
/// <see cref="UmemFrames"/> keeps account of the free ones.
/// </remarks>
public sealed class XskSocket : IDisposable
{
    private const ulong TransmitPageOffset = 0x8000_0000;

    private readonly SafeFileHandle handle;
    private readonly XskRing<XdpDescriptor>? receive;
    private readonly XskRing<XdpDescriptor>? transmit;
    private readonly XskQueue queue;
    private readonly string name;

    /// <summary>Opens a socket in the network namespace of the thread and binds it.</summary>
    /// <param name="umem">The memory; it must live as long as the socket.</param>
    /// <param name="interfaceIndex">The interface.</param>
    /// <param name="queueId">Its queue, from 0.</param>
    /// <param name="options">How, or null. Sizes of the fill and completion rings are those of the first socket on the queue.</param>
    /// <exception cref="ArgumentException">The sizes are not possible.</exception>
    /// <exception cref="BpfException">The kernel refused; the message says what to change.</exception>
    public XskSocket(Umem umem, int interfaceIndex, int queueId, XskOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(umem);
        Options = options ?? new();
        Validate(Options);
        Umem = umem;
        InterfaceIndex = interfaceIndex;
        QueueId = queueId;
        name = string.Create(CultureInfo.InvariantCulture, $"interface {interfaceIndex} queue {queueId}");
        Check(XskNative.Open(out SafeFileHandle? opened), "open AF_XDP socket for");
        handle = opened!;
        lock (umem.Lock)
        {
            XskQueue? used = null;
            try
            {
                XskSocket? sharing = umem.Sockets.FirstOrDefault();
                used = umem.Sockets.FirstOrDefault(other => other.InterfaceIndex == interfaceIndex && other.QueueId == queueId)?.queue.Share();
                if (sharing is null) Check(XskNative.Register(handle, umem.Memory, umem.Options), "register memory for");
                if (used is null)
                {
                    Check(XskNative.SetRingSize(handle, XskNative.FillRing, Options.FillRingSize), "make fill ring of");
                    Check(XskNative.SetRingSize(handle, XskNative.CompletionRing, Options.CompletionRingSize), "make completion ring of");
                }

                if (Options.ReceiveRingSize > 0) Check(XskNative.SetRingSize(handle, XskNative.ReceiveRing, Options.ReceiveRingSize), "make rx ring of");
                if (Options.TransmitRingSize > 0) Check(XskNative.SetRingSize(handle, XskNative.TransmitRing, Options.TransmitRingSize), "make tx ring of");
                Span<ulong> offsets = stackalloc ulong[16];
                Check(XskNative.GetOffsets(handle, offsets), "ask for the layout of");
                if (Options.ReceiveRingSize > 0) Check(XskRing<XdpDescriptor>.Map(handle, 0, RingOffsets.Of(offsets, 0), Options.ReceiveRingSize, out receive), "map rx ring of");
                if (Options.TransmitRingSize > 0) Check(XskRing<XdpDescriptor>.Map(handle, TransmitPageOffset, RingOffsets.Of(offsets, 1), Options.TransmitRingSize, out transmit), "map tx ring of");
                if (used is null) Check(XskQueue.Map(handle, interfaceIndex, queueId, Options, offsets, out used), "map fill and completion ring of");
                Bind(sharing);
                Check(XskNative.GetOptions(handle, out bool isZeroCopy), "ask for the mode of");
                IsZeroCopy = isZeroCopy;
            }
            catch
            {
                receive?.Dispose();
                transmit?.Dispose();
                used?.Release();
                handle.Dispose();
                throw;
            }

            queue = used!;
            umem.Sockets.Add(this);
        }

        Receive = receive is null ? null : new(receive);
        Transmit = transmit is null ? null : new(transmit);
    }

    /// <summary>The memory its packets are in.</summary>
    public Umem Umem { get; }

    /// <summary>The interface.</summary>
    public int InterfaceIndex { get; }

    /// <summary>The interface's queue.</summary>
    public int QueueId { get; }

    /// <summary>How it was made.</summary>
    public XskOptions Options { get; }

    /// <summary>True when packets come and go without copies.</summary>
    public bool IsZeroCopy { get; }

    /// <summary>The file descriptor, for a BPF_MAP_TYPE_XSKMAP.</summary>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    public int Fd
    {
        get
        {
            ObjectDisposedException.ThrowIf(handle.IsClosed, this);
            return (int)handle.DangerousGetHandle();
        }
    }

    /// <summary>Packets that came; null for a socket that only sends.</summary>
    public XskConsumerRing<XdpDescriptor>? Receive { get; }

    /// <summary>Packets to send; null for a socket that only receives.</summary>
    public XskProducerRing<XdpDescriptor>? Transmit { get; }

    /// <summary>Frames for packets to come; shared with the other sockets of the memory on this queue.</summary>
    public XskProducerRing<ulong> Fill => queue.Fill;

    /// <summary>Frames whose packets were sent; shared with the other sockets of the memory on this queue.</summary>
    public XskConsumerRing<ulong> Completion => queue.Completion;

    /// <summary>What was lost since the socket was opened.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public XskStatistics Statistics
    {
        get
        {
            Span<ulong> counters = stackalloc ulong[6];
            Check(XskNative.GetStatistics(handle, counters), "ask for statistics of");
            return new(counters[0], counters[1], counters[2], counters[3], counters[4], counters[5]);
        }
    }

    /// <summary>
    /// Lets the kernel send what is in the tx ring. Needed in copy mode, and where <see cref="XskProducerRing{T}.NeedsWakeup"/> says so.
    /// A call sends a limited number of packets (32 in copy mode).
    /// </summary>
    /// <returns>False when the kernel could not send all it wanted now: the completion ring is full, or the interface is busy or down.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool WakeTransmit()
    {
        Errno errno = XskNative.Send(handle);
        if (errno is Errno.EAGAIN or Errno.EBUSY or Errno.ENOBUFS or Errno.ENETDOWN or Errno.EINTR) return false;
        Check(errno, "send on");
        return true;
    }

    /// <summary>Lets a driver that sleeps use what is in the fill ring; where <see cref="XskProducerRing{T}.NeedsWakeup"/> of <see cref="Fill"/> says so.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public void WakeReceive()
    {
        Errno errno = XskNative.Receive(handle);
        if (errno is not (Errno.EAGAIN or Errno.EBUSY or Errno.ENETDOWN or Errno.EINTR)) Check(errno, "receive on");
    }

    /// <summary>Waits until packets are there; this wakes a driver that sleeps, too.</summary>
    /// <param name="timeout">The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> has no end.</param>
    /// <returns>False after the time.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool Wait(TimeSpan timeout)
    {
        int left = PollTimeout.Milliseconds(timeout);
        long start = Stopwatch.GetTimestamp();
        bool isReady;
        Errno errno;
        while ((errno = XskNative.Wait(Fd, left, out isReady)) == Errno.EINTR)
        {
            if (left > 0) left = (int)Math.Max(0, Math.Ceiling((timeout - Stopwatch.GetElapsedTime(start)).TotalMilliseconds));
        }

        Check(errno, "wait for packets on");
        return isReady;
    }

    /// <summary>Closes the socket and unmaps its rings. Frames that were in them are the memory's again.</summary>
    public void Dispose()
    {
        lock (Umem.Lock)
        {
            if (!Umem.Sockets.Remove(this)) return;
            receive?.Dispose();
            transmit?.Dispose();
            queue.Release();
            handle.Dispose();
        }
    }

    private void Bind(XskSocket? sharing)
    {
        // Copy mode, wake-ups and large packets are the first socket's to choose.
        ushort flags = sharing is not null ? XskNative.SharedMemoryFlag : (ushort)(
            (Options.Mode switch { XskMode.Copy => XskNative.CopyFlag, XskMode.ZeroCopy => XskNative.ZeroCopyFlag, XskMode.Auto => 0, _ => throw new UnreachableException() })
            | (Options.UsesNeedWakeup ? XskNative.NeedWakeupFlag : 0)
            | (Options.IsMultiBuffer ? XskNative.MultiBufferFlag : 0));
        Errno errno = XskNative.Bind(handle, flags, InterfaceIndex, QueueId, sharing?.Fd ?? 0);
        if (errno == Errno.None) return;
        throw new BpfException(errno, "bind AF_XDP socket to", name, errno switch
        {
            Errno.EOPNOTSUPP when Options.Mode == XskMode.ZeroCopy => "the driver has no zero-copy on this queue: use XskMode.Copy or XskMode.Auto",
            Errno.EBUSY => "another socket with other memory has this queue, or had it until a moment ago: the kernel lets go of it in the background",
            Errno.ENODEV => "there is no such interface in this network namespace",
            Errno.EINVAL => "the interface has no such queue, or the modes do not go together",
            _ => null,
        });
    }

    private void Check(Errno errno, string operation)
    {
        if (errno == Errno.None) return;
        throw new BpfException(errno, operation, name, errno switch
        {
            Errno.EPERM => "it needs CAP_NET_RAW",
            Errno.EAFNOSUPPORT => "this kernel is built without AF_XDP (CONFIG_XDP_SOCKETS)",
            Errno.ENOBUFS => "more memory would be locked than RLIMIT_MEMLOCK allows",
            _ => null,
        });
    }

    private static void Validate(XskOptions options)
    {
        if (options.ReceiveRingSize == 0 && options.TransmitRingSize == 0) throw new ArgumentException("a socket needs an rx ring or a tx ring", nameof(options));
        foreach (int size in new[] { options.ReceiveRingSize, options.TransmitRingSize, options.FillRingSize, options.CompletionRingSize })
        {
            if (size != 0 && !int.IsPow2(size)) throw new ArgumentException($"a ring of {size} entries is not possible: sizes are powers of two", nameof(options));
        }

        if (options.FillRingSize == 0 || options.CompletionRingSize == 0) throw new ArgumentException("fill and completion ring cannot be empty", nameof(options));
    }
}
