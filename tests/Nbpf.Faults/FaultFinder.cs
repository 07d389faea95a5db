using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Nbpf.Faults.Operators;
using Nbpf.Faults.Source;

namespace Nbpf.Faults;

/// <summary>All faults that can be put into a room, in an order that does not depend on files.</summary>
internal static class FaultFinder
{
    /// <summary>Finds them.</summary>
    /// <param name="room">The room.</param>
    /// <param name="project">Its project.</param>
    public static IReadOnlyList<Fault> Find(Room room, ProjectSource project)
    {
        string folder = Path.Combine(project.Folder, room.Folder) + Path.DirectorySeparatorChar;
        List<Fault> faults = [];
        foreach (IGrouping<SyntaxTree, KeyValuePair<string, MemberDeclarationSyntax>> file in project.Members.GroupBy(static pair => pair.Value.SyntaxTree))
        {
            if (!file.Key.FilePath.StartsWith(folder.Replace($"{Path.DirectorySeparatorChar}{Path.DirectorySeparatorChar}", $"{Path.DirectorySeparatorChar}", StringComparison.Ordinal), StringComparison.Ordinal)) continue;
            SemanticModel model = project.Compilation.GetSemanticModel(file.Key);
            foreach ((string name, MemberDeclarationSyntax member) in file) faults.AddRange(Of(room, name, member, model));
        }

        return [.. faults.DistinctBy(static fault => (fault.Member, fault.Old, fault.New, fault.Occurrence)).OrderBy(static fault => fault.ToString(), StringComparer.Ordinal)];
    }

    private static IEnumerable<Fault> Of(Room room, string name, MemberDeclarationSyntax member, SemanticModel model)
    {
        foreach (SyntaxNode node in member.DescendantNodes(static node => !IsOnlyText(node)))
        {
            foreach (FaultOperator kind in FaultOperator.All)
            {
                foreach (Change change in kind.Of(node, model))
                {
                    string old = TokenSearch.Text(change.Node);
                    int occurrence = TokenSearch.FindAll(member, old).TakeWhile(span => span.Start != change.Node.SpanStart).Count();
                    yield return new Fault(room.Name, name, kind.Kind, old, OneLine(change.New), occurrence);
                }
            }
        }
    }

    // Words of errors and attributes: other tests hold them, and nothing is decided there.
    private static bool IsOnlyText(SyntaxNode node) => node is ThrowStatementSyntax or ThrowExpressionSyntax or AttributeListSyntax or InterpolatedStringExpressionSyntax;

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
