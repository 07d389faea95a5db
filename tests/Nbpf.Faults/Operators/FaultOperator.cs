using Microsoft.CodeAnalysis;

namespace Nbpf.Faults.Operators;

/// <summary>A change that an operator makes: a node's text becomes another.</summary>
/// <param name="Node">The node.</param>
/// <param name="New">The text.</param>
internal readonly record struct Change(SyntaxNode Node, string New);

/// <summary>One plausible slip of whoever writes code.</summary>
internal abstract class FaultOperator
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<FaultOperator> All { get; } =
    [
        new ComparisonFaults(), new BoundFaults(), new ConditionFaults(), new StatementFaults(isMark: false), new StatementFaults(isMark: true), new ArgumentFaults(), new BarrierFaults(),
    ];

    /// <summary>Its name in tables.</summary>
    public abstract string Kind { get; }

    /// <summary>The changes it can make to a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="model">What the node means.</param>
    public abstract IEnumerable<Change> Of(SyntaxNode node, SemanticModel model);
}
