using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Cli.Tests;

/// <summary>The README's C# examples are programs that compile against the libraries as they are.</summary>
public sealed class ReadmeTests
{
    public static TheoryData<string> Examples => [.. CodeBlocks(File.ReadAllText(Path.Combine(Repository.Root, "README.md")), "csharp")];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_InReadme_Compiles(string example)
    {
        // The project's implicit usings, which every new console project has too.
        const string implicitUsings = "global using System; global using System.IO; global using System.Threading.Tasks; global using System.Linq; global using System.Collections.Generic;";

        string trusted = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        CSharpCompilation compilation = CSharpCompilation.Create(
            "ReadmeExample",
            [Parse(implicitUsings), Parse(example)],
            trusted.Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.ConsoleApplication));

        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        Assert.InRange(example.Trim().Split('\n').Length, 5, 14);
    }

    private static SyntaxTree Parse(string text) => CSharpSyntaxTree.ParseText(text, cancellationToken: TestContext.Current.CancellationToken);

    private static IEnumerable<string> CodeBlocks(string markdown, string language)
    {
        string fence = "```" + language + "\n";
        for (int at = 0; (at = markdown.IndexOf(fence, at, StringComparison.Ordinal)) >= 0;)
        {
            int start = at + fence.Length;
            at = markdown.IndexOf("```", start, StringComparison.Ordinal);
            yield return markdown[start..at];
        }
    }
}
