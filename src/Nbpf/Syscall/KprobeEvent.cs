namespace Nbpf.Syscall;

/// <summary>A place in a kernel function (PMU <c>kprobe</c>).</summary>
/// <param name="Function">The function's name.</param>
/// <param name="OffsetBytes">Bytes from its start.</param>
public sealed record KprobeEvent(string Function, ulong OffsetBytes)
{
    /// <summary>Whether the event is the function's return.</summary>
    public bool IsReturn { get; init; }
}
