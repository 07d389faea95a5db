using System.Globalization;
using Nbpf.Syscall;

namespace Nbpf.Comparison.Commands;

/// <summary>BPF_MAP_UPDATE_BATCH: <c>batch-update MAP KEYS VALUES count=3</c>; answers with how many were written.</summary>
/// <param name="Map">The map.</param>
/// <param name="Keys">The keys.</param>
/// <param name="Values">The values.</param>
/// <param name="Count">How many elements.</param>
/// <param name="ElementFlags">Flags of each update.</param>
/// <param name="Flags">Without meaning.</param>
public sealed record MapUpdateBatch(string Map, Operand Keys, Operand Values, uint Count, ulong ElementFlags = 0, ulong Flags = 0) : Command
{
    /// <inheritdoc/>
    public override IEnumerable<string> Objects => [Map, .. Values.Objects];

    /// <inheritdoc/>
    protected override string Text =>
        $"batch-update {Map} {Keys} {Values}"
        + CommandWords.Option("count", Count)
        + CommandWords.Option("element-flags", ElementFlags)
        + CommandWords.Option("flags", Flags);

    internal override Answer Run(CommandSession session)
    {
        uint count = Count;
        SysResult result = session.Kernel.MapUpdateBatch(session.Fd(Map), Keys.Bytes(session), Values.Bytes(session), ref count, ElementFlags, Flags);
        return Answer.Of(result, string.Create(CultureInfo.InvariantCulture, $"count={count}"));
    }
}
