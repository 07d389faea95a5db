namespace Nbpf.Cli.Features;

/// <summary>Features of one kind.</summary>
/// <param name="JsonKey">Key of the object that holds them.</param>
/// <param name="Title">The line above them as text.</param>
/// <param name="MacroTitle">What the comment above them says as macros.</param>
/// <param name="Lines">The features.</param>
internal sealed record FeatureSection(string JsonKey, string Title, string MacroTitle, IReadOnlyList<FeatureLine> Lines);
