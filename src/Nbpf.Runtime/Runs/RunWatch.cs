using System.Runtime.CompilerServices;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Memory;

namespace Nbpf.Runtime.Runs;

/// <summary>
/// Asks runs to end whose budget is used up. Runs read no clock: each has a number on its CPU, and a thread that looks around every few milliseconds
/// while CPUs are rented sees whether a CPU is still at the number that it had before. So a run is asked to end between its budget and some looks more. It is a
/// thread of its own because the pool's may all be in runs. Holds the frames of all CPUs, which outlive the runs: a request that comes too late meets another
/// number and changes nothing. Thread-safe.
/// </summary>
internal sealed unsafe class RunWatch
{
    private const int LookMilliseconds = 20;

    // The thread goes on for a second after the last run, so that runs that come one by one do not start one each.
    private const int IdleLooks = 50;

    private const int StackBytes = 128 << 10;

    // Frames lie in cache lines of their own, which also neighbours are not fetched with.
    private const int FrameStride = 128;

    private readonly LogicalCpus cpus;
    private readonly byte[] memory;
    private readonly byte* frames;
    private readonly Sighting[] sightings;
    private readonly Lock gate = new();
    private bool isWatching;
    private bool isClosed;
    private int idle;

    /// <summary>Makes the frames; nobody watches before the first run.</summary>
    /// <param name="cpus">The CPUs that runs rent.</param>
    public RunWatch(LogicalCpus cpus)
    {
        this.cpus = cpus;
        sightings = new Sighting[cpus.Count];

        // Managed memory, so that late runs find their frames also after the kernel was disposed; one frame more, to begin at a stride.
        memory = GC.AllocateArray<byte>((cpus.Count + 1) * FrameStride, pinned: true);
        frames = (byte*)(((nuint)Unsafe.AsPointer(ref memory[0]) + FrameStride - 1) & ~((nuint)FrameStride - 1));
    }

    /// <summary>The frame of a CPU, used by whoever rents it.</summary>
    /// <param name="cpu">The CPU.</param>
    public RunFrame* FrameOf(int cpu) => (RunFrame*)(frames + cpu * FrameStride); // SAFETY: there is one for each CPU, and a frame is smaller than the stride

    /// <summary>Has the runs of a CPU watched that the caller has just rented.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Begin()
    {
        // Renting was a full barrier: either this sees that nobody watches, or the last look sees that the CPU is rented.
        if (!Volatile.Read(ref isWatching))
            Start();
    }

    /// <summary>Ends watching with the last run.</summary>
    public void Close() => Volatile.Write(ref isClosed, true);

    private void Start()
    {
        lock (gate)
        {
            if (isWatching)
                return;
            Array.Clear(sightings);
            idle = 0;
            Volatile.Write(ref isWatching, true);
            new Thread(Watch, StackBytes) { IsBackground = true, Name = "BPF run watch" }.UnsafeStart();
        }
    }

    private void Watch()
    {
        do
            Thread.Sleep(LookMilliseconds);
        while (GoesOn());
    }

    private bool GoesOn()
    {
        lock (gate)
        {
            idle = LookAtAll() ? 0 : idle + 1;
            if (idle < IdleLooks && !(idle > 0 && Volatile.Read(ref isClosed)))
                return true;
            Volatile.Write(ref isWatching, false);
            Interlocked.MemoryBarrier();
            if (!IsAnyRented())
                return false;
            Volatile.Write(ref isWatching, true);
            return true;
        }
    }

    private bool LookAtAll()
    {
        bool any = false;
        long now = Environment.TickCount64;
        for (int cpu = 0; cpu < sightings.Length; cpu++)
            any |= LookAt(cpu, now);
        return any;
    }

    private bool LookAt(int cpu, long now)
    {
        ref Sighting seen = ref sightings[cpu];
        if (!cpus.IsRented(cpu))
        {
            seen = default;
            return false;
        }
        RunFrame* frame = FrameOf(cpu);
        ulong control = Volatile.Read(ref frame->Control);
        int budget = Volatile.Read(ref frame->BudgetMilliseconds);
        if (!seen.IsSet || seen.Control != control)
            seen = new Sighting(true, control, now);
        else if ((uint)control == (uint)StopReason.None && budget != RunLimits.Unlimited && now - seen.Since >= budget)
            Interlocked.CompareExchange(ref frame->Control, control | (uint)StopReason.Timeout, control);
        return true;
    }

    private bool IsAnyRented()
    {
        for (int cpu = 0; cpu < sightings.Length; cpu++)
        {
            if (cpus.IsRented(cpu))
                return true;
        }
        return false;
    }

    private readonly record struct Sighting(bool IsSet, ulong Control, long Since);
}
