namespace Nbpf.Tests.Linking;

/// <summary>Two short files and what they show.</summary>
/// <param name="Name">What they show.</param>
/// <param name="First">C of one.</param>
/// <param name="Second">C of the other.</param>
/// <param name="Symbol">What a refusal must name; null when the files go together.</param>
public sealed record LinkPair(string Name, string First, string Second, string? Symbol = null)
{
    /// <summary>Options for the compiler.</summary>
    public string[] Options { get; init; } = [];

    /// <summary>Why bpftool refuses what this linker links; null where both do the same.</summary>
    public string? Departure { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
