using Nbpf.Features;
using Nbpf.Linux;

namespace Nbpf.Cli.Features;

/// <summary>Everything that <c>nbpf feature probe</c> says of a kernel.</summary>
/// <param name="System">What Linux says outside bpf(2); null for the in-process kernel.</param>
/// <param name="SystemCall">Whether there is a kernel to ask.</param>
/// <param name="ProgramTypes">Program types.</param>
/// <param name="MapTypes">Map types.</param>
/// <param name="Helpers">Helpers by program type.</param>
/// <param name="Miscellaneous">Limits and instruction sets.</param>
/// <param name="BtfKinds">Kinds of BTF.</param>
/// <param name="KernelFunctions">Kernel functions for programs; null where the kernel does not tell.</param>
internal sealed record FeatureReport(
    SystemConfiguration? System,
    FeatureSection SystemCall,
    FeatureSection ProgramTypes,
    FeatureSection MapTypes,
    IReadOnlyList<HelperList> Helpers,
    FeatureSection Miscellaneous,
    FeatureSection BtfKinds,
    IReadOnlyCollection<string>? KernelFunctions)
{
    /// <summary>Helpers whose use Linux announces in its log: asked in full probes only.</summary>
    private static readonly HelperId[] Announced = [HelperId.TracePrintk, HelperId.TraceVprintk, HelperId.ProbeWriteUser];

    /// <summary>Asks a kernel.</summary>
    /// <param name="features">The kernel.</param>
    /// <param name="system">What Linux says outside bpf(2), or null.</param>
    /// <param name="full">Ask for helpers too whose use Linux announces in its log.</param>
    public static FeatureReport Ask(KernelFeatures features, SystemConfiguration? system, bool full) => new(
        system,
        new FeatureSection("syscall_config", "Scanning system call availability...", "System call availability", [FeatureLine.Of("bpf_syscall", "bpf() syscall", Availability.Available)]),
        Types("program_types", "Scanning eBPF program types...", "eBPF program types", "prog", "program", KernelNames.ProgramTypes, number => features.ProgramType((ProgramType)number)),
        Types("map_types", "Scanning eBPF map types...", "eBPF map types", "map", "map", KernelNames.MapTypes, number => features.MapType((MapType)number)),
        [.. KernelNames.ProgramTypes.Skip(1).Select((name, index) => HelpersOf(features, name, (ProgramType)(index + 1), full))],
        new FeatureSection("misc", "Scanning miscellaneous eBPF features...", "eBPF misc features",
        [
            FeatureLine.Of("large_insn_limit", "Large program size limit", features.LargePrograms),
            FeatureLine.Of("bounded_loops", "Bounded loop support", features.BoundedLoops),
            FeatureLine.Of("v2_isa_extension", "ISA extension v2", features.InstructionSet(2)),
            FeatureLine.Of("v3_isa_extension", "ISA extension v3", features.InstructionSet(3)),
            FeatureLine.Of("v4_isa_extension", "ISA extension v4", features.InstructionSet(4)),
            FeatureLine.Of("memcg_accounting", "Memory cgroup accounting", features.MemoryCgroupAccounting),
        ]),
        new FeatureSection("btf", "Scanning BTF kinds...", "BTF kinds",
        [
            Kind(features, "btf", "BTF", KernelBtfSupport.Basic),
            Kind(features, "btf_func", "BTF FUNC", KernelBtfSupport.Functions),
            Kind(features, "btf_func_global", "BTF FUNC of global linkage", KernelBtfSupport.GlobalFunctions),
            Kind(features, "btf_datasec", "BTF VAR and DATASEC", KernelBtfSupport.DataSections),
            Kind(features, "btf_qmark_datasec", "BTF DATASEC named '?...'", KernelBtfSupport.OptionalDataSections),
            Kind(features, "btf_float", "BTF FLOAT", KernelBtfSupport.Floats),
            Kind(features, "btf_decl_tag", "BTF DECL_TAG", KernelBtfSupport.DeclarationTags),
            Kind(features, "btf_type_tag", "BTF TYPE_TAG", KernelBtfSupport.TypeTags),
            Kind(features, "btf_enum64", "BTF ENUM64", KernelBtfSupport.Enum64),
        ]),
        features.KernelFunctions);

    private static FeatureSection Types(string key, string title, string macroTitle, string shortKind, string kind, IReadOnlyList<string> names, Func<int, Availability> ask) => new(
        key, title, macroTitle, [.. names.Select((name, number) => (name, number)).Skip(1)
            .Select(type => FeatureLine.Of($"{type.name}_{shortKind}_type", $"eBPF {kind}_type {type.name}", ask(type.number)))]);

    private static FeatureLine Kind(KernelFeatures features, string name, string text, KernelBtfSupport kind) =>
        FeatureLine.Of(name, text, features.Btf.HasFlag(kind) ? Availability.Available : Availability.Missing);

    private static HelperList HelpersOf(KernelFeatures features, string name, ProgramType type, bool full)
    {
        if (features.ProgramType(type) != Availability.Available) return new HelperList(name, null, IsTypeAvailable: false);
        List<string> helpers = [];
        bool isKnown = false;
        for (int id = 1; id < HelperNames.Count; id++)
        {
            if (!full && Announced.Contains((HelperId)id)) continue;
            Availability answer = features.Helper(type, (HelperId)id);
            isKnown |= answer is Availability.Available or Availability.Missing;
            if (answer == Availability.Available) helpers.Add(HelperNames.KernelName(id));
        }
        return new HelperList(name, isKnown ? helpers : null, IsTypeAvailable: true);
    }
}
