using Nbpf.Syscall;

namespace Nbpf.Readers;

/// <summary>
/// Waits for an <see cref="IBpfPoll"/> without blocking the caller. A wait in a kernel blocks its thread: this has one of its own,
/// started with the first wait, rather than one of the pool's. One wait at a time.
/// </summary>
internal sealed class PollThread(IBpfPoll poll) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _requests = new(0);
    private Thread? _thread;
    private TaskCompletionSource? _waiting;
    private bool _isDisposed;

    /// <summary>Waits until something is ready; it may also end early.</summary>
    /// <exception cref="InvalidOperationException">There is a wait already.</exception>
    /// <exception cref="ObjectDisposedException">It was disposed, or is while waiting.</exception>
    /// <exception cref="BpfException">The kernel refused to wait.</exception>
    internal async Task WaitAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_waiting is not null) throw new InvalidOperationException("a reader has one consumer at a time: this one is being waited for already");
            _waiting = waiting;
            if (_thread is null)
            {
                _thread = new Thread(Run) { IsBackground = true, Name = "nbpf poll" };
                _thread.Start();
            }
        }

        _requests.Release();
        using (cancellationToken.UnsafeRegister(static poll => ((IBpfPoll)poll!).Wake(), poll))
            await waiting.Task.ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Ends the wait and the thread.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isDisposed) return;
            _isDisposed = true;
        }

        if (_thread is not null)
        {
            poll.Wake();
            _requests.Release();
            _thread.Join();
        }

        _requests.Dispose();
    }

    private void Run()
    {
        Span<int> ready = stackalloc int[1];
        while (true)
        {
            _requests.Wait();
            SysResult result = Volatile.Read(ref _isDisposed) ? SysResult.Ok : poll.Wait(ready, -1);
            TaskCompletionSource? waiting;
            bool ends;
            lock (_lock)
            {
                (waiting, _waiting) = (_waiting, null);
                ends = _isDisposed;
            }

            if (ends) waiting?.SetException(new ObjectDisposedException(nameof(PollThread), "the reader was disposed"));
            else if (result.IsError) waiting?.SetException(new BpfException(result.Errno, "wait for", "ring"));
            else waiting?.SetResult();
            if (ends) return;
        }
    }
}
