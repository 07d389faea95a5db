using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Nbpf.Faults.Operators;

/// <summary>A condition is negated, or a part of it forgotten.</summary>
internal sealed class ConditionFaults : FaultOperator
{
    public override string Kind => "condition";

    public override IEnumerable<Change> Of(SyntaxNode node, SemanticModel model)
    {
        switch (node)
        {
            case IfStatementSyntax { Condition: var condition } when Declares(condition):
                break;
            case IfStatementSyntax { Condition: var condition }:
                yield return new Change(condition, $"!({condition})");
                break;
            case ConditionalExpressionSyntax { Condition: var condition } choice when !Declares(condition):
                yield return new Change(choice, $"{condition} ? {choice.WhenFalse} : {choice.WhenTrue}");
                break;
            case BinaryExpressionSyntax both when both.IsKind(SyntaxKind.LogicalAndExpression) || both.IsKind(SyntaxKind.LogicalOrExpression):
                yield return new Change(both, both.Left.ToString());
                if (!Declares(both.Left)) yield return new Change(both, both.Right.ToString());
                break;
            case BinaryPatternSyntax both:
                yield return new Change(both, both.Left.ToString());
                yield return new Change(both, both.Right.ToString());
                break;
        }
    }

    // What a condition declares is used where it holds.
    private static bool Declares(ExpressionSyntax condition) => condition.DescendantNodesAndSelf().Any(static node => node is SingleVariableDesignationSyntax);
}
