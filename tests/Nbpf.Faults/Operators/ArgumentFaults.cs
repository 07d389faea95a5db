using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Nbpf.Faults.Operators;

/// <summary>Two neighbours of one type change places: arguments of a call, operands of a difference.</summary>
internal sealed class ArgumentFaults : FaultOperator
{
    public override string Kind => "argument";

    public override IEnumerable<Change> Of(SyntaxNode node, SemanticModel model)
    {
        switch (node)
        {
            case BinaryExpressionSyntax difference when difference.IsKind(SyntaxKind.SubtractExpression):
                yield return new Change(difference, $"{difference.Right} - {difference.Left}");
                break;
            case ArgumentListSyntax { Arguments: var arguments, Parent: not null }:
                for (int i = 0; i + 1 < arguments.Count; i++)
                {
                    ArgumentSyntax first = arguments[i], second = arguments[i + 1];
                    if (first.NameColon is null && second.NameColon is null && first.ToString() != second.ToString() && AreAlike(first, second, model))
                        yield return new Change(node.Parent, node.Parent.ReplaceNodes([first, second], (old, _) => old == first ? second : first).ToString());
                }

                break;
        }
    }

    private static bool AreAlike(ArgumentSyntax first, ArgumentSyntax second, SemanticModel model) =>
        first.RefKindKeyword.Text == second.RefKindKeyword.Text
        && model.GetTypeInfo(first.Expression).ConvertedType is { } type
        && SymbolEqualityComparer.Default.Equals(type, model.GetTypeInfo(second.Expression).ConvertedType);
}
