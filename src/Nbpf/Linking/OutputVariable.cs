namespace Nbpf.Linking;

/// <summary>A variable in a data section of the linked object's BTF.</summary>
internal sealed class OutputVariable
{
    /// <summary>Id of its VAR or FUNC before deduplication.</summary>
    internal required uint TypeId { get; init; }

    /// <summary>Offset in bytes that its file gives it, moved with the section.</summary>
    internal required uint Offset { get; init; }

    /// <summary>Size in bytes.</summary>
    internal required uint Size { get; set; }

    /// <summary>Its symbol when it is not static. Where that is defined after all is where the variable is.</summary>
    internal required OutputSymbol? Symbol { get; init; }
}
