namespace Nbpf.Specs;

/// <summary>What a section name says of the programs in it: one SEC() definition.</summary>
/// <param name="Prefix">The name, or its part before a slash.</param>
/// <param name="Match">Whether more may follow the name.</param>
/// <param name="Type">Program type.</param>
/// <param name="AttachType">Expected attach type.</param>
/// <param name="Traits">What else the name says.</param>
public sealed record SectionDefinition(string Prefix, SectionMatch Match, ProgramType Type, AttachType AttachType, SectionTraits Traits);
