using System.Runtime.CompilerServices;

namespace Nbpf.Runtime.Execution;

/// <summary>
/// Where runs notice that they shall end: as they enter subprograms and callbacks, in loops, and before helpers begin work whose size a user chose. Between
/// two entries a function executes at most the million instructions that the verifier walks through, each call of a helper among them touching at most
/// <see cref="LongWorkBytes"/>: what repeats without end repeats an entry. None of these places lies where a helper holds a lock or has taken something out of a
/// structure, so that the exception has nothing to undo on its way.
/// </summary>
internal static unsafe class RunStops
{
    /// <summary>Work on more bytes than this is looked at before it begins.</summary>
    public const ulong LongWorkBytes = 1 << 12;

    /// <summary>What compiled code throws when it finds its run asked to end.</summary>
    /// <param name="run">The run's frame.</param>
    /// <param name="instruction">Slot of the instruction.</param>
    public static Exception Make(RunFrame* run, int instruction) => new RunStoppedException((StopReason)(uint)Volatile.Read(ref run->Control), instruction);

    /// <summary>Ends the run when it is asked to.</summary>
    /// <param name="run">The run's frame.</param>
    /// <param name="instruction">Slot of the instruction.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Check(RunFrame* run, int instruction)
    {
        if (run->MustStop)
            Throw(run, instruction);
    }

    /// <summary>Ends the run when it is asked to and a helper is about to do long work.</summary>
    /// <param name="run">The run's frame; null on behalf of a command.</param>
    /// <param name="bytes">Size of the work.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void BeforeWork(RunFrame* run, ulong bytes)
    {
        if (bytes > LongWorkBytes && run != null)
            Check(run, RunStoppedException.InHelper);
    }

    private static void Throw(RunFrame* run, int instruction) => throw Make(run, instruction);
}
