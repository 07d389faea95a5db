using System.Runtime.CompilerServices;
using Nbpf.Runtime.Interleaving;

namespace Nbpf.Runtime.Memory;

/// <summary>A spin lock in one integer, for sections of a few dozen instructions. 0 is free.</summary>
internal static class SpinGate
{
    /// <summary>Takes the lock. A full barrier: nothing of the section is done before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Enter(ref int gate)
    {
        Interleaved.At(YieldPoint.LockEnters);
        if (Interlocked.CompareExchange(ref gate, 1, 0) != 0)
            Wait(ref gate);
    }

    /// <summary>Gives the lock back. A release: the section is done for whoever takes the lock next.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Exit(ref int gate)
    {
        Volatile.Write(ref gate, 0);
        Interleaved.At(YieldPoint.LockLeft);
    }

    private static void Wait(ref int gate)
    {
        SpinWait spin = default;
        do
            Interleaved.Spin(YieldPoint.LockWaits, ref spin, sleep1Threshold: -1);
        while (Volatile.Read(ref gate) != 0 || Interlocked.CompareExchange(ref gate, 1, 0) != 0);
    }
}
