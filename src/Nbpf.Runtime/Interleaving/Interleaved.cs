using System.Runtime.CompilerServices;

namespace Nbpf.Runtime.Interleaving;

/// <summary>
/// Where a test's scheduler takes hold of the runtime. Without one, which is decided once for the process, the JIT sees constants here, and every call is no code at all.
/// </summary>
internal static class Interleaved
{
    /// <summary>The name under which a test's <see cref="IThreadScheduler"/> is set (<see cref="AppContext.SetData"/>) before anything of the runtime is used.</summary>
    public const string SchedulerName = "Nbpf.Runtime.ThreadScheduler";

    private static readonly IThreadScheduler? Scheduler = AppContext.GetData(SchedulerName) as IThreadScheduler;

    /// <summary>Whether there is a scheduler.</summary>
    public static bool IsControlled
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Scheduler is not null;
    }

    /// <summary><see cref="IThreadScheduler.Reach"/></summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void At(YieldPoint point) => Scheduler?.Reach(point);

    /// <summary>Once round a loop that waits for other threads.</summary>
    /// <param name="point">Where it is.</param>
    /// <param name="spin">The loop's.</param>
    /// <param name="sleep1Threshold">As of <see cref="SpinWait.SpinOnce(int)"/>.</param>
    public static void Spin(YieldPoint point, ref SpinWait spin, int sleep1Threshold = 20)
    {
        if (Scheduler is null)
            spin.SpinOnce(sleep1Threshold);
        else
            Scheduler.Wait(point);
    }

    /// <summary>Before a lock is taken inside of which there are yield points: waits, where threads are scheduled, until it is free.</summary>
    /// <param name="gate">The lock.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Await(Lock gate)
    {
        if (Scheduler is not null)
            AwaitControlled(gate);
    }

    /// <summary>A number that spreads threads where they need not meet; scheduled threads shall, and in the same way each time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Spread(int number) => Scheduler is null ? number : 0;

    /// <summary><see cref="IThreadScheduler.Touch"/></summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Touch(void* address) => Scheduler?.Touch((nuint)address);

    /// <summary><see cref="IThreadScheduler.Allocate"/></summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Allocate(void* address, ulong bytes) => Scheduler?.Allocate((nuint)address, bytes);

    /// <summary><see cref="IThreadScheduler.Free"/></summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Free(void* address, ulong bytes) => Scheduler?.Free((nuint)address, bytes);

    /// <summary><see cref="IThreadScheduler.TryKeep"/></summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe bool TryKeep(void* block) => Scheduler is not null && Scheduler.TryKeep((nuint)block);

    private static void AwaitControlled(Lock gate)
    {
        At(YieldPoint.LockEnters);
        while (!gate.TryEnter())
            Scheduler!.Wait(YieldPoint.LockWaits); // asked by the caller
        gate.Exit();
    }
}
