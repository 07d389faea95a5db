using System.Runtime.InteropServices;
using Nbpf.Runtime.Runs;

namespace Nbpf.Runtime.Execution;

/// <summary>
/// What one run of a program owns: the logical CPU and what helpers need to find again. Each CPU of a kernel has one (<see cref="RunWatch"/>); compiled
/// code and helpers get its address.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct RunFrame
{
    /// <summary>
    /// The run's number on its CPU in the upper half; in the lower half why it is to end, a <see cref="StopReason"/>. Both in one word, so that
    /// a request for one run never meets the next.
    /// </summary>
    public ulong Control;

    /// <summary>Bytes to add to a per-CPU address (CPU 0's copy) to reach this CPU's copy.</summary>
    public ulong PerCpuOffset;

    /// <summary>The logical CPU the run owns.</summary>
    public uint Cpu;

    /// <summary>Tail calls made so far; at 33 further ones fail (MAX_TAIL_CALL_CNT).</summary>
    public uint TailCallCount;

    /// <summary>Address of the native context as compiled code sees it (the internal layout, not the user's).</summary>
    public void* Context;

    /// <summary>What a tail call made the next program: set when the one that made it returns, null otherwise.</summary>
    public TailCallTarget* NextProgram;

    /// <summary>Where the run's part of its thread's stack begins, or null while it runs on the stack that this frame lies on.</summary>
    public void* StackTop;

    /// <summary>The program that is running, or null where none was loaded.</summary>
    public TailCallTarget* Program;

    /// <summary>State of the run's pseudo-random number generator.</summary>
    public ulong RandomState;

    /// <summary>Handle of the managed run session for helpers that need managed state (a GCHandle as an integer), or 0.</summary>
    public nint Session;

    /// <summary>The innermost frame of the checked interpreter in this run, or null; only that interpreter uses it.</summary>
    public void* CheckedFrame;

    /// <summary>How long the run may take, or a negative number.</summary>
    public int BudgetMilliseconds;

    /// <summary>Whether the run is to end.</summary>
    public readonly bool MustStop => (uint)Volatile.Read(in Control) != (uint)StopReason.None;
}
