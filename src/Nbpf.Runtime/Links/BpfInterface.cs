using Nbpf.Runtime.Links;
using Nbpf.Runtime.Programs;
using Nbpf.Runtime.Runs;

namespace Nbpf.Runtime;

/// <summary>
/// A network interface of the in-process kernel, made by <see cref="BpfRuntime.CreateInterface"/>: programs attach to it by its <see cref="Index"/> as to one of Linux,
/// and packets that a test feeds in take the way that they would take there: XDP, then the TCX ingress chain; TCX egress, then the wire.
/// Thread-safe: packets can pass while programs are attached, replaced and detached.
/// </summary>
public sealed class BpfInterface : IDisposable
{
    /// <summary>Bytes of the smallest packet: an Ethernet header.</summary>
    public const int MinimumPacketBytes = 14;

    /// <summary>Bytes of the largest packet: what fits one page beside the room that XDP programs have.</summary>
    public const int MaximumPacketBytes = PacketHooks.MaximumXdpBytes;

    // Redirects from interface to interface before a packet is dropped as one that goes round (XMIT_RECURSION_LIMIT).
    private const int MaximumRedirects = 8;

    private readonly RunServices runs;
    private readonly NetworkHooks network;
    private readonly ProgramChain ingress;
    private readonly ProgramChain egress;
    private XdpLink? xdpLink;
    private KernelProgram? xdp;
    private long received;
    private long transmitted;
    private long dropped;
    private long stopped;
    private int disposed;

    internal BpfInterface(RunServices runs, NetworkHooks network, string name, uint index)
    {
        this.runs = runs;
        this.network = network;
        Name = name;
        Index = index;
        ingress = new ProgramChain(runs.Objects);
        egress = new ProgramChain(runs.Objects);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its number (ifindex), which links and attachments name as their target.</summary>
    public uint Index { get; }

    /// <summary>Packets that arrived.</summary>
    public long ReceivedCount => Volatile.Read(ref received);

    /// <summary>Packets that left.</summary>
    public long TransmittedCount => Volatile.Read(ref transmitted);

    /// <summary>Packets that were dropped here.</summary>
    public long DroppedCount => Volatile.Read(ref dropped);

    /// <summary>Runs of programs here that were ended before their time, by their budget or by the caller: they count as XDP_ABORTED or TC_ACT_SHOT.</summary>
    public long StoppedCount => Volatile.Read(ref stopped);

    /// <summary>
    /// Called with every packet that leaves, on the thread that caused it and outside of runs: joining two interfaces is <c>a.Transmitted += p => b.Receive(p.Span)</c>. A
    /// packet that goes round is dropped where it would leave for the <see cref="NetworkHooks.MaximumNesting"/>th time on one thread.
    /// </summary>
    public event Action<ReadOnlyMemory<byte>>? Transmitted;

    /// <summary>A packet arrives from the wire.</summary>
    /// <param name="packet">The packet, from its Ethernet header on.</param>
    /// <param name="limits">What ends programs that run on it, which drops it; null for the kernel's own budget.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">It is shorter or longer than a packet can be.</exception>
    public PacketResult Receive(ReadOnlySpan<byte> packet, BpfRunLimits? limits = null)
    {
        CheckLength(packet);
        return Receive(packet.ToArray(), MaximumRedirects, limits);
    }

    /// <summary>The host sends a packet.</summary>
    /// <param name="packet">The packet, from its Ethernet header on.</param>
    /// <param name="limits">What ends programs that run on it, which drops it; null for the kernel's own budget.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">It is shorter or longer than a packet can be.</exception>
    public PacketResult Send(ReadOnlySpan<byte> packet, BpfRunLimits? limits = null)
    {
        CheckLength(packet);
        return Send(packet.ToArray(), MaximumRedirects, limits);
    }

    /// <summary>Removes the interface; links to it stay, without effect.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0)
            return;
        lock (network.Gate)
        {
            network.Remove(this);
            xdpLink?.Detach();
            foreach (ProgramChain chain in (ProgramChain[])[ingress, egress])
            {
                foreach (ProgramChain.Entry entry in chain.Entries)
                    entry.Link?.Detach();
                chain.Clear();
            }
        }
    }

    /// <summary>The link of the XDP hook, or null; used under the hooks' lock.</summary>
    internal XdpLink? XdpLink => xdpLink;

    /// <summary>The flags that the XDP link was made with.</summary>
    internal uint XdpFlags { get; set; }

    /// <summary>The chain of an attach type.</summary>
    internal ProgramChain Chain(AttachType type) => type == AttachType.TcxIngress ? ingress : egress;

    /// <summary>Sets the XDP hook; under the hooks' lock.</summary>
    internal void SetXdp(XdpLink? link, KernelProgram? program)
    {
        xdpLink = link;

        // A release, as of the chains' arrays.
        Volatile.Write(ref xdp, program);
    }

    private PacketResult Receive(byte[] packet, int redirectsLeft, BpfRunLimits? limits)
    {
        Interlocked.Increment(ref received);

        // A program that added headers may have made it longer than the next interface takes.
        if (packet.Length > MaximumPacketBytes)
            return Drop(packet);
        uint target = 0;
        bool intoTarget = false;
        PacketFate fate = PacketFate.Passed;
        bool isXdp = false;
        using (HookRun run = new(runs, limits))
        {
            if (Volatile.Read(ref xdp) is { } program)
            {
                fate = FateOf((XdpAction)PacketHooks.RunXdp(run, program, Index, ref packet));
                isXdp = fate != PacketFate.Passed;
                target = run.Session.RedirectInterfaceIndex;
            }
            KernelProgram[] chain = ingress.Programs;
            if (fate == PacketFate.Passed && chain.Length != 0)
                fate = RunChain(run, chain, isIngress: true, ref packet, out target, out intoTarget);
            Interlocked.Add(ref stopped, run.StoppedCount);
        }
        return fate switch
        {
            PacketFate.Transmitted => Transmit(packet),
            PacketFate.Redirected when isXdp => RedirectFrame(target, packet),
            PacketFate.Redirected => Redirect(target, intoTarget, packet, redirectsLeft, limits),
            PacketFate.Dropped => Drop(packet),
            _ => new PacketResult(fate, packet),
        };
    }

    private PacketResult Send(byte[] packet, int redirectsLeft, BpfRunLimits? limits)
    {
        uint target = 0;
        bool intoTarget = false;
        PacketFate fate = PacketFate.Passed;
        using (HookRun run = new(runs, limits))
        {
            KernelProgram[] chain = egress.Programs;
            if (chain.Length != 0)
                fate = RunChain(run, chain, isIngress: false, ref packet, out target, out intoTarget);
            Interlocked.Add(ref stopped, run.StoppedCount);
        }
        return fate switch
        {
            PacketFate.Redirected => Redirect(target, intoTarget, packet, redirectsLeft, limits),
            PacketFate.Dropped => Drop(packet),
            _ => Transmit(packet),
        };
    }

    private PacketFate RunChain(HookRun run, KernelProgram[] chain, bool isIngress, ref byte[] packet, out uint target, out bool intoTarget)
    {
        run.Session.RedirectInterfaceIndex = 0;
        int verdict = PacketHooks.RunChain(run, chain, Index, isIngress, ref packet);
        target = run.Session.RedirectInterfaceIndex;
        intoTarget = (run.Session.RedirectFlags & 1) != 0; // BPF_F_INGRESS
        return verdict switch
        {
            TcxAction.Drop => PacketFate.Dropped,
            TcxAction.Redirect => PacketFate.Redirected,
            _ => PacketFate.Passed,
        };
    }

    // An XDP frame goes out as it is, past the other interface's hooks.
    private PacketResult RedirectFrame(uint target, byte[] packet)
    {
        if (network.Find(target) is not { } other)
            return Drop(packet);
        PacketResult sent = other.Transmit(packet);
        return sent.Fate == PacketFate.Dropped ? sent : new PacketResult(PacketFate.Redirected, packet, target);
    }

    private PacketResult Redirect(uint target, bool intoTarget, byte[] packet, int redirectsLeft, BpfRunLimits? limits)
    {
        if (redirectsLeft == 0 || network.Find(target) is not { } other)
            return Drop(packet);
        PacketResult onward = intoTarget ? other.Receive(packet, redirectsLeft - 1, limits) : other.Send(packet, redirectsLeft - 1, limits);
        return new PacketResult(PacketFate.Redirected, packet, target, onward);
    }

    private PacketResult Transmit(byte[] packet)
    {
        if (!network.TryEnterListener())
            return Drop(packet);
        try
        {
            Interlocked.Increment(ref transmitted);
            Transmitted?.Invoke(packet);
        }
        finally
        {
            network.LeaveListener();
        }
        return new PacketResult(PacketFate.Transmitted, packet);
    }

    private PacketResult Drop(byte[] packet)
    {
        Interlocked.Increment(ref dropped);
        return new PacketResult(PacketFate.Dropped, packet);
    }

    // Whatever is not an action counts as XDP_ABORTED.
    private static PacketFate FateOf(XdpAction action) => action switch
    {
        XdpAction.Pass => PacketFate.Passed,
        XdpAction.Tx => PacketFate.Transmitted,
        XdpAction.Redirect => PacketFate.Redirected,
        _ => PacketFate.Dropped,
    };

    private static void CheckLength(ReadOnlySpan<byte> packet)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(packet.Length, MinimumPacketBytes, nameof(packet));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(packet.Length, MaximumPacketBytes, nameof(packet));
    }
}
