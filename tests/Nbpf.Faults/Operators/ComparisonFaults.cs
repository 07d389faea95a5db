using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Nbpf.Faults.Operators;

/// <summary>A comparison takes in its border or leaves it out; equal becomes unequal.</summary>
internal sealed class ComparisonFaults : FaultOperator
{
    public override string Kind => "comparison";

    public override IEnumerable<Change> Of(SyntaxNode node, SemanticModel model)
    {
        SyntaxToken sign = node switch
        {
            BinaryExpressionSyntax binary => binary.OperatorToken,
            RelationalPatternSyntax pattern => pattern.OperatorToken,
            _ => default,
        };
        if (Other(sign.Kind()) is not { } other) yield break;
        yield return new Change(node, node.ReplaceToken(sign, SyntaxFactory.ParseToken(other).WithTriviaFrom(sign)).ToString());
    }

    private static string? Other(SyntaxKind sign) => sign switch
    {
        SyntaxKind.LessThanToken => "<=",
        SyntaxKind.LessThanEqualsToken => "<",
        SyntaxKind.GreaterThanToken => ">=",
        SyntaxKind.GreaterThanEqualsToken => ">",
        SyntaxKind.EqualsEqualsToken => "!=",
        SyntaxKind.ExclamationEqualsToken => "==",
        _ => null,
    };
}
