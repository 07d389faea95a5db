using System.Runtime.InteropServices;
using Nbpf.Runtime.Execution;

namespace Nbpf.Runtime.Session;

/// <summary>The managed state of one run that helpers reach through <see cref="RunFrame.Session"/>.</summary>
internal sealed class RunSession
{
    private readonly Func<ulong, int, bool> isReadable;
    private readonly TraceLog trace;
    private readonly Queue<string> undelivered = [];

    /// <summary>Creates the state.</summary>
    /// <param name="clock">The kernel's clock.</param>
    /// <param name="trace">The kernel's trace log.</param>
    /// <param name="isReadable">Whether that many bytes at an address are the kernel's own memory (map values, packet, context).</param>
    public RunSession(IKernelClock clock, TraceLog trace, Func<ulong, int, bool> isReadable)
    {
        Clock = clock;
        this.trace = trace;
        this.isReadable = isReadable;
    }

    public IKernelClock Clock { get; }

    /// <summary>Whether runs printed what listeners have not been told yet.</summary>
    public bool HasUndelivered => undelivered.Count != 0;

    /// <summary>The interface that bpf_redirect chose last, or 0.</summary>
    public uint RedirectInterfaceIndex { get; set; }

    /// <summary>The flags that bpf_redirect got with it.</summary>
    public ulong RedirectFlags { get; set; }

    /// <summary>What was given with the attachment by which the program runs (bpf_get_attach_cookie).</summary>
    public ulong AttachCookie { get; set; }

    /// <summary>Writes a record to the trace log; listeners are told by <see cref="Deliver"/>.</summary>
    /// <param name="text">The record.</param>
    public void Print(string text)
    {
        trace.Add(text);
        if (!trace.HasListeners)
            return;
        if (undelivered.Count == TraceLog.Capacity)
            undelivered.Dequeue();
        undelivered.Enqueue(text);
    }

    /// <summary>Tells listeners what the runs printed. Outside of runs only: what listeners do may wait for them.</summary>
    public void Deliver()
    {
        while (undelivered.TryDequeue(out string? text))
            trace.Raise(text);
    }

    /// <summary>The session of a run.</summary>
    /// <param name="run">The run's frame, whose session is set.</param>
    public static unsafe RunSession Of(RunFrame* run) =>
        // SAFETY: whoever starts a run allocates the handle before it and frees it after it; the frame outlives the call.
        (RunSession)GCHandle.FromIntPtr(run->Session).Target!;

    /// <summary>Whether a program-given address may be read: the run's own stack or memory of the kernel (a faulting read is harmless in Linux, not here).</summary>
    /// <param name="run">The run's frame.</param>
    /// <param name="address">The address.</param>
    /// <param name="length">Bytes from there.</param>
    public unsafe bool IsReadable(RunFrame* run, ulong address, int length)
    {
        // SAFETY: the run's part of this thread's stack begins at the frame, or where the run came to this thread; this local lies below it, and
        // all between is mapped.
        byte here = 0;
        ulong low = (ulong)&here, high = (ulong)(run->StackTop != null ? run->StackTop : run);
        return (address >= low && address <= high && high - address >= (ulong)length) || isReadable(address, length);
    }
}
