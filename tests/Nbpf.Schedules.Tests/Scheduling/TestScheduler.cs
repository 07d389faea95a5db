using System.Runtime.CompilerServices;
using Nbpf.Runtime.Interleaving;

namespace Nbpf.Schedules.Tests.Scheduling;

/// <summary>The scheduler of this process. Threads that take part in a schedule are led by it, those that prepare one only have their memory watched, all others go on.</summary>
internal sealed class TestScheduler : IThreadScheduler
{
    [ThreadStatic]
    private static Participant? participant;

    [ThreadStatic]
    private static MemoryWatch? watch;

    /// <summary>Before anything of the runtime is used.</summary>
    [ModuleInitializer]
    internal static void Install() => AppContext.SetData(Interleaved.SchedulerName, new TestScheduler());

    /// <summary>Makes the calling thread watch memory, and take part in schedules when it is a participant.</summary>
    public static void Join(Participant? asParticipant, MemoryWatch? memory)
    {
        participant = asParticipant;
        watch = memory;
    }

    /// <inheritdoc/>
    public void Reach(YieldPoint point) => participant?.Reach(point);

    /// <inheritdoc/>
    public void Wait(YieldPoint point)
    {
        if (participant is { } waiting)
            waiting.Wait(point);
        else
            Thread.Yield();
    }

    /// <inheritdoc/>
    public void Touch(nuint address) => watch?.Touch(address);

    /// <inheritdoc/>
    public void Allocate(nuint address, ulong bytes) => watch?.Allocate(address, bytes);

    /// <inheritdoc/>
    public void Free(nuint address, ulong bytes) => watch?.Free(address, bytes);

    /// <inheritdoc/>
    public bool TryKeep(nuint block)
    {
        watch?.Keep(block);
        return watch is not null;
    }
}
