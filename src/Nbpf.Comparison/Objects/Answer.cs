namespace Nbpf.Comparison.Objects;

/// <summary>What one kernel says to one question about a program.</summary>
/// <param name="Aspect">The question, one of <see cref="ProgramAspect"/>.</param>
/// <param name="Lines">The answer in lines; what differs between kernels by nature (ids, addresses of functions) is left out.</param>
internal sealed record Answer(string Aspect, IReadOnlyList<string> Lines)
{
    /// <summary>Whether another answer is the same.</summary>
    public bool IsSame(Answer other) => Lines.SequenceEqual(other.Lines, StringComparer.Ordinal);

    /// <summary>The first line that another answer has not in the same place, on both sides; empty where one has ended.</summary>
    public (string Here, string There) FirstDifference(Answer other)
    {
        int at = 0;
        while (at < Lines.Count && at < other.Lines.Count && Lines[at] == other.Lines[at]) at++;
        return (at < Lines.Count ? Lines[at] : "", at < other.Lines.Count ? other.Lines[at] : "");
    }
}
