using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Nbpf.Faults.Source;

/// <summary>Names of members that stay when code moves between files and lines: <c>Outer.Inner.Method(int, ref Span&lt;byte&gt;)</c>.</summary>
internal static class MemberNames
{
    /// <summary>The members with code of their own in a file.</summary>
    public static IEnumerable<MemberDeclarationSyntax> In(SyntaxTree tree) => tree.GetRoot().DescendantNodes()
        .OfType<MemberDeclarationSyntax>()
        .Where(static member => member is BaseMethodDeclarationSyntax or BasePropertyDeclarationSyntax or FieldDeclarationSyntax && member.Parent is TypeDeclarationSyntax);

    /// <summary>A member's name.</summary>
    public static string Of(MemberDeclarationSyntax member)
    {
        string types = string.Join('.', member.Ancestors().OfType<TypeDeclarationSyntax>().Reverse().Select(static type => type.Identifier.Text + type.TypeParameterList));
        return $"{types}.{OwnName(member)}";
    }

    private static string OwnName(MemberDeclarationSyntax member) => member switch
    {
        MethodDeclarationSyntax method => method.ExplicitInterfaceSpecifier + method.Identifier.Text + method.TypeParameterList + Parameters(method.ParameterList),
        ConstructorDeclarationSyntax constructor => (constructor.Modifiers.Any(static m => m.Text == "static") ? "static " : "") + constructor.Identifier.Text + Parameters(constructor.ParameterList),
        BaseMethodDeclarationSyntax other => $"operator {Operator(other)}{Parameters(other.ParameterList)}",
        PropertyDeclarationSyntax property => property.ExplicitInterfaceSpecifier + property.Identifier.Text,
        IndexerDeclarationSyntax indexer => $"this[{string.Join(", ", indexer.ParameterList.Parameters.Select(static p => p.Type))}]",
        FieldDeclarationSyntax field => field.Declaration.Variables[0].Identifier.Text,
        _ => member.Kind().ToString(),
    };

    private static string Operator(BaseMethodDeclarationSyntax method) => method switch
    {
        OperatorDeclarationSyntax declaration => declaration.OperatorToken.Text,
        ConversionOperatorDeclarationSyntax conversion => conversion.Type.ToString(),
        _ => "~",
    };

    private static string Parameters(ParameterListSyntax list) =>
        $"({string.Join(", ", list.Parameters.Select(static p => string.Join(' ', p.Modifiers.Where(static m => m.Text != "this").Select(static m => m.Text).Append(p.Type?.ToString()))))})";
}
