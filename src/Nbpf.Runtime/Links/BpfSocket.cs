using Nbpf.Runtime.Links;
using Nbpf.Runtime.Packets;
using Nbpf.Runtime.Programs;
using Nbpf.Runtime.Runs;
using Nbpf.Syscall;

namespace Nbpf.Runtime;

/// <summary>A packet socket of the in-process kernel, made by <see cref="BpfRuntime.CreateSocket"/>: a socket filter decides how much of each packet it gets. Thread-safe.</summary>
public sealed class BpfSocket : IDisposable
{
    private readonly RunServices runs;
    private KernelProgram? filter;
    private long stopped;

    internal BpfSocket(RunServices runs) => this.runs = runs;

    /// <summary>Runs of the filter that were ended before their time, by their budget or by the caller: they drop the packet.</summary>
    public long StoppedCount => Volatile.Read(ref stopped);

    /// <summary>Attaches a socket filter in place of the one before (SO_ATTACH_BPF).</summary>
    /// <param name="programFd">The program.</param>
    /// <exception cref="BpfException">EBADF; EINVAL when it is no socket filter.</exception>
    public void Attach(int programFd)
    {
        Errno error = runs.Objects.Acquire(programFd, out KernelProgram? program);
        if (error == Errno.None && program!.Type.Type != ProgramType.SocketFilter)
        {
            program.Put();
            error = Errno.EINVAL;
        }
        if (error != Errno.None)
            throw new BpfException(error, "attach filter", "socket");

        // A release too: a packet that reads the filter finds it complete, and the CPU that it holds by then keeps the filter in memory.
        Interlocked.Exchange(ref filter, program)?.Put();
    }

    /// <summary>Removes the filter (SO_DETACH_BPF).</summary>
    /// <exception cref="BpfException">ENOENT when there is none.</exception>
    public void Detach()
    {
        if (Interlocked.Exchange(ref filter, null) is not { } old)
            throw new BpfException(Errno.ENOENT, "detach filter", "socket");
        old.Put();
    }

    /// <summary>A packet arrives.</summary>
    /// <param name="packet">The packet, from its Ethernet header on.</param>
    /// <param name="interfaceIndex">The interface that it came by.</param>
    /// <param name="limits">What ends the filter, which drops the packet; null for the kernel's own budget.</param>
    /// <returns>How many of its bytes the socket gets; 0 when the filter drops it.</returns>
    public int Receive(ReadOnlySpan<byte> packet, uint interfaceIndex = NetworkDevice.LoopbackInterfaceIndex, BpfRunLimits? limits = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(packet.Length, BpfInterface.MinimumPacketBytes, nameof(packet));
        using HookRun run = new(runs, limits);
        if (Volatile.Read(ref filter) is not { } program)
            return packet.Length;
        uint passed = PacketHooks.RunFilter(run, program, interfaceIndex, packet.ToArray());
        Interlocked.Add(ref stopped, run.StoppedCount);
        return (int)passed;
    }

    /// <summary>Closes the socket.</summary>
    public void Dispose() => Interlocked.Exchange(ref filter, null)?.Put();
}
