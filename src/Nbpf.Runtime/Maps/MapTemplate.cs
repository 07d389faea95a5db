using Nbpf.Isa;
using Nbpf.Runtime.Execution;
using Nbpf.Syscall;
using Nbpf.Verification;

namespace Nbpf.Runtime.Maps;

/// <summary>
/// What every inner map of a map of maps looks like: facts copied from the map that was named at creation, which need not live on
/// (struct bpf_map *inner_map_meta, kernel/bpf/map_in_map.c).
/// </summary>
internal sealed class MapTemplate : IProgramMap
{
    private readonly MapTypeDefinition definition;
    private readonly MapFunctions functions;

    private MapTemplate(KernelMap source, MapFunctions functions)
    {
        definition = source.Definition;
        this.functions = functions;
        Type = source.Type;
        KeySize = source.KeySize;
        ValueSize = source.ValueSize;
        MaxEntries = source.MaxEntries;
        Flags = source.Flags;
        DisplayAddress = source.DisplayAddress;
    }

    /// <inheritdoc/>
    public MapType Type { get; }

    /// <inheritdoc/>
    public uint Id => 0;

    /// <inheritdoc/>
    public string Name => "";

    /// <inheritdoc/>
    public uint KeySize { get; }

    /// <inheritdoc/>
    public uint ValueSize { get; }

    /// <inheritdoc/>
    public uint MaxEntries { get; }

    /// <inheritdoc/>
    public MapFlags Flags { get; }

    /// <inheritdoc/>
    public bool IsFrozen => false;

    /// <inheritdoc/>
    public IMapFacts? InnerTemplate => null;

    /// <inheritdoc/>
    public ulong DisplayAddress { get; }

    /// <summary>
    /// Copies a template from the map of a file descriptor: EBADF and EINVAL as every map command, EINVAL for a map of maps,
    /// ENOTSUPP for a type that cannot be an inner map.
    /// </summary>
    public static Errno Copy(MapEnvironment environment, int fd, out MapTemplate? template)
    {
        template = null;
        using var section = environment.GracePeriods.Enter();
        Errno error = environment.Objects.Find(fd, out KernelMap? source, out _);
        if (error != Errno.None)
            return error;
        if (source!.InnerTemplate is not null)
            return Errno.EINVAL;
        if (!source.Definition.CanBeInner)
            return Errno.ENOTSUPP;
        template = new MapTemplate(source, environment.Functions);
        return Errno.None;
    }

    /// <summary>
    /// Finds the map of a file descriptor and takes a reference to it, if it may stand where this template promised one: EBADF, EINVAL.
    /// </summary>
    public Errno AcquireInner(MapEnvironment environment, int fd, out KernelMap? inner)
    {
        Errno error = environment.Objects.Acquire(fd, out inner);
        if (error != Errno.None)
            return error;
        if (definition.Matches(this, inner!))
            return Errno.None;
        inner!.Put();
        inner = null;
        return Errno.EINVAL;
    }

    /// <inheritdoc/>
    public Errno CheckDirectValue(uint offset) => Errno.EINVAL;

    /// <inheritdoc/>
    public bool TryReadConstant(uint offset, int sizeBytes, out ulong value)
    {
        value = 0;
        return false;
    }

    /// <inheritdoc/>
    public int EmitLookup(Span<Instruction> buffer) => definition.EmitLookup(this, functions, buffer);

    /// <inheritdoc/>
    public KernelFunction? FunctionFor(HelperId helper) => definition.FunctionFor(functions, helper);
}
