namespace Nbpf.Specs;

/// <summary>What a <c>__kconfig</c> variable may hold.</summary>
internal enum ConfigurationType
{
    /// <summary>Nothing: its type is none of the following.</summary>
    None,

    /// <summary>One byte: a number, or one of y, n, m.</summary>
    Character,

    /// <summary>y or n.</summary>
    Boolean,

    /// <summary>A number of 2, 4 or 8 bytes.</summary>
    Integer,

    /// <summary>y, n or m as <c>enum libbpf_tristate</c>.</summary>
    Tristate,

    /// <summary>A string.</summary>
    Text,
}
