namespace Nbpf.Verification.Liveness;

/// <summary>What is known of one frame's stack slots at one instruction; bit n is slot n.</summary>
internal struct StackMasks
{
    /// <summary>Slots the instruction may read.</summary>
    public ulong MayRead;

    /// <summary>Slots the instruction overwrites whole on every path seen.</summary>
    public ulong MustWrite;

    /// <summary>Slots overwritten before the function ends, whatever the way out.</summary>
    public ulong MustWriteLater;

    /// <summary>Slots that may still be read from here on.</summary>
    public ulong LiveBefore;

    /// <summary>What follows from them is to be computed anew.</summary>
    public bool IsPending;
}
