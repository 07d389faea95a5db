namespace Nbpf.Features;

/// <summary>Which kinds of BTF a kernel's BTF_LOAD takes, with the release that brought each.</summary>
[Flags]
public enum KernelBtfSupport
{
    /// <summary>No BTF at all.</summary>
    None = 0,

    /// <summary>The kinds of 4.18: integers, pointers, arrays, structs, unions, enums, typedefs and modifiers.</summary>
    Basic = 1,

    /// <summary>FUNC and FUNC_PROTO (5.0), and with them func_info and line_info of programs.</summary>
    Functions = 1 << 1,

    /// <summary>Functions of global linkage (5.6).</summary>
    GlobalFunctions = 1 << 2,

    /// <summary>VAR and DATASEC (5.2).</summary>
    DataSections = 1 << 3,

    /// <summary>Names of data sections that begin with a question mark (6.9).</summary>
    OptionalDataSections = 1 << 4,

    /// <summary>FLOAT (5.13).</summary>
    Floats = 1 << 5,

    /// <summary>DECL_TAG (5.16).</summary>
    DeclarationTags = 1 << 6,

    /// <summary>TYPE_TAG (5.17).</summary>
    TypeTags = 1 << 7,

    /// <summary>ENUM64, and enums with a sign (6.0).</summary>
    Enum64 = 1 << 8,

    /// <summary>Everything above.</summary>
    All = (1 << 9) - 1,
}
