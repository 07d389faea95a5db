namespace Nbpf.Cli.Features;

/// <summary>What programs of one type may call.</summary>
/// <param name="Type">The program type's name.</param>
/// <param name="Helpers">The helpers by name; null when the kernel did not tell.</param>
/// <param name="IsTypeAvailable">Whether the kernel has the program type at all.</param>
internal sealed record HelperList(string Type, IReadOnlyList<string>? Helpers, bool IsTypeAvailable);
