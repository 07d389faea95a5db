using System.Collections.Immutable;

namespace Nbpf.Comparison.Objects;

/// <summary>One program of an object on two kernels.</summary>
/// <param name="Program">The program's name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Aspects">What was compared: the verdict, and where both kernels accepted the program everything else.</param>
public sealed record ProgramComparison(string Program, ProgramType Type, ImmutableArray<AspectComparison> Aspects)
{
    /// <summary>True when no aspect differs without being listed.</summary>
    public bool Agrees => Aspects.All(aspect => aspect.Outcome != AspectOutcome.Different);
}
