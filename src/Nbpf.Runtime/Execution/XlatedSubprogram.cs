namespace Nbpf.Runtime.Execution;

/// <summary>A subprogram of an xlated program.</summary>
/// <param name="Name">Its name, or <c>F</c> where there is no BTF.</param>
/// <param name="Start">Slot index of its first instruction.</param>
/// <param name="Length">Number of slots.</param>
/// <param name="StackDepthBytes">Bytes of stack below its frame pointer that it uses.</param>
/// <param name="Tag">Eight bytes over its instructions, as calls to it are named in dumps.</param>
public sealed record XlatedSubprogram(string Name, int Start, int Length, int StackDepthBytes, ReadOnlyMemory<byte> Tag)
{
    /// <summary>BTF type of kind FUNC, or 0 without BTF.</summary>
    public uint BtfTypeId { get; init; }

    /// <summary>True when it may end by a tail call.</summary>
    public bool HasTailCall { get; init; }
}
