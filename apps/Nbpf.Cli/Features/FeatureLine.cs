using Nbpf.Features;

namespace Nbpf.Cli.Features;

/// <summary>One feature that a kernel has or has not.</summary>
/// <param name="JsonKey">Its key: <c>have_xdp_prog_type</c>.</param>
/// <param name="Macro">Its macro without prefix: <c>XDP_PROG_TYPE</c> for <c>HAVE_XDP_PROG_TYPE</c>.</param>
/// <param name="Text">What stands before <c>is available</c>.</param>
/// <param name="Answer">What the kernel answered.</param>
internal sealed record FeatureLine(string JsonKey, string Macro, string Text, Availability Answer)
{
    /// <summary>A feature whose key and macro differ in case only.</summary>
    public static FeatureLine Of(string name, string text, Availability answer) => new($"have_{name}", name.ToUpperInvariant(), text, answer);

    /// <summary>Whether it may be used here.</summary>
    public bool IsAvailable => Answer == Availability.Available;

    /// <summary>What stands behind <see cref="Text"/>.</summary>
    public string Verdict => Answer switch
    {
        Availability.Available => "is available",
        Availability.NotPermitted => "is NOT available (not permitted here)",
        Availability.Missing or Availability.Unknown => "is NOT available",
        _ => throw new ArgumentOutOfRangeException(nameof(Answer), Answer, "no such answer"),
    };
}
