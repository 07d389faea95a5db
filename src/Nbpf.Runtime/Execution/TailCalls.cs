using System.Runtime.CompilerServices;
using Nbpf.Runtime.Interleaving;

namespace Nbpf.Runtime.Execution;

/// <summary>
/// The meaning of <c>call 12</c>, used by compiled and interpreted programs. A compiled main program jumps to its target, its own frame gone. Else a
/// tail call does not enter its target: it notes it in the run's frame, and the program or subprogram returns at once. Whoever called that enters
/// what is noted. So however many programs follow one another, the native stack holds the frames of one of them; only what waits for a subprogram's
/// result stays under it.
/// </summary>
internal static unsafe class TailCalls
{
    /// <summary>The helper number that stays in xlated programs (BPF_FUNC_tail_call).</summary>
    public const int HelperNumber = 12;

    /// <summary>Tail calls that one run may make (MAX_TAIL_CALL_CNT).</summary>
    public const uint Limit = 33;

    /// <summary>The target of a tail call, counted and taken for the running program, or null when the call fails and the program goes on.</summary>
    /// <param name="run">The run's frame.</param>
    /// <param name="map">Address of the program array's header (r2).</param>
    /// <param name="slot">Slot number (r3), of which the low 32 bits count.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TailCallTarget* Resolve(RunFrame* run, ulong map, ulong slot)
    {
        // SAFETY: the verifier proved r2 to be a program array; a target is freed a grace period after it left its slot.
        MapHeader* header = (MapHeader*)map;
        uint index = (uint)slot;
        if (index >= header->MaxEntries || run->TailCallCount >= Limit) return null;
        // What is in the target is read through its address, so after it.
        TailCallTarget* target = (TailCallTarget*)Volatile.Read(ref *(nint*)((byte*)header + MapHeader.ArrayValuesOffset + (ulong)index * sizeof(ulong)));
        if (target is null) return null;
        Interleaved.At(YieldPoint.TailCallBegins);
        Interleaved.Touch(target);
        run->TailCallCount++;
        run->Program = target;
        return target;
    }

    /// <summary>Notes the target of a tail call for whoever called the program or subprogram; false when the call fails and the program goes on.</summary>
    /// <param name="run">The run's frame.</param>
    /// <param name="context">The context that the target gets (r1).</param>
    /// <param name="map">Address of the program array's header (r2).</param>
    /// <param name="slot">Slot number (r3), of which the low 32 bits count.</param>
    public static bool TryBegin(RunFrame* run, ulong context, ulong map, ulong slot)
    {
        TailCallTarget* caller = run->Program, target = Resolve(run, map, slot);
        if (target is null) return false;
        run->Program = caller;
        run->NextProgram = target;
        run->Context = (void*)context;
        return true;
    }

    /// <summary>What a program ends with: its own result, or that of the last program that follows it by tail calls.</summary>
    /// <param name="result">What it returned.</param>
    /// <param name="run">The run's frame.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong FinishProgram(ulong result, RunFrame* run) => run->NextProgram == null ? result : EnterNext(run);

    /// <summary>As <see cref="FinishProgram"/>, for a subprogram or callback whose caller waits for its result further up on the stack.</summary>
    /// <param name="result">What it returned.</param>
    /// <param name="run">The run's frame.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong FinishSubprogram(ulong result, RunFrame* run) => run->NextProgram == null ? result : EnterNextAbove(run);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong EnterNext(RunFrame* run)
    {
        TailCallTarget* caller = run->Program;
        ulong result;
        do
        {
            // SAFETY: as in Resolve; the run is still inside its grace period.
            TailCallTarget* target = run->NextProgram;
            run->NextProgram = null;
            run->Program = target;
            result = target->Entry(run, run->Context, target->Handle);
        }
        while (run->NextProgram != null);
        run->Program = caller;
        return result;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong EnterNextAbove(RunFrame* run) => RunStack.HasRoom ? EnterNext(run) : RunStack.OnFreshThread(run, () => EnterNext(run));
}
