using Nbpf.Comparison.Known;

namespace Nbpf.Comparison.Objects;

/// <summary>One aspect of a program on two kernels.</summary>
/// <param name="Aspect">One of <see cref="ProgramAspect"/>.</param>
/// <param name="Outcome">How the answers relate.</param>
/// <param name="Difference">What differs first; null when the answers are equal or vary.</param>
/// <param name="Known">The entry that explains the difference, or null.</param>
public sealed record AspectComparison(string Aspect, AspectOutcome Outcome, Difference? Difference = null, KnownDifference? Known = null);
