using Nbpf.Syscall;

namespace Nbpf.Comparison.Commands;

/// <summary>mmap(2) of a map: <c>mapped MAP offset=4096 length=8192 write=1</c>; of an array answers with the bytes, of others only whether it could be mapped.</summary>
/// <param name="Map">The map.</param>
/// <param name="Offset">Where, in bytes.</param>
/// <param name="Length">How many bytes.</param>
/// <param name="IsWritable">Whether for writing as well.</param>
public sealed record MapMapped(string Map, ulong Offset, uint Length, bool IsWritable) : Command
{
    /// <inheritdoc/>
    public override IEnumerable<string> Objects => [Map];

    /// <inheritdoc/>
    protected override string Text =>
        $"mapped {Map}{CommandWords.Option("offset", Offset)}{CommandWords.Option("length", Length)}{CommandWords.Option("write", IsWritable ? 1u : 0)}";

    internal override Answer Run(CommandSession session)
    {
        SysResult result = session.Kernel.MapMmap(session.Fd(Map), Offset, (int)Length, IsWritable, out MappedMemory? memory);
        if (memory is null) return Answer.Of(result);
        using (memory) return Answer.Of(result, session.Map(Map)?.Type == MapType.Array ? CommandSession.Show(memory.Memory.Span[..(int)Length]) : "");
    }
}
