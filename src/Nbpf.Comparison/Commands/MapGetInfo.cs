using System.Globalization;
using Nbpf.Syscall;

namespace Nbpf.Comparison.Commands;

/// <summary>BPF_OBJ_GET_INFO_BY_FD on a map: <c>info MAP</c>; answers with all fields but the memory (<see cref="MapMemory"/>); of ids only whether they are 0.</summary>
/// <param name="Map">The map.</param>
public sealed record MapGetInfo(string Map) : Command
{
    /// <inheritdoc/>
    public override IEnumerable<string> Objects => [Map];

    /// <inheritdoc/>
    protected override string Text => $"info {Map}";

    internal override Answer Run(CommandSession session)
    {
        SysResult result = session.Kernel.MapGetInfo(session.Fd(Map), out MapInfo? info);
        if (info is null) return Answer.Of(result);
        return Answer.Of(result, string.Create(
            CultureInfo.InvariantCulture,
            $"{info.Type} id={(info.Id == 0 ? "0" : "some")} key={info.KeySize} value={info.ValueSize} max={info.MaxEntries} flags={(uint)info.Flags:x} name='{info.Name}' btf={(info.BtfId == 0 ? "0" : "some")},{info.BtfKeyTypeId},{info.BtfValueTypeId} extra={info.Extra} frozen={info.IsFrozen}"));
    }
}
