namespace Nbpf.Specs;

/// <summary>A <c>__kconfig</c> variable and its place in the map <c>.kconfig</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What it may hold.</param>
/// <param name="IsSigned">True for a signed integer.</param>
/// <param name="Offset">Offset in bytes.</param>
/// <param name="Size">Size in bytes.</param>
internal sealed record ConfigurationVariable(string Name, ConfigurationType Type, bool IsSigned, int Offset, int Size)
{
    private const string TristateName = "libbpf_tristate";

    internal static ConfigurationVariable Of(Btf types, ExternSpec configuration)
    {
        types.TryGetSize(configuration.TypeId, out uint size);
        ConfigurationType type = TypeOf(types, configuration.TypeId);
        bool isSigned = type is ConfigurationType.Integer or ConfigurationType.Character
            && types.Resolve(configuration.TypeId).Integer.Encoding.HasFlag(BtfIntegerEncoding.Signed);
        return new ConfigurationVariable(configuration.Name, type, isSigned, (int)configuration.Offset, (int)size);
    }

    /// <summary>What a variable of a type may hold (find_kcfg_type, libbpf.c).</summary>
    internal static ConfigurationType TypeOf(Btf types, uint typeId)
    {
        BtfType type = types.Resolve(typeId);
        switch (type.Kind)
        {
            case BtfKind.Int when type.Integer.Encoding.HasFlag(BtfIntegerEncoding.Bool):
                return type.StatedSize == 1 ? ConfigurationType.Boolean : ConfigurationType.None;
            case BtfKind.Int:
                return type.StatedSize switch
                {
                    1 => ConfigurationType.Character,
                    2 or 4 or 8 => ConfigurationType.Integer,
                    _ => ConfigurationType.None,
                };
            case BtfKind.Enum or BtfKind.Enum64:
                return type.StatedSize == 4 && type.Name == TristateName ? ConfigurationType.Tristate : ConfigurationType.None;
            case BtfKind.Array:
                return type.Array.Count > 0 && TypeOf(types, type.Array.ElementTypeId) == ConfigurationType.Character ? ConfigurationType.Text : ConfigurationType.None;
            default:
                return ConfigurationType.None;
        }
    }
}
