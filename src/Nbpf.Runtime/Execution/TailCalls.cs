using System.Runtime.CompilerServices;
using Nbpf.Runtime.Maps;

namespace Nbpf.Runtime.Execution;

/// <summary>Finds what a tail call enters; the meaning of <c>call 12</c>, used by compiled and interpreted programs.</summary>
internal static unsafe class TailCalls
{
    /// <summary>The helper number that stays in xlated programs (BPF_FUNC_tail_call).</summary>
    public const int HelperNumber = 12;

    /// <summary>Tail calls that one run may make (MAX_TAIL_CALL_CNT).</summary>
    public const uint Limit = 33;

    /// <summary>The target of a tail call, counted, or null when the call fails and the program goes on.</summary>
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
        TailCallTarget* target = (TailCallTarget*)Volatile.Read(ref *(nint*)((byte*)header + MapHeader.ArrayValuesOffset + (ulong)index * sizeof(ulong)));
        if (target is not null) run->TailCallCount++;
        return target;
    }
}
