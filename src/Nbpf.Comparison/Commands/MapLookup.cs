using Nbpf.Syscall;

namespace Nbpf.Comparison.Commands;

/// <summary>BPF_MAP_LOOKUP_ELEM or, as <c>take</c>, BPF_MAP_LOOKUP_AND_DELETE_ELEM: <c>lookup MAP KEY flags=4</c>; answers with the value.</summary>
/// <param name="Map">The map.</param>
/// <param name="Key">The key.</param>
/// <param name="Flags">BPF_F_LOCK or 0.</param>
/// <param name="Delete">Whether the element is deleted.</param>
/// <param name="Room">Size of the value buffer in bytes; null: what the map's values take.</param>
public sealed record MapLookup(string Map, Operand Key, ulong Flags = 0, bool Delete = false, int? Room = null) : Command
{
    /// <inheritdoc/>
    public override IEnumerable<string> Objects => [Map];

    /// <inheritdoc/>
    protected override string Text => $"{(Delete ? "take" : "lookup")} {Map} {Key}{CommandWords.Option("flags", Flags)}{CommandWords.Room(Room)}";

    internal override Answer Run(CommandSession session)
    {
        byte[] value = new byte[Room ?? session.ValueRoom(Map)];
        byte[] key = Key.Bytes(session);
        SysResult result = Delete
            ? session.Kernel.MapLookupAndDeleteElem(session.Fd(Map), key, value, Flags)
            : session.Kernel.MapLookupElem(session.Fd(Map), key, value, Flags);
        return Answer.Of(result, result.IsError ? "" : session.ShowValue(Map, value));
    }
}
