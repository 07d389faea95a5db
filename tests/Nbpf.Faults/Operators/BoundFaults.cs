using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Nbpf.Faults.Operators;

/// <summary>A whole number is one more or one less.</summary>
internal sealed class BoundFaults : FaultOperator
{
    public override string Kind => "bound";

    public override IEnumerable<Change> Of(SyntaxNode node, SemanticModel model)
    {
        if (node is not LiteralExpressionSyntax literal || !node.IsKind(SyntaxKind.NumericLiteralExpression) || literal.Token.Value is not (int or uint or long or ulong)) yield break;
        ulong value = Convert.ToUInt64(literal.Token.Value, CultureInfo.InvariantCulture);
        string suffix = literal.Token.Text[literal.Token.Text.TrimEnd('u', 'U', 'l', 'L').Length..];
        // With what stands around it the number can be told from others.
        SyntaxNode shown = literal.Parent is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax declarator } ? declarator : literal.Parent ?? literal;
        yield return Changed(value + 1);
        if (value > 0) yield return Changed(value - 1);

        Change Changed(ulong number)
        {
            SyntaxToken token = SyntaxFactory.ParseToken(number.ToString(CultureInfo.InvariantCulture) + suffix).WithTriviaFrom(literal.Token);
            return new Change(shown, shown.ReplaceToken(literal.Token, token).ToString());
        }
    }
}
