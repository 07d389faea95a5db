using Nbpf.Isa;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Objects;
using Nbpf.Syscall;
using Nbpf.Verification;

namespace Nbpf.Runtime.Maps;

/// <summary>What is the same for all maps of one type: creation rules, whether they may be inner maps, how programs operate on them.</summary>
internal abstract class MapTypeDefinition
{
    /// <summary>The map type.</summary>
    public abstract MapType Type { get; }

    /// <summary>Whether maps of the type may be inner maps (they have map_meta_equal in Linux).</summary>
    public virtual bool CanBeInner => true;

    /// <summary>Judges creation attributes before anything is allocated (map_alloc_check in Linux).</summary>
    /// <param name="attributes">What is asked for.</param>
    public abstract Errno CheckAttributes(MapCreateAttributes attributes);

    /// <summary>Makes a map from attributes that passed (map_alloc in Linux).</summary>
    /// <param name="environment">The kernel.</param>
    /// <param name="attributes">What is asked for.</param>
    /// <param name="map">Receives the map, or null on error.</param>
    public abstract Errno Create(MapEnvironment environment, MapCreateAttributes attributes, out KernelMap? map);

    /// <summary>Judges the BTF types of key and value (map_check_btf in Linux); sizes are already known to fit.</summary>
    /// <param name="map">The map.</param>
    /// <param name="key">The key's type, or null when it has none.</param>
    /// <param name="value">The value's type.</param>
    public virtual Errno CheckBtf(KernelMap map, BtfTypeShape? key, BtfTypeShape value) => key is null ? Errno.EINVAL : Errno.None;

    /// <summary>Whether a map may stand where the template promised one (map_meta_equal in Linux).</summary>
    /// <param name="template">The template.</param>
    /// <param name="map">A map of any type.</param>
    public virtual bool Matches(IMapFacts template, IMapFacts map)
        => template.Type == map.Type && template.KeySize == map.KeySize && template.ValueSize == map.ValueSize && template.Flags == map.Flags;

    /// <summary><see cref="IProgramMap.EmitLookup"/></summary>
    /// <param name="map">The map or template.</param>
    /// <param name="functions">The kernel's map functions.</param>
    /// <param name="buffer">Receives the instructions.</param>
    public abstract int EmitLookup(IMapFacts map, MapFunctions functions, Span<Instruction> buffer);

    /// <summary><see cref="IProgramMap.FunctionFor"/></summary>
    /// <param name="functions">The kernel's map functions.</param>
    /// <param name="helper">The helper.</param>
    public abstract KernelFunction? FunctionFor(MapFunctions functions, HelperId helper);

    /// <summary>Both BPF_F_RDONLY_PROG and BPF_F_WRONLY_PROG make no sense together.</summary>
    protected static bool ProgramAccessIsSane(MapFlags flags)
        => (flags & (MapFlags.ReadOnlyProgram | MapFlags.WriteOnlyProgram)) != (MapFlags.ReadOnlyProgram | MapFlags.WriteOnlyProgram);

    /// <summary>Rounds a size up to a multiple of 8.</summary>
    protected internal static ulong RoundUp8(uint bytes) => (bytes + 7UL) & ~7UL;
}
