using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Nbpf.Syscall;

namespace Nbpf.Features;

/// <summary>
/// What a kernel can do, found out by asking it: each question creates the smallest map, program or BTF object that only a
/// kernel with the feature takes, and closes it again. Nothing is ever attached or run. Answers are kept, so that each
/// question is asked once per kernel. Works on both kernels alike. Thread-safe.
/// </summary>
/// <remarks>The questions are libbpf's and bpftool's (libbpf_probes.c, features.c of libbpf 1.6) where these have one.</remarks>
public sealed class KernelFeatures
{
    /// <summary>One catalog per kernel, forgotten with it.</summary>
    private static readonly ConditionalWeakTable<IBpf, KernelFeatures> Known = [];

    private readonly ProgramProbe _programs;
    private readonly MapProbe _maps;
    private readonly Lazy<Btf?> _types;
    private readonly Lazy<KernelBtfSupport> _btf;
    private readonly Lazy<ImmutableSortedSet<string>?> _kernelFunctions;
    private readonly ConcurrentDictionary<ProgramType, Availability> _programTypes = new();
    private readonly ConcurrentDictionary<MapType, Availability> _mapTypes = new();
    private readonly ConcurrentDictionary<(ProgramType Type, HelperId Helper), Availability> _helpers = new();
    private readonly ConcurrentDictionary<(ProgramType Type, AttachType AttachType), Availability> _attachTypes = new();
    private readonly ConcurrentDictionary<string, Availability> _others = new(StringComparer.Ordinal);

    private KernelFeatures(IBpf kernel)
    {
        _types = new Lazy<Btf?>(() => ReadTypes(kernel));
        _btf = new Lazy<KernelBtfSupport>(() => BtfProbe.Ask(kernel));
        _kernelFunctions = new Lazy<ImmutableSortedSet<string>?>(() => _types.Value is { } types ? TaggedFunctions(types) : null);
        _programs = new ProgramProbe(kernel, _types);
        _maps = new MapProbe(kernel);
    }

    /// <summary>The features of a kernel; the same object, with what it has found out, for the same kernel.</summary>
    /// <param name="kernel">The kernel; it must stay open while it is asked.</param>
    public static KernelFeatures Of(IBpf kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        return Known.GetValue(kernel, static kernel => new KernelFeatures(kernel));
    }

    /// <summary>Whether the kernel has a program type. Type <c>ext</c> is asked without a program to extend.</summary>
    /// <param name="type">The type.</param>
    public Availability ProgramType(ProgramType type) => _programTypes.GetOrAdd(type, _programs.Type);

    /// <summary>Whether the kernel has a map type.</summary>
    /// <param name="type">The type.</param>
    public Availability MapType(MapType type) => _mapTypes.GetOrAdd(type, _maps.Type);

    /// <summary>
    /// Whether programs of a type may call a helper: the verifier does not answer that it does not know it or that it is not for
    /// this type. Where helpers depend on the attach type, some attach type has it. What <c>ext</c> programs may call depends on
    /// the program they extend: unknown.
    /// </summary>
    /// <param name="type">The program type.</param>
    /// <param name="helper">The helper.</param>
    public Availability Helper(ProgramType type, HelperId helper) => _helpers.GetOrAdd((type, helper), key => _programs.Helper(key.Type, key.Helper));

    /// <summary>Whether programs of a type may be loaded for an attach type; unknown for types whose attach type the kernel does not look at when loading.</summary>
    /// <param name="type">The program type.</param>
    /// <param name="attachType">The attach type.</param>
    public Availability AttachType(ProgramType type, AttachType attachType) =>
        _attachTypes.GetOrAdd((type, attachType), key => _programs.Attach(key.Type, key.AttachType));

    /// <summary>Which kinds of BTF the kernel takes.</summary>
    public KernelBtfSupport Btf => _btf.Value;

    /// <summary>The kernel's own types; null where it has none, or none that may be read.</summary>
    public Btf? KernelTypes => _types.Value;

    /// <summary>
    /// The kernel functions that programs may call (kfuncs), by name: those that the kernel's BTF tags <c>bpf_kfunc</c>, as kernels
    /// since 6.10 do. Null where the kernel does not tell. Those of modules are not among them.
    /// </summary>
    public ImmutableSortedSet<string>? KernelFunctions => _kernelFunctions.Value;

    /// <summary>Whether the kernel has a kernel function that programs may call; unknown where its BTF has the function but tags none.</summary>
    /// <param name="name">The function, for example <c>bpf_dynptr_from_xdp</c>.</param>
    public Availability KernelFunction(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (KernelFunctions is { IsEmpty: false } functions) return functions.Contains(name) ? Availability.Available : Availability.Missing;
        return KernelTypes?.TryFind(name, BtfKind.Func, out _) == true ? Availability.Unknown : Availability.Missing;
    }

    /// <summary>Whether the kernel takes what a version of the instruction set added.</summary>
    /// <param name="version">2, 3 or 4, as clang's <c>-mcpu</c> counts them.</param>
    public Availability InstructionSet(int version) => Once($"isa{version}", () => _programs.Program(InstructionProbe.Version(version)));

    /// <summary>Whether loops of bounded length are taken (5.3).</summary>
    public Availability BoundedLoops => Once(nameof(BoundedLoops), () => _programs.Program(InstructionProbe.BoundedLoop));

    /// <summary>Whether programs of more than 4,096 instructions are taken (5.2, privileged).</summary>
    public Availability LargePrograms => Once(nameof(LargePrograms), () => _programs.Program(InstructionProbe.Large));

    /// <summary>Whether maps and programs may have names (4.15).</summary>
    public Availability ObjectNames => Once(nameof(ObjectNames), () => _maps.Map(SmallArray with { Name = "probe" }));

    /// <summary>Whether arrays can be mapped into memory (5.5).</summary>
    public Availability MappableArrays => Once(nameof(MappableArrays), () => _maps.Map(SmallArray with { Flags = MapFlags.Mmapable }));

    /// <summary>Whether a program may say what it will be attached to (4.17).</summary>
    public Availability ExpectedAttachTypes => Once(nameof(ExpectedAttachTypes), () => _programs.Program(Nbpf.ProgramType.CgroupSock, Nbpf.AttachType.CgroupInetSockCreate) == Availability.Available
        ? _programs.Program(Nbpf.ProgramType.CgroupSock, Nbpf.AttachType.CgroupInet4PostBind) : Availability.Missing);

    /// <summary>
    /// Whether the memory of maps and programs counts against the memory cgroup (5.11) and not against RLIMIT_MEMLOCK. There is no
    /// question that tells it; as libbpf does, the helper is asked for that came with it.
    /// </summary>
    public Availability MemoryCgroupAccounting => Helper(Nbpf.ProgramType.SocketFilter, HelperId.KtimeGetCoarseNs);

    private static MapCreateAttributes SmallArray => new() { Type = Nbpf.MapType.Array, KeySize = 4, ValueSize = 4, MaxEntries = 1 };

    private Availability Once(string question, Func<Availability> ask) => _others.GetOrAdd(question, static (_, ask) => ask(), ask);

    private static ImmutableSortedSet<string> TaggedFunctions(Btf types) =>
    [
        .. types.Types.Where(static type => type is { Kind: BtfKind.DeclTag, Name: "bpf_kfunc" }).Select(static tag => tag.Target.Name),
    ];

    private static Btf? ReadTypes(IBpf kernel)
    {
        if ((kernel as IKernelFacts)?.ReadTypes() is { } told) return told;
        uint id = 0;
        while (!kernel.ObjGetNextId(BpfObjectKind.Btf, id, out id).IsError)
        {
            SysResult opened = kernel.ObjGetFdById(BpfObjectKind.Btf, id);
            if (opened.IsError) continue;
            SysResult asked = kernel.BtfGetInfo(opened.Value, out BtfInfo? info);
            kernel.Close(opened.Value);
            if (!asked.IsError && info is { IsKernel: true, Name: "vmlinux" }) return Nbpf.Btf.Parse(info.Bytes.AsMemory());
        }
        return null;
    }
}
