using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace Nbpf.Faults.Source;

/// <summary>A project's code, parsed once and kept warm: a mutant is one tree exchanged and emitted, in about a second.</summary>
internal sealed class ProjectSource
{
    private static readonly CSharpParseOptions Language = new(LanguageVersion.Preview);

    private readonly Dictionary<string, MemberDeclarationSyntax> members = new(StringComparer.Ordinal);

    private ProjectSource(string name, CSharpCompilation compilation)
    {
        Name = name;
        Compilation = compilation;
        foreach (SyntaxTree tree in compilation.SyntaxTrees.Where(static tree => !IsGenerated(tree.FilePath)))
        {
            foreach (MemberDeclarationSyntax member in MemberNames.In(tree)) members.TryAdd(MemberNames.Of(member), member);
        }
    }

    /// <summary>The project's name, which is its assembly's.</summary>
    public string Name { get; }

    /// <summary>The code as it is.</summary>
    public CSharpCompilation Compilation { get; }

    /// <summary>All members by name.</summary>
    public IReadOnlyDictionary<string, MemberDeclarationSyntax> Members => members;

    /// <summary>The project's folder.</summary>
    public string Folder => FolderOf(Name);

    /// <summary>Reads a project, which was built before.</summary>
    /// <param name="name">Its name.</param>
    public static ProjectSource Read(string name)
    {
        string folder = FolderOf(name), output = Path.Combine(folder, "obj", "Release", "net10.0");
        IEnumerable<string> sources = Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(path => !Path.GetRelativePath(folder, path).StartsWith("obj", StringComparison.Ordinal) && !Path.GetRelativePath(folder, path).StartsWith("bin", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Concat([Path.Combine(output, $"{name}.GlobalUsings.g.cs"), Path.Combine(output, $"{name}.AssemblyInfo.cs")]);
        SyntaxTree[] trees = [.. sources.Select(static path => CSharpSyntaxTree.ParseText(SourceText.From(File.ReadAllText(path), System.Text.Encoding.UTF8), Language, path))];
        CSharpCompilation compilation = CSharpCompilation.Create(name, trees, References(name), new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable, deterministic: true));
        return new ProjectSource(name, Generated(compilation));
    }

    /// <summary>The members in a folder that have statements or expressions of their own, other than fields.</summary>
    /// <param name="folder">A folder of the project; empty for all of it.</param>
    public IEnumerable<string> MembersWithCode(string folder)
    {
        string path = Path.Combine(Folder, folder);
        return members.Where(pair => pair.Value is not FieldDeclarationSyntax && pair.Value.SyntaxTree.FilePath.StartsWith(path, StringComparison.Ordinal)
            && pair.Value.DescendantNodes(static node => node is not AttributeListSyntax).Any(static node => node is BlockSyntax or ArrowExpressionClauseSyntax)).Select(static pair => pair.Key);
    }

    /// <summary>The place of a fault in the code, or null when the code does not read so any more.</summary>
    public TextSpan? Find(Fault fault, out SyntaxTree? tree)
    {
        tree = null;
        if (!members.TryGetValue(fault.Member, out MemberDeclarationSyntax? member)) return null;
        tree = member.SyntaxTree;
        return TokenSearch.Find(member, fault.Old, fault.Occurrence);
    }

    /// <summary>Compiles the project with a fault in it.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="problem">Why there is no assembly: the fault's place is gone, or the code does not compile with it.</param>
    public byte[]? Compile(Fault fault, out string problem)
    {
        problem = "the code does not read so any more";
        if (Find(fault, out SyntaxTree? tree) is not { } span) return null;
        SyntaxTree changed = tree!.WithChangedText(tree.GetText().WithChanges(new TextChange(span, fault.New)));
        return Emit(Compilation.ReplaceSyntaxTree(tree, changed), out problem);
    }

    /// <summary>Compiles.</summary>
    /// <param name="compilation">The code.</param>
    /// <param name="problem">Receives the first error.</param>
    public static byte[]? Emit(Compilation compilation, out string problem)
    {
        using MemoryStream assembly = new();
        EmitResult result = compilation.Emit(assembly, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.Embedded));
        problem = result.Diagnostics.FirstOrDefault(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)?.ToString() ?? "";
        return result.Success ? assembly.ToArray() : null;
    }

    private static string FolderOf(string name) => new[] { "src", "apps" }.Select(parent => Path.Combine(Repository.Root, parent, name)).First(Directory.Exists);

    private static bool IsGenerated(string path) => path.EndsWith(".g.cs", StringComparison.Ordinal) || path.EndsWith(".AssemblyInfo.cs", StringComparison.Ordinal);

    // What source generators add does not depend on the faults: it is made once and compiled along.
    private static CSharpCompilation Generated(CSharpCompilation compilation)
    {
        string analyzers = Path.Combine(ReferencePack(), "analyzers", "dotnet", "cs");
        ISourceGenerator[] generators =
        [
            .. Directory.GetFiles(analyzers, "*.dll")
                .SelectMany(static path => new AnalyzerFileReference(path, AssemblyLoader.Instance).GetGenerators(LanguageNames.CSharp)),
        ];
        CSharpGeneratorDriver.Create(generators, parseOptions: Language).RunGeneratorsAndUpdateCompilation(compilation, out Compilation updated, out _);
        return (CSharpCompilation)updated;
    }

    private static IEnumerable<MetadataReference> References(string name)
    {
        string output = Path.Combine(FolderOf(name), "bin", "Release", "net10.0");
        return Directory.GetFiles(Path.Combine(ReferencePack(), "ref", "net10.0"), "*.dll")
            .Concat(Directory.GetFiles(output, "*.dll").Where(path => Path.GetFileNameWithoutExtension(path) != name))
            .Select(static path => MetadataReference.CreateFromFile(path));
    }

    // The newest reference assemblies beside the running host.
    private static string ReferencePack()
    {
        string host = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));
        return Directory.GetDirectories(Path.Combine(host, "packs", "Microsoft.NETCore.App.Ref"), "10.0.*")
            .MaxBy(static path => Version.TryParse(Path.GetFileName(path), out Version? version) ? version : new Version())!;
    }

    private sealed class AssemblyLoader : IAnalyzerAssemblyLoader
    {
        public static AssemblyLoader Instance { get; } = new();

        public void AddDependencyLocation(string fullPath)
        {
        }

        public Assembly LoadFromPath(string fullPath) => Assembly.LoadFrom(fullPath);
    }
}
