namespace Nbpf.Readers;

/// <summary>
/// Lets one consumer in at a time, and lets memory go only when none is in: the last one out closes, whoever it is.
/// Thread-safe. Not a lock: who comes second is told so.
/// </summary>
internal struct ConsumerGate
{
    private const int Idle = 0;
    private const int Busy = 1;
    private const int Closing = 2;
    private const int Closed = 3;

    private int _state;

    /// <summary>Goes in.</summary>
    /// <param name="owner">What is consumed, for the error.</param>
    /// <exception cref="InvalidOperationException">Somebody is in.</exception>
    /// <exception cref="ObjectDisposedException">It is closed, or will be.</exception>
    internal void Enter(object owner)
    {
        int state = Interlocked.CompareExchange(ref _state, Busy, Idle);
        if (state == Idle) return;
        ObjectDisposedException.ThrowIf(state != Busy, owner);
        throw new InvalidOperationException("a ring has one consumer at a time: this one is being read already");
    }

    /// <summary>Goes out.</summary>
    /// <returns>True when the gate was closed meanwhile: the caller lets the memory go.</returns>
    internal bool Leave()
    {
        if (Interlocked.CompareExchange(ref _state, Idle, Busy) == Busy) return false;
        _state = Closed;
        return true;
    }

    /// <summary>Closes, at once or when who is in goes out.</summary>
    /// <returns>True when the caller lets the memory go.</returns>
    internal bool Close()
    {
        while (true)
        {
            int state = Volatile.Read(ref _state);
            if (state is Closing or Closed) return false;
            if (Interlocked.CompareExchange(ref _state, state == Idle ? Closed : Closing, state) == state) return state == Idle;
        }
    }
}
