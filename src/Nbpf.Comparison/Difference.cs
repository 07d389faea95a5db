namespace Nbpf.Comparison;

/// <summary>One thing that two kernels answer differently.</summary>
/// <param name="Subject">What was asked, in words that patterns of <see cref="Known.KnownDifference"/> can match: a command with the map types it is about, a program's name.</param>
/// <param name="Aspect">Which part of the answer: <c>errno</c>, <c>answer</c>, <c>verdict</c>, <c>message</c>, <c>xlated</c>, <c>tag</c>, <c>result</c>, <c>maps</c>.</param>
/// <param name="Ours">What the kernel under test answers.</param>
/// <param name="Reference">What the reference answers: Linux.</param>
public sealed record Difference(string Subject, string Aspect, string Ours, string Reference)
{
    /// <summary>The difference in one line.</summary>
    public override string ToString() => $"{Subject}: {Aspect}: {Ours}, Linux: {Reference}";
}
