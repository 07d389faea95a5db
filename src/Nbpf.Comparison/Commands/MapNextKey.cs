using Nbpf.Syscall;

namespace Nbpf.Comparison.Commands;

/// <summary>
/// BPF_MAP_GET_NEXT_KEY: <c>next MAP KEY</c>; answers with the next key. The order of a hash is each kernel's own: of a hash of
/// several elements the answer says only that there is a first key, and nothing of what follows a key.
/// </summary>
/// <param name="Map">The map.</param>
/// <param name="Key">The key to go on from.</param>
/// <param name="Room">Size of the key buffer in bytes; null: what the map's keys take.</param>
public sealed record MapNextKey(string Map, Operand Key, int? Room = null) : Command
{
    /// <inheritdoc/>
    public override IEnumerable<string> Objects => [Map];

    /// <inheritdoc/>
    protected override string Text => $"next {Map} {Key}{CommandWords.Room(Room)}";

    internal override Answer Run(CommandSession session)
    {
        byte[] key = Key.Bytes(session);
        byte[] next = new byte[Room ?? session.KeyRoom(Map)];
        SysResult result = session.Kernel.MapGetNextKey(session.Fd(Map), key, next);
        if (session.HasOrder(Map) || result.Errno is not (Errno.None or Errno.ENOENT)) return Answer.Of(result, result.IsError ? "" : Convert.ToHexStringLower(next));
        IReadOnlyList<byte[]> keys = session.Keys(Map);
        bool isPresent = keys.Any(present => key.AsSpan().StartsWith(present));
        if (keys.Count >= 2) return isPresent ? new(Errno.None, "another key or the end") : Answer.Of(result, "a key");
        return Answer.Of(result, result.IsError ? "" : Convert.ToHexStringLower(next));
    }
}
