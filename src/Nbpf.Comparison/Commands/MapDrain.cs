using Nbpf.Syscall;

namespace Nbpf.Comparison.Commands;

/// <summary>
/// A whole map in batches, as a user walks it: <c>walk MAP count=2</c> looks up, <c>drain MAP count=2</c> looks up and deletes, from the start to
/// ENOENT, with twice the room after ENOSPC; answers with all elements, sorted.
/// </summary>
/// <param name="Map">The map.</param>
/// <param name="Count">Elements in the first batch; 0 counts as 1.</param>
/// <param name="Delete">Whether the elements are deleted.</param>
public sealed record MapDrain(string Map, uint Count, bool Delete) : Command
{
    /// <inheritdoc/>
    public override IEnumerable<string> Objects => [Map];

    /// <inheritdoc/>
    protected override string Text => $"{(Delete ? "drain" : "walk")} {Map}{CommandWords.Option("count", Count)}";

    internal override Answer Run(CommandSession session)
    {
        int keyRoom = session.KeyRoom(Map), valueRoom = session.ValueRoom(Map);
        List<byte> allKeys = [], allValues = [];
        byte[] from = [], to = new byte[Math.Max(keyRoom, sizeof(uint))];
        uint room = Math.Max(Count, 1);
        int total = 0;
        while (true)
        {
            uint count = room;
            byte[] keys = new byte[room * keyRoom], values = new byte[room * valueRoom];
            SysResult result = Delete
                ? session.Kernel.MapLookupAndDeleteBatch(session.Fd(Map), from, to, keys, values, ref count)
                : session.Kernel.MapLookupBatch(session.Fd(Map), from, to, keys, values, ref count);
            if (result.Errno is not (Errno.None or Errno.ENOENT or Errno.ENOSPC)) return Answer.Of(result);
            allKeys.AddRange(keys.AsSpan(0, (int)count * keyRoom));
            allValues.AddRange(values.AsSpan(0, (int)count * valueRoom));
            total += (int)count;
            if (result.Errno == Errno.ENOENT) return new(Errno.None, session.ShowElements(Map, [.. allKeys], [.. allValues], total).TrimStart());
            if (result.Errno == Errno.ENOSPC) room *= 2;
            from = to[..];
        }
    }
}
