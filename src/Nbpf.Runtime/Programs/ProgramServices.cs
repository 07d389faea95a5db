using Nbpf.Runtime.Memory;
using Nbpf.Runtime.Objects;
using Nbpf.Verification.Trace;

namespace Nbpf.Runtime.Programs;

/// <summary>What programs take from their kernel.</summary>
/// <param name="Heap">Native memory.</param>
/// <param name="Objects">Ids and file descriptors.</param>
/// <param name="Clock">The time of their load.</param>
/// <param name="Engine">How they are executed.</param>
/// <param name="Statistics">Whether their runs are counted.</param>
internal sealed record ProgramServices(NativeHeap Heap, ObjectTable Objects, IKernelClock Clock, ExecutionEngine Engine, RunStatistics Statistics)
{
    /// <summary>Where a verification keeps what it explores, for runs to be watched by; null when they are not.</summary>
    public ExplorationTrace? NewTrace() => Engine == ExecutionEngine.WatchedInterpreter ? new ExplorationTrace() : null;
}
