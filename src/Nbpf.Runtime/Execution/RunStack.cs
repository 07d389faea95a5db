using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Nbpf.Runtime.Execution;

/// <summary>
/// Keeps runs from exhausting the native stack, which would end the process. A program is entered only where there is room for a
/// whole one; where there is not, because the caller's thread has a small stack or is deep in it, or because many subprograms wait for
/// what they tail-called, it goes on on a thread of its own while the caller's waits.
/// </summary>
internal static unsafe class RunStack
{
    // Room for 33 programs on top of one another, each with the most that one may take (an address range: memory is taken as it is used).
    private const int FreshStackBytes = 8 << 20;

    /// <summary>True when the thread's stack has room for a program with all that it calls: .NET promises 128 KB, on 64-bit machines.</summary>
    public static bool HasRoom => RuntimeHelpers.TryEnsureSufficientExecutionStack();

    /// <summary>Does part of a run on a thread with room, and waits for it. An exception comes out as if this thread had thrown it.</summary>
    /// <param name="run">The run's frame.</param>
    /// <param name="work">What to do.</param>
    public static ulong OnFreshThread(RunFrame* run, Func<ulong> work) => OnFreshThread(() =>
    {
        // SAFETY: the caller's thread, on whose stack the frame lies, waits.
        byte top = 0;
        void* outer = run->StackTop;
        run->StackTop = &top;
        try
        {
            return work();
        }
        finally
        {
            run->StackTop = outer;
        }
    });

    /// <summary>Does whole runs on a thread with room, and waits for it. An exception comes out as if this thread had thrown it.</summary>
    /// <param name="work">What to do.</param>
    public static ulong OnFreshThread(Func<ulong> work)
    {
        ulong result = 0;
        ExceptionDispatchInfo? thrown = null;
        Thread thread = new(Work, FreshStackBytes) { IsBackground = true, Name = "BPF run" };
        thread.Start();
        thread.Join();
        thrown?.Throw();
        return result;

        void Work()
        {
            try
            {
                result = work();
            }
            catch (Exception exception)
            {
                // Whatever it is, it is the waiting caller's.
                thrown = ExceptionDispatchInfo.Capture(exception);
            }
        }
    }
}
