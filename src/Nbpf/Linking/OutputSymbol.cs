using Nbpf.Elf;

namespace Nbpf.Linking;

/// <summary>A symbol of the linked object. Those that are not local are known by name to all files.</summary>
internal sealed class OutputSymbol
{
    /// <summary>Name; empty for a section's own symbol.</summary>
    internal required string Name { get; init; }

    /// <summary>What it names.</summary>
    internal required ElfSymbolType Type { get; set; }

    /// <summary>Local, global or weak.</summary>
    internal required ElfSymbolBinding Binding { get; set; }

    /// <summary>The strictest visibility that any file gives it.</summary>
    internal required ElfSymbolVisibility Visibility { get; set; }

    /// <summary>The section it is defined in; null for an extern and for what has no section.</summary>
    internal required OutputSection? Section { get; set; }

    /// <summary>One of the reserved section indexes, such as a file name's; else 0.</summary>
    internal required int ReservedSection { get; init; }

    /// <summary>Offset in the section, in bytes.</summary>
    internal required ulong Value { get; set; }

    /// <summary>Size in bytes, 0 when unknown.</summary>
    internal required ulong Size { get; set; }

    /// <summary>The section that BTF puts it in, also while it is extern; null for externs of no section.</summary>
    internal OutputSection? TypeSection { get; set; }

    /// <summary>True while no file defines it.</summary>
    internal bool IsExtern { get; set; }

    /// <summary>True until a file declares or defines it strongly; then never again.</summary>
    internal bool IsWeak { get; set; }

    /// <summary>The type that prevails: of the definition, or while there is none of the first declaration.</summary>
    internal BtfType Description { get; set; }

    /// <summary>The file that <see cref="Description"/> is from.</summary>
    internal LinkInput? Describer { get; set; }

    /// <summary>True when the output's VAR or FUNC is yet to be given the type behind <see cref="Description"/>.</summary>
    internal bool NeedsType { get; set; } = true;

    /// <summary>Id of its VAR or FUNC before deduplication, 0 until there is one.</summary>
    internal uint TypeId { get; set; }

    /// <summary>Its place in the BTF of <see cref="TypeSection"/>, or null.</summary>
    internal OutputVariable? Variable { get; set; }
}
