using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Nbpf.Faults.Source;

/// <summary>Looks for a text in a member by its tokens: how it is broken into lines and commented does not matter.</summary>
internal static class TokenSearch
{
    private static readonly CSharpParseOptions Script = new(LanguageVersion.Preview, kind: SourceCodeKind.Script);

    /// <summary>A node's text on one line.</summary>
    public static string Text(SyntaxNode node) => node.DescendantTrivia().All(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia) || trivia.IsKind(SyntaxKind.EndOfLineTrivia))
        ? string.Join(' ', node.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        : string.Join(' ', node.DescendantTokens().Select(static token => token.Text));

    /// <summary>The place of a text in a member, or null.</summary>
    /// <param name="member">The member.</param>
    /// <param name="text">The text.</param>
    /// <param name="occurrence">Which one, from 0.</param>
    public static TextSpan? Find(SyntaxNode member, string text, int occurrence) =>
        FindAll(member, text).Select(static span => (TextSpan?)span).ElementAtOrDefault(occurrence);

    /// <summary>All places of a text in a member.</summary>
    public static IEnumerable<TextSpan> FindAll(SyntaxNode member, string text)
    {
        SyntaxToken[] tokens = [.. member.DescendantTokens()];

        // By itself a text falls into tokens otherwise than in its place where strings have holes and ranges an end.
        TextSpan[] found = [.. Matches(tokens, SyntaxFactory.ParseTokens(text))];
        return found.Length > 0 ? found : Matches(tokens, CSharpSyntaxTree.ParseText(text, Script).GetRoot().DescendantTokens());
    }

    private static IEnumerable<TextSpan> Matches(SyntaxToken[] tokens, IEnumerable<SyntaxToken> text)
    {
        string[] wanted = [.. text.Where(static token => !token.IsMissing && !token.IsKind(SyntaxKind.EndOfFileToken)).Select(static token => token.Text)];
        for (int i = 0; i + wanted.Length <= tokens.Length; i++)
        {
            int at = i;
            if (wanted.Index().All(pair => tokens[at + pair.Index].Text == pair.Item)) yield return TextSpan.FromBounds(tokens[i].SpanStart, tokens[i + wanted.Length - 1].Span.End);
        }
    }
}
