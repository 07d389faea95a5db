using System.Text.RegularExpressions;

namespace Nbpf.Comparison.Known;

/// <summary>A difference from Linux that is on purpose, or not mended yet: a row of <c>data/parity.tsv</c>, whose id stands in <c>docs/parity.md</c>.</summary>
public sealed class KnownDifference
{
    private readonly Regex _aspect;
    private readonly Regex _subject;
    private readonly Regex _ours;
    private readonly Regex _reference;

    internal KnownDifference(string id, string aspect, string subject, string ours, string reference, string reason)
    {
        Id = id;
        Aspects = aspect;
        Reason = reason;
        _aspect = Whole(aspect);
        _subject = Whole(subject);
        _ours = Whole(ours);
        _reference = Whole(reference);
    }

    /// <summary>Stable name: small letters and hyphens.</summary>
    public string Id { get; }

    /// <summary>The pattern of <see cref="Difference.Aspect"/>: <c>errno</c> and <c>answer</c> are those of commands.</summary>
    public string Aspects { get; }

    /// <summary>Why it is so, in one sentence.</summary>
    public string Reason { get; }

    /// <summary>Whether a difference is of this kind: all four patterns match the whole of their texts.</summary>
    /// <param name="difference">The difference.</param>
    public bool Explains(Difference difference)
    {
        ArgumentNullException.ThrowIfNull(difference);
        return _aspect.IsMatch(difference.Aspect) && _subject.IsMatch(difference.Subject) && _ours.IsMatch(difference.Ours) && _reference.IsMatch(difference.Reference);
    }

    private static Regex Whole(string pattern) => new($"^(?:{pattern})$", RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.NonBacktracking);
}
