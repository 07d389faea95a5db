using Nbpf.Features;
using Nbpf.Syscall;

namespace Nbpf.Testing;

/// <summary>
/// A kernel that lacks what another one has: refuses kinds of BTF, attributes and types as a release before them would, and
/// hands everything else on.
/// </summary>
/// <param name="inner">The kernel behind it; stays its owner's.</param>
public sealed class OldKernel(IBpf inner) : IBpf, IKernelFacts
{
    private const int FirstObjectFd = 1 << 20;

    /// <summary>The kinds of BTF it takes.</summary>
    public KernelBtfSupport Btf { get; init; } = KernelBtfSupport.All;

    /// <summary>Whether programs may name an expected attach type (4.17).</summary>
    public bool HasExpectedAttachTypes { get; init; } = true;

    /// <summary>Whether helpers read kernel and user memory by different names (5.5).</summary>
    public bool HasReadKernelHelpers { get; init; } = true;

    /// <summary>Whether maps and programs have names (4.15).</summary>
    public bool HasNames { get; init; } = true;

    /// <summary>The map types it has not.</summary>
    public IReadOnlySet<MapType> MissingMapTypes { get; init; } = new HashSet<MapType>();

    /// <summary>The program types it has not.</summary>
    public IReadOnlySet<ProgramType> MissingProgramTypes { get; init; } = new HashSet<ProgramType>();

    /// <summary>BTF objects of a kernel and its modules in place of the real ones, by ascending id; null for the real ones.</summary>
    public IReadOnlyList<BtfInfo>? KernelObjects { get; init; }

    /// <summary>File descriptors of <see cref="KernelObjects"/> that are open.</summary>
    public Dictionary<int, BtfInfo> OpenKernelObjects { get; } = [];

    /// <summary>What programs were loaded with, the refused ones too.</summary>
    public List<ProgLoadAttributes> Programs { get; } = [];

    /// <summary>The BTF objects that it took.</summary>
    public List<Btf> Types { get; } = [];

    /// <inheritdoc/>
    public uint Version => (inner as IKernelFacts)?.Version ?? 0;

    /// <inheritdoc/>
    public bool HasNoTypes => inner is IKernelFacts { HasNoTypes: true };

    /// <inheritdoc/>
    public int PossibleCpuCount => inner.PossibleCpuCount;

    /// <inheritdoc/>
    public SysResult BtfLoad(ReadOnlySpan<byte> btf, uint logLevel, Span<byte> log, out uint logTrueSize, uint flags = 0, int tokenFd = 0)
    {
        logTrueSize = 0;
        if (!Btf.HasFlag(KernelBtfSupport.Basic)) return Errno.EINVAL;
        var types = Nbpf.Btf.Parse(btf.ToArray());
        if (types.Types.Any(type => !Takes(type, Btf))) return Errno.EINVAL;
        SysResult result = inner.BtfLoad(btf, logLevel, log, out logTrueSize, flags, tokenFd);
        if (!result.IsError) Types.Add(types);
        return result;
    }

    /// <inheritdoc/>
    public SysResult MapCreate(MapCreateAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        if (MissingMapTypes.Contains(attributes.Type)) return Errno.EINVAL;
        return !HasNames && attributes.Name.Length > 0 ? Errno.E2BIG : inner.MapCreate(attributes);
    }

    /// <inheritdoc/>
    public SysResult ProgLoad(ProgLoadAttributes attributes, Span<byte> log, out uint logTrueSize)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        Programs.Add(attributes);
        logTrueSize = 0;
        if (MissingProgramTypes.Contains(attributes.Type)) return Errno.EINVAL;
        bool isTooNew = (!HasExpectedAttachTypes && attributes.ExpectedAttachType != 0)
            || (!HasNames && attributes.Name.Length > 0)
            || (!Btf.HasFlag(KernelBtfSupport.Functions) && !attributes.FuncInfo.IsEmpty);
        if (isTooNew) return Errno.E2BIG;
        if (!HasReadKernelHelpers && attributes.Instructions.ToArray().Any(IsReadKernel)) return Refuse("invalid func unknown#113\n", log, out logTrueSize);
        return inner.ProgLoad(attributes, log, out logTrueSize);
    }

    /// <inheritdoc/>
    public SysResult MapLookupElem(int mapFd, ReadOnlySpan<byte> key, Span<byte> value, ulong flags = 0) => inner.MapLookupElem(mapFd, key, value, flags);

    /// <inheritdoc/>
    public SysResult MapUpdateElem(int mapFd, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ulong flags = 0) => inner.MapUpdateElem(mapFd, key, value, flags);

    /// <inheritdoc/>
    public SysResult MapDeleteElem(int mapFd, ReadOnlySpan<byte> key) => inner.MapDeleteElem(mapFd, key);

    /// <inheritdoc/>
    public SysResult MapLookupAndDeleteElem(int mapFd, ReadOnlySpan<byte> key, Span<byte> value, ulong flags = 0) => inner.MapLookupAndDeleteElem(mapFd, key, value, flags);

    /// <inheritdoc/>
    public SysResult MapGetNextKey(int mapFd, ReadOnlySpan<byte> key, Span<byte> nextKey) => inner.MapGetNextKey(mapFd, key, nextKey);

    /// <inheritdoc/>
    public SysResult MapLookupBatch(int mapFd, ReadOnlySpan<byte> inBatch, Span<byte> outBatch, Span<byte> keys, Span<byte> values, ref uint count, ulong elementFlags = 0, ulong flags = 0) =>
        inner.MapLookupBatch(mapFd, inBatch, outBatch, keys, values, ref count, elementFlags, flags);

    /// <inheritdoc/>
    public SysResult MapLookupAndDeleteBatch(int mapFd, ReadOnlySpan<byte> inBatch, Span<byte> outBatch, Span<byte> keys, Span<byte> values, ref uint count, ulong elementFlags = 0, ulong flags = 0) =>
        inner.MapLookupAndDeleteBatch(mapFd, inBatch, outBatch, keys, values, ref count, elementFlags, flags);

    /// <inheritdoc/>
    public SysResult MapUpdateBatch(int mapFd, ReadOnlySpan<byte> keys, ReadOnlySpan<byte> values, ref uint count, ulong elementFlags = 0, ulong flags = 0) =>
        inner.MapUpdateBatch(mapFd, keys, values, ref count, elementFlags, flags);

    /// <inheritdoc/>
    public SysResult MapDeleteBatch(int mapFd, ReadOnlySpan<byte> keys, ref uint count, ulong elementFlags = 0, ulong flags = 0) =>
        inner.MapDeleteBatch(mapFd, keys, ref count, elementFlags, flags);

    /// <inheritdoc/>
    public SysResult MapFreeze(int mapFd) => inner.MapFreeze(mapFd);

    /// <inheritdoc/>
    public SysResult ProgTestRun(int programFd, ProgTestRunArguments arguments) => inner.ProgTestRun(programFd, arguments);

    /// <inheritdoc/>
    public SysResult MapGetInfo(int mapFd, out MapInfo? info) => inner.MapGetInfo(mapFd, out info);

    /// <inheritdoc/>
    public SysResult ProgGetInfo(int programFd, out ProgInfo? info) => inner.ProgGetInfo(programFd, out info);

    /// <inheritdoc/>
    public SysResult BtfGetInfo(int btfFd, out BtfInfo? info) =>
        OpenKernelObjects.TryGetValue(btfFd, out info) ? SysResult.Ok : inner.BtfGetInfo(btfFd, out info);

    /// <inheritdoc/>
    public SysResult ObjGetNextId(BpfObjectKind kind, uint startId, out uint nextId)
    {
        if (kind != BpfObjectKind.Btf || KernelObjects is null) return inner.ObjGetNextId(kind, startId, out nextId);
        nextId = KernelObjects.FirstOrDefault(known => known.Id > startId)?.Id ?? 0;
        return nextId == 0 ? Errno.ENOENT : SysResult.Ok;
    }

    /// <inheritdoc/>
    public SysResult ObjGetFdById(BpfObjectKind kind, uint id, uint openFlags = 0, int tokenFd = 0)
    {
        if (kind != BpfObjectKind.Btf || KernelObjects is null) return inner.ObjGetFdById(kind, id, openFlags, tokenFd);
        int fd = FirstObjectFd + OpenKernelObjects.Count;
        OpenKernelObjects.Add(fd, KernelObjects.Single(known => known.Id == id));
        return new SysResult(fd);
    }

    /// <inheritdoc/>
    public SysResult Close(int fd) => OpenKernelObjects.Remove(fd) ? SysResult.Ok : inner.Close(fd);

    /// <inheritdoc/>
    public string? ReadConfiguration() => (inner as IKernelFacts)?.ReadConfiguration();

    /// <inheritdoc/>
    public IReadOnlyList<KernelSymbol> FindSymbols(IReadOnlySet<string> names) => (inner as IKernelFacts)?.FindSymbols(names) ?? [];

    /// <summary>Leaves the kernel behind it to its owner.</summary>
    public void Dispose()
    {
    }

    /// <summary>Whether a kernel of this support takes a type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="support">What the kernel takes.</param>
    public static bool Takes(BtfType type, KernelBtfSupport support) => type.Kind switch
    {
        BtfKind.FuncProto => support.HasFlag(KernelBtfSupport.Functions),
        BtfKind.Func => support.HasFlag(KernelBtfSupport.Functions) && (type.Linkage == BtfLinkage.Static || support.HasFlag(KernelBtfSupport.GlobalFunctions)),
        BtfKind.Var => support.HasFlag(KernelBtfSupport.DataSections),
        BtfKind.Datasec => support.HasFlag(KernelBtfSupport.DataSections) && (!type.Name.StartsWith('?') || support.HasFlag(KernelBtfSupport.OptionalDataSections)),
        BtfKind.Float => support.HasFlag(KernelBtfSupport.Floats),
        BtfKind.DeclTag => support.HasFlag(KernelBtfSupport.DeclarationTags),
        BtfKind.TypeTag => support.HasFlag(KernelBtfSupport.TypeTags),
        BtfKind.Enum64 => support.HasFlag(KernelBtfSupport.Enum64),
        BtfKind.Enum => !type.KindFlag || support.HasFlag(KernelBtfSupport.Enum64),
        _ => true,
    };

    private static bool IsReadKernel(Isa.Instruction instruction) =>
        instruction.IsCall && instruction.Source == 0 && (HelperId)instruction.Immediate is HelperId.ProbeReadKernel or HelperId.ProbeReadUser or HelperId.ProbeReadKernelStr or HelperId.ProbeReadUserStr;

    private static SysResult Refuse(string text, Span<byte> log, out uint logTrueSize)
    {
        byte[] bytes = [.. System.Text.Encoding.ASCII.GetBytes(text), 0];
        logTrueSize = (uint)bytes.Length;
        if (!log.IsEmpty) bytes.AsSpan(0, Math.Min(bytes.Length, log.Length)).CopyTo(log);
        return Errno.EINVAL;
    }
}
