namespace Nbpf.Runtime.Interleaving;

/// <summary>Decides which thread goes on, and watches memory: the schedules of tests. Called by the thread that does what is told.</summary>
internal interface IThreadScheduler
{
    /// <summary>Other threads may go on before the caller does.</summary>
    /// <param name="point">Where it is.</param>
    void Reach(YieldPoint point);

    /// <summary>The caller cannot go on before another thread has.</summary>
    /// <param name="point">Where it is.</param>
    void Wait(YieldPoint point);

    /// <summary>The caller is about to read or write memory, which must not have been freed.</summary>
    void Touch(nuint address);

    /// <summary>Memory was given out: it is zeroed.</summary>
    void Allocate(nuint address, ulong bytes);

    /// <summary>Memory was taken back: nobody may touch it from now on.</summary>
    void Free(nuint address, ulong bytes);

    /// <summary>Whether a native block that was taken back is left to the scheduler, which frees it when it watches its addresses no more.</summary>
    bool TryKeep(nuint block);
}
