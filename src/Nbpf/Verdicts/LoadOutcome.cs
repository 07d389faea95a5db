namespace Nbpf;

/// <summary>What became of a program that was loaded, besides its errno.</summary>
public enum LoadOutcome
{
    /// <summary>It is loaded.</summary>
    Accepted,

    /// <summary>It could not be proven safe.</summary>
    Refused,

    /// <summary>It uses what this kernel does not model yet; Linux may take it.</summary>
    NotModelled,

    /// <summary>It is too large, or too much work to judge.</summary>
    Limit,

    /// <summary>It is no program: reserved fields, unknown instructions, debug information that does not fit it.</summary>
    Malformed,
}
