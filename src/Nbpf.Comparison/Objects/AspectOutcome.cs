namespace Nbpf.Comparison.Objects;

/// <summary>How two kernels' answers to one question relate.</summary>
public enum AspectOutcome
{
    /// <summary>The same.</summary>
    Equal,

    /// <summary>Different, as an entry of <see cref="Known.KnownDifferences"/> says.</summary>
    Known,

    /// <summary>Different, and no entry explains it.</summary>
    Different,

    /// <summary>A kernel does not answer the same twice (clocks, random numbers, addresses): there is nothing to compare.</summary>
    Varies,
}
