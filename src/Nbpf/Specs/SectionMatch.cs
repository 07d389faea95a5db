namespace Nbpf.Specs;

/// <summary>How a section name is compared with a definition.</summary>
public enum SectionMatch
{
    /// <summary>The whole name is equal.</summary>
    Exact,

    /// <summary>The name is equal, or a slash and an attach target follow.</summary>
    WithTarget,
}
