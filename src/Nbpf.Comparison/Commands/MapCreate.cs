using System.Globalization;
using Nbpf.Syscall;

namespace Nbpf.Comparison.Commands;

/// <summary>BPF_MAP_CREATE: <c>map NAME TYPE key=4 value=8 max=4 flags=InnerMap inner=NAME</c>.</summary>
/// <param name="Name">The new map.</param>
/// <param name="Attributes">Its attributes, without the file descriptors.</param>
/// <param name="Inner">The template of a map of maps, or empty.</param>
/// <param name="Btf">The BTF object that describes key and value, or empty.</param>
public sealed record MapCreate(string Name, MapCreateAttributes Attributes, string Inner = "", string Btf = "") : Command
{
    /// <inheritdoc/>
    public override IEnumerable<string> Objects => Inner.Length == 0 ? [Name] : [Name, Inner];

    /// <inheritdoc/>
    protected override string Text => string.Create(
        CultureInfo.InvariantCulture,
        $"map {Name} {Attributes.Type} key={Attributes.KeySize} value={Attributes.ValueSize} max={Attributes.MaxEntries}")
        + CommandWords.Flags("flags", Attributes.Flags)
        + CommandWords.Option("inner", Inner)
        + CommandWords.Option("name", Escaped(Attributes.Name))
        + CommandWords.Option("extra", Attributes.Extra)
        + CommandWords.Option("node", Attributes.NumaNode)
        + CommandWords.Option("interface", Attributes.InterfaceIndex)
        + CommandWords.Option("btf", Btf)
        + CommandWords.Option("key-type", Attributes.BtfKeyTypeId)
        + CommandWords.Option("value-type", Attributes.BtfValueTypeId)
        + CommandWords.Option("kernel-type", Attributes.BtfVmlinuxValueTypeId);

    /// <summary>A map's command by its most used attributes.</summary>
    /// <param name="name">The new map.</param>
    /// <param name="type">Its type.</param>
    /// <param name="key">Key size in bytes.</param>
    /// <param name="value">Value size in bytes.</param>
    /// <param name="max">Maximum number of entries.</param>
    /// <param name="flags">Flags.</param>
    /// <param name="inner">The template of a map of maps, or empty.</param>
    public static MapCreate Of(string name, MapType type, uint key = 4, uint value = 8, uint max = 4, MapFlags flags = MapFlags.None, string inner = "") =>
        new(name, new() { Type = type, KeySize = key, ValueSize = value, MaxEntries = max, Flags = flags }, inner);

    internal override Answer Run(CommandSession session)
    {
        MapCreateAttributes attributes = Attributes with
        {
            InnerMapFd = Inner.Length == 0 ? 0 : session.Fd(Inner),
            BtfFd = Btf.Length == 0 ? 0 : session.Fd(Btf),
        };
        return session.Name(Name, session.Kernel.MapCreate(attributes), BpfObjectKind.Map, Attributes.Type.ToString());
    }

    // Names have no blanks on a command's line; one that has them is to be refused anyway.
    private static string Escaped(string name) => name.Replace(' ', '␣');
}
