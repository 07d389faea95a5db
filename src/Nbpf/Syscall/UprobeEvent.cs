namespace Nbpf.Syscall;

/// <summary>A place in an executable file (PMU <c>uprobe</c>).</summary>
/// <param name="Path">The file.</param>
/// <param name="OffsetBytes">Offset in the file.</param>
public sealed record UprobeEvent(string Path, ulong OffsetBytes)
{
    /// <summary>Whether the event is the function's return.</summary>
    public bool IsReturn { get; init; }

    /// <summary>The only process to probe; null for all.</summary>
    public int? ProcessId { get; init; }

    /// <summary>Offset in the file of a counter that is raised while the probe is there; 0 for none. At most 32 bits.</summary>
    public ulong ReferenceCounterOffset { get; init; }
}
