using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Nbpf.Testing;

namespace Nbpf.Architecture.Tests;

/// <summary>
/// The rooms of a project, which are its folders and the files in its root as one more, and which of them use which: read by the compiler
/// from the sources, so that constants and types of variables that nobody writes down count too. Comments do not count.
/// </summary>
internal sealed class RoomGraph
{
    /// <summary>The name of the room that is a project's root.</summary>
    public const string Root = ".";

    private static readonly ConcurrentDictionary<string, RoomGraph> Known = new(StringComparer.Ordinal);

    private static readonly CSharpParseOptions Language = new(LanguageVersion.Preview, DocumentationMode.None);

    private static readonly SyntaxTree ImplicitUsings = CSharpSyntaxTree.ParseText(
        string.Concat(new[] { "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks" }
            .Select(static name => $"global using global::{name};\n")),
        Language);

    private RoomGraph(IReadOnlyList<string> rooms, IReadOnlyList<Arrow> arrows)
    {
        Rooms = rooms;
        Arrows = arrows;
    }

    /// <summary>The rooms, by name.</summary>
    public IReadOnlyList<string> Rooms { get; }

    /// <summary>Who uses whom.</summary>
    public IReadOnlyList<Arrow> Arrows { get; }

    /// <summary>The projects whose rooms are looked at, as <c>src/Nbpf</c>.</summary>
    public static IEnumerable<string> Projects => new[] { "src", "apps" }
        .SelectMany(static parent => Directory.GetDirectories(Path.Combine(Repository.Root, parent)))
        .Where(static folder => Directory.GetFiles(folder, "*.csproj").Length == 1)
        .Select(static folder => Path.GetRelativePath(Repository.Root, folder).Replace('\\', '/'))
        .Order(StringComparer.Ordinal);

    /// <summary>The rooms of a project.</summary>
    /// <param name="project">Its folder, as <c>src/Nbpf</c>.</param>
    public static RoomGraph Of(string project) => Known.GetOrAdd(project, Read);

    /// <summary>
    /// The rooms from those that use no other to those that no other uses: each after all that it uses. Rooms that use each other in a circle
    /// are left out, and so are those that use one of them.
    /// </summary>
    public IReadOnlyList<string> BottomUp()
    {
        ILookup<string, string> uses = Arrows.ToLookup(static arrow => arrow.From, static arrow => arrow.To);
        List<string> order = [];
        while (Rooms.FirstOrDefault(room => !order.Contains(room) && uses[room].All(order.Contains)) is { } next) order.Add(next);
        return order;
    }

    /// <summary>The arrows that lie on a circle.</summary>
    public IEnumerable<Arrow> Cyclic()
    {
        ILookup<string, string> uses = Arrows.ToLookup(static arrow => arrow.From, static arrow => arrow.To);
        Dictionary<string, HashSet<string>> reachable = Rooms.ToDictionary(static room => room, room => Reach(room, uses));
        return Arrows.Where(arrow => reachable[arrow.To].Contains(arrow.From));
    }

    private static RoomGraph Read(string project)
    {
        string folder = Path.Combine(Repository.Root, project), name = Path.GetFileName(project);
        SyntaxTree[] trees =
        [
            .. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'))
                .Where(static path => !path.StartsWith("bin/", StringComparison.Ordinal) && !path.StartsWith("obj/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(path => CSharpSyntaxTree.ParseText(File.ReadAllText(Path.Combine(folder, path)), Language, path)),
        ];
        CSharpCompilationOptions options = new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable);
        CSharpCompilation compilation = CSharpCompilation.Create(name, trees.Append(ImplicitUsings), References(name), options);
        Dictionary<(string From, string To), SortedSet<(string File, string Type)>> arrows = [];
        foreach (SyntaxTree tree in trees)
        {
            string from = RoomOf(tree.FilePath);
            foreach (INamedTypeSymbol type in TypesIn(compilation.GetSemanticModel(tree)))
            {
                foreach (string to in type.DeclaringSyntaxReferences.Select(static declaration => RoomOf(declaration.SyntaxTree.FilePath)).Distinct())
                {
                    if (to == from) continue;
                    if (!arrows.TryGetValue((from, to), out SortedSet<(string, string)>? places)) arrows[(from, to)] = places = [];
                    places.Add((tree.FilePath, type.Name));
                }
            }
        }

        return new RoomGraph(
            [.. trees.Select(static tree => RoomOf(tree.FilePath)).Distinct().Order(StringComparer.Ordinal)],
            [.. arrows.OrderBy(static pair => pair.Key).Select(static pair => new Arrow(pair.Key.From, pair.Key.To, [.. pair.Value]))]);
    }

    private static HashSet<string> Reach(string room, ILookup<string, string> uses)
    {
        HashSet<string> reached = [];
        Stack<string> pending = new(uses[room]);
        while (pending.TryPop(out string? next))
        {
            if (!reached.Add(next)) continue;
            foreach (string further in uses[next]) pending.Push(further);
        }

        return reached;
    }

    private static HashSet<INamedTypeSymbol> TypesIn(SemanticModel model)
    {
        HashSet<INamedTypeSymbol> types = new(SymbolEqualityComparer.Default);
        foreach (SyntaxNode node in model.SyntaxTree.GetRoot().DescendantNodes())
        {
            if (node is SimpleNameSyntax name) AddSymbol(model.GetSymbolInfo(name).Symbol);
            else if (node is ImplicitObjectCreationExpressionSyntax creation) Add(model.GetTypeInfo(creation).Type);
        }

        return types;

        void AddSymbol(ISymbol? symbol)
        {
            Add(symbol as ITypeSymbol ?? symbol?.ContainingType);
            Add(symbol switch
            {
                ILocalSymbol local => local.Type,
                IFieldSymbol field => field.Type,
                IPropertySymbol property => property.Type,
                IMethodSymbol method => method.ReturnType,
                _ => null,
            });
        }

        void Add(ITypeSymbol? type)
        {
            switch (type)
            {
                case IArrayTypeSymbol array:
                    Add(array.ElementType);
                    break;
                case IPointerTypeSymbol pointer:
                    Add(pointer.PointedAtType);
                    break;
                case INamedTypeSymbol named:
                    foreach (ITypeSymbol argument in named.TypeArguments) Add(argument);
                    if (named.Locations.Any(static location => location.IsInSource)) types.Add(named.OriginalDefinition);
                    break;
            }
        }
    }

    private static string RoomOf(string path) => path.Contains('/', StringComparison.Ordinal) ? path[..path.IndexOf('/', StringComparison.Ordinal)] : Root;

    // What the test program itself runs on: the framework, the packages and our own assemblies.
    private static IEnumerable<MetadataReference> References(string name) => ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .Where(path => Path.GetFileNameWithoutExtension(path) != name)
        .Select(static path => MetadataReference.CreateFromFile(path));
}
