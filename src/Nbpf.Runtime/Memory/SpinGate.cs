using System.Runtime.CompilerServices;

namespace Nbpf.Runtime.Memory;

/// <summary>A spin lock in one integer, for sections of a few dozen instructions. 0 is free.</summary>
internal static class SpinGate
{
    /// <summary>Takes the lock.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Enter(ref int gate)
    {
        if (Interlocked.CompareExchange(ref gate, 1, 0) != 0)
            Wait(ref gate);
    }

    /// <summary>Gives the lock back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Exit(ref int gate) => Volatile.Write(ref gate, 0);

    private static void Wait(ref int gate)
    {
        SpinWait spin = default;
        do
            spin.SpinOnce(sleep1Threshold: -1);
        while (Volatile.Read(ref gate) != 0 || Interlocked.CompareExchange(ref gate, 1, 0) != 0);
    }
}
