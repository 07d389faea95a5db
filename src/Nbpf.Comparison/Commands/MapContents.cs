using Nbpf.Syscall;

namespace Nbpf.Comparison.Commands;

/// <summary>A whole map key by key (BPF_MAP_GET_NEXT_KEY, BPF_MAP_LOOKUP_ELEM): <c>contents MAP</c>; answers with all elements, those of a hash sorted.</summary>
/// <param name="Map">The map.</param>
public sealed record MapContents(string Map) : Command
{
    /// <inheritdoc/>
    public override IEnumerable<string> Objects => [Map];

    /// <inheritdoc/>
    protected override string Text => $"contents {Map}";

    internal override Answer Run(CommandSession session)
    {
        byte[] value = new byte[session.ValueRoom(Map)];
        List<byte> keys = [], values = [];
        int count = 0;
        foreach (byte[] key in session.Keys(Map))
        {
            SysResult found = session.Kernel.MapLookupElem(session.Fd(Map), key, value);
            if (found.Errno == Errno.ENOENT) continue; // an empty slot of a map of maps
            if (found.IsError) return Answer.Of(found);
            keys.AddRange(key);
            values.AddRange(value);
            count++;
        }

        return new(Errno.None, session.ShowElements(Map, [.. keys], [.. values], count).TrimStart());
    }
}
