namespace Nbpf.Architecture.Tests;

/// <summary>One room of a project uses another.</summary>
/// <param name="From">The room that uses.</param>
/// <param name="To">The room that is used.</param>
/// <param name="Places">Where: the files of the one room and the types of the other that they name.</param>
internal sealed record Arrow(string From, string To, IReadOnlyList<(string File, string Type)> Places)
{
    /// <inheritdoc/>
    public override string ToString() => $"{From} -> {To}: {string.Join("; ", Places.Select(static place => $"{place.File} uses {place.Type}"))}";
}
