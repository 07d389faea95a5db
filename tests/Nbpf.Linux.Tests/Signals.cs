using System.Runtime.InteropServices;

namespace Nbpf.Linux.Tests;

/// <summary>Signals to a thread that waits in the kernel: its call comes back with EINTR each time.</summary>
internal static partial class Signals
{
    private const int WindowChanged = 28;
    private const int Limit = 1000;

    /// <summary>Runs something on a thread that gets a signal every 20 ms.</summary>
    /// <param name="wait">What waits for less than 20 s.</param>
    /// <returns>True when it ended while signals still came, false when only their end let it go on.</returns>
    public static bool LeaveRoomFor(Action wait)
    {
        // An ignored signal would not interrupt.
        using PosixSignalRegistration handler = PosixSignalRegistration.Create((PosixSignal)WindowChanged, static _ => { });
        int threadId = 0;
        Exception? failure = null;
        Thread waiting = new(() =>
        {
            Volatile.Write(ref threadId, ThreadId());
            failure = Xunit.Record.Exception(wait);
        });
        waiting.Start();
        SpinWait.SpinUntil(() => Volatile.Read(ref threadId) != 0);
        int sent = 0;
        while (sent < Limit && !waiting.Join(20))
        {
            _ = SendSignal(Environment.ProcessId, threadId, WindowChanged);
            sent++;
        }

        waiting.Join();
        if (failure is not null) throw failure;
        return sent < Limit;
    }

    [LibraryImport("libc", EntryPoint = "gettid")]
    private static partial int ThreadId();

    [LibraryImport("libc", EntryPoint = "tgkill")]
    private static partial int SendSignal(int processId, int threadId, int signal);
}
