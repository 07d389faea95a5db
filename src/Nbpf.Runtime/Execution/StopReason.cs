namespace Nbpf.Runtime.Execution;

/// <summary>Why a run is to end before its time: the lower half of <see cref="RunFrame.Control"/>.</summary>
public enum StopReason : uint
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>Its budget of time is used up.</summary>
    Timeout,

    /// <summary>Whoever asked for it wants it no more.</summary>
    Cancellation,
}
