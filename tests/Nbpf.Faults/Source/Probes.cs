using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Nbpf.Faults.Source;

/// <summary>A project whose members tell that they were reached: which test has to be asked about a fault.</summary>
internal static class Probes
{
    /// <summary>The variable that names the folder where each assembly writes the numbers of the members that were reached.</summary>
    public const string Variable = "NBPF_FAULTS_REACHED";

    /// <summary>Compiles a project with a probe at the start of every member.</summary>
    /// <param name="project">The project.</param>
    /// <param name="names">Receives the members' names by number.</param>
    public static byte[] Compile(ProjectSource project, out IReadOnlyList<string> names)
    {
        List<string> numbered = [];
        CSharpCompilation compilation = project.Compilation;
        foreach (IGrouping<SyntaxTree, KeyValuePair<string, MemberDeclarationSyntax>> file in project.Members.GroupBy(static pair => pair.Value.SyntaxTree).ToArray())
        {
            Dictionary<SyntaxNode, int> numbers = [];
            foreach ((string name, MemberDeclarationSyntax member) in file)
            {
                numbers[member] = numbered.Count;
                numbered.Add(name);
            }

            // Parsed anew: what a word such as field means depends on where it stands.
            string probed = new Rewriter(numbers).Visit(file.Key.GetRoot()).ToFullString();
            compilation = compilation.ReplaceSyntaxTree(file.Key, CSharpSyntaxTree.ParseText(probed, (CSharpParseOptions)file.Key.Options, file.Key.FilePath, Encoding.UTF8));
        }

        SyntaxTree probe = CSharpSyntaxTree.ParseText(Source(project.Name, numbered.Count), (CSharpParseOptions)compilation.SyntaxTrees[0].Options, encoding: Encoding.UTF8);
        names = numbered;
        return ProjectSource.Emit(compilation.AddSyntaxTrees(probe), out string problem) ?? throw new InvalidOperationException(problem);
    }

    private static string Source(string assembly, int count) => $$"""
        internal static class FaultProbe
        {
            private static readonly byte[] Reached = new byte[{{count}}];

            static FaultProbe() => System.AppDomain.CurrentDomain.ProcessExit += static (_, _) =>
            {
                if (System.Environment.GetEnvironmentVariable("{{Variable}}") is { } folder)
                    System.IO.File.WriteAllBytes(System.IO.Path.Combine(folder, "{{assembly}}.reached"), Reached);
            };

            internal static void Reach(int number) => Reached[number] = 1;
        }
        """;

    private sealed class Rewriter(Dictionary<SyntaxNode, int> numbers) : CSharpSyntaxRewriter
    {
        public override SyntaxNode? VisitMethodDeclaration(MethodDeclarationSyntax node) => Probed(node, node, node.ReturnType.ToString() == "void");

        public override SyntaxNode? VisitConstructorDeclaration(ConstructorDeclarationSyntax node) => Probed(node, node, isVoid: true);

        public override SyntaxNode? VisitOperatorDeclaration(OperatorDeclarationSyntax node) => Probed(node, node, isVoid: false);

        public override SyntaxNode? VisitConversionOperatorDeclaration(ConversionOperatorDeclarationSyntax node) => Probed(node, node, isVoid: false);

        public override SyntaxNode? VisitPropertyDeclaration(PropertyDeclarationSyntax node) => node.ExpressionBody is { } arrow
            ? node.WithExpressionBody(null).WithSemicolonToken(default).WithAccessorList(Getter(node, arrow))
            : node.WithAccessorList(Accessors(node, node.AccessorList));

        public override SyntaxNode? VisitIndexerDeclaration(IndexerDeclarationSyntax node) => node.ExpressionBody is { } arrow
            ? node.WithExpressionBody(null).WithSemicolonToken(default).WithAccessorList(Getter(node, arrow))
            : node.WithAccessorList(Accessors(node, node.AccessorList));

        private BaseMethodDeclarationSyntax Probed(BaseMethodDeclarationSyntax node, SyntaxNode key, bool isVoid)
        {
            if (!numbers.TryGetValue(key, out int number)) return node;
            if (node.Body is { } body) return node.WithBody(body.WithStatements(body.Statements.Insert(0, Call(number))));
            return node.ExpressionBody is { } arrow
                ? node.WithExpressionBody(null).WithSemicolonToken(default).WithBody(Block(number, arrow.Expression, isVoid))
                : node;
        }

        private AccessorListSyntax Getter(SyntaxNode key, ArrowExpressionClauseSyntax arrow) => SyntaxFactory.AccessorList(SyntaxFactory.SingletonList(
            SyntaxFactory.AccessorDeclaration(SyntaxKind.GetAccessorDeclaration, Block(numbers[key], arrow.Expression, isVoid: false))));

        private AccessorListSyntax? Accessors(SyntaxNode key, AccessorListSyntax? list)
        {
            if (list is null || !numbers.TryGetValue(key, out int number)) return list;
            return list.WithAccessors(SyntaxFactory.List(list.Accessors.Select(accessor =>
            {
                bool isVoid = !accessor.IsKind(SyntaxKind.GetAccessorDeclaration);
                if (accessor.Body is { } body) return accessor.WithBody(body.WithStatements(body.Statements.Insert(0, Call(number))));
                return accessor.ExpressionBody is { } arrow
                    ? accessor.WithExpressionBody(null).WithSemicolonToken(default).WithBody(Block(number, arrow.Expression, isVoid))
                    : accessor;
            })));
        }

        private static StatementSyntax Call(int number) => SyntaxFactory.ParseStatement($"global::FaultProbe.Reach({number});\n");

        private static BlockSyntax Block(int number, ExpressionSyntax expression, bool isVoid) => SyntaxFactory.Block(
            Call(number),
            expression is ThrowExpressionSyntax thrown ? SyntaxFactory.ParseStatement($"throw {thrown.Expression};")
                : SyntaxFactory.ParseStatement(isVoid ? $"{expression};" : $"return {expression};"));
    }
}
