using System.Globalization;
using Nbpf.Syscall;

namespace Nbpf.Comparison.Commands;

/// <summary>
/// BPF_MAP_LOOKUP_BATCH or, as <c>batch-take</c>, BPF_MAP_LOOKUP_AND_DELETE_BATCH: <c>batch-lookup MAP FROM count=3</c>; answers with the
/// count, the elements and the position where it ended. Of a hash, elements are sorted; when not all of them fit or the walk does not begin at the start,
/// which ones come is each kernel's own, and success, ENOSPC and ENOENT count as the same answer.
/// </summary>
/// <param name="Map">The map.</param>
/// <param name="From">The position to go on from; <c>null</c> for the start.</param>
/// <param name="Count">Room for how many elements.</param>
/// <param name="ElementFlags">BPF_F_LOCK or 0.</param>
/// <param name="Flags">Must be 0.</param>
/// <param name="Delete">Whether the elements are deleted.</param>
public sealed record MapLookupBatch(string Map, Operand From, uint Count, ulong ElementFlags = 0, ulong Flags = 0, bool Delete = false) : Command
{
    /// <inheritdoc/>
    public override IEnumerable<string> Objects => [Map];

    /// <inheritdoc/>
    protected override string Text =>
        $"{(Delete ? "batch-take" : "batch-lookup")} {Map} {From}"
        + CommandWords.Option("count", Count)
        + CommandWords.Option("element-flags", ElementFlags)
        + CommandWords.Option("flags", Flags);

    internal override Answer Run(CommandSession session)
    {
        int keyRoom = session.KeyRoom(Map), valueRoom = session.ValueRoom(Map);
        byte[] from = From.Bytes(session), to = new byte[Math.Max(keyRoom, sizeof(uint))];
        byte[] keys = new byte[Count * keyRoom], values = new byte[Count * valueRoom];
        bool isWhole = session.HasOrder(Map) || (From == Operand.Null && Count >= session.Keys(Map).Count);
        uint count = Count;
        SysResult result = Delete
            ? session.Kernel.MapLookupAndDeleteBatch(session.Fd(Map), from, to, keys, values, ref count, ElementFlags, Flags)
            : session.Kernel.MapLookupBatch(session.Fd(Map), from, to, keys, values, ref count, ElementFlags, Flags);
        if (result.Errno is not (Errno.None or Errno.ENOENT or Errno.ENOSPC)) return Answer.Of(result, string.Create(CultureInfo.InvariantCulture, $"count={count}"));
        if (!isWhole) return new(Errno.None, "some elements");
        if (count > 0) session.SetPosition(Map, to);
        return Answer.Of(result, string.Create(CultureInfo.InvariantCulture, $"count={count} at={Convert.ToHexStringLower(to)}{session.ShowElements(Map, keys, values, (int)Math.Min(count, Count))}"));
    }
}
