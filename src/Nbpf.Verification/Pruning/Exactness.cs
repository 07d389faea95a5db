namespace Nbpf.Verification.Pruning;

/// <summary>How strictly a path's state is compared with a checkpoint.</summary>
internal enum Exactness
{
    /// <summary>The checkpoint was explored to the end: scalars that no check relied on do not matter.</summary>
    OnlyPrecise,

    /// <summary>What checks rely on is not known yet: every range must lie within the checkpoint's.</summary>
    RangeWithin,

    /// <summary>The same state.</summary>
    Exact,
}
