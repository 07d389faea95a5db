using System.Globalization;
using Nbpf.Syscall;

namespace Nbpf.Comparison.Commands;

/// <summary>BPF_MAP_DELETE_BATCH: <c>batch-delete MAP KEYS count=3</c>; answers with how many were deleted.</summary>
/// <param name="Map">The map.</param>
/// <param name="Keys">The keys.</param>
/// <param name="Count">How many elements.</param>
/// <param name="ElementFlags">BPF_F_LOCK or 0.</param>
/// <param name="Flags">Without meaning.</param>
public sealed record MapDeleteBatch(string Map, Operand Keys, uint Count, ulong ElementFlags = 0, ulong Flags = 0) : Command
{
    /// <inheritdoc/>
    public override IEnumerable<string> Objects => [Map];

    /// <inheritdoc/>
    protected override string Text =>
        $"batch-delete {Map} {Keys}"
        + CommandWords.Option("count", Count)
        + CommandWords.Option("element-flags", ElementFlags)
        + CommandWords.Option("flags", Flags);

    internal override Answer Run(CommandSession session)
    {
        uint count = Count;
        SysResult result = session.Kernel.MapDeleteBatch(session.Fd(Map), Keys.Bytes(session), ref count, ElementFlags, Flags);
        return Answer.Of(result, string.Create(CultureInfo.InvariantCulture, $"count={count}"));
    }
}
