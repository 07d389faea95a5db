using System.Globalization;
using System.Text;

namespace Nbpf.CodeGen;

/// <summary>Generates the kernel-named constants and the .NET enums from <c>data/uapi.tsv</c>.</summary>
public static class UapiTable
{
    private const string Header = "// Generated from data/uapi.tsv by data/CodeGen. Do not edit.\n\n";

    private static readonly Dictionary<string, (string Type, bool Flags, string Doc)> Enums = new()
    {
        ["BpfCommand"] = ("int", false, "Commands of bpf(2) (enum bpf_cmd)."),
        ["MapType"] = ("uint", false, "Map types (enum bpf_map_type)."),
        ["ProgramType"] = ("uint", false, "Program types (enum bpf_prog_type)."),
        ["AttachType"] = ("uint", false, "Attach types (enum bpf_attach_type)."),
        ["LinkType"] = ("uint", false, "Link types (enum bpf_link_type)."),
        ["HelperId"] = ("int", false, "Helper functions by number (enum bpf_func_id)."),
        ["XdpAction"] = ("uint", false, "Verdicts of XDP programs (enum xdp_action)."),
        ["CoreRelocationKind"] = ("uint", false, "CO-RE relocation kinds (enum bpf_core_relo_kind)."),
        ["StatsType"] = ("uint", false, "Run-time statistics that can be enabled (enum bpf_stats_type)."),
        ["TaskFdType"] = ("uint", false, "What a file descriptor is attached to, as BPF_TASK_FD_QUERY tells it (enum bpf_task_fd_type)."),
        ["PerfEventLinkKind"] = ("uint", false, "What the perf event of a link is (enum bpf_perf_event_type)."),
        ["BtfKind"] = ("byte", false, "BTF type kinds (include/uapi/linux/btf.h)."),
        ["MapFlags"] = ("uint", true, "Flags of BPF_MAP_CREATE (BPF_F_*)."),
        ["ProgramFlags"] = ("uint", true, "Flags of BPF_PROG_LOAD (BPF_F_*)."),
        ["TestRunFlags"] = ("uint", true, "Flags of BPF_PROG_TEST_RUN (BPF_F_TEST_*)."),
    };

    /// <summary>The generated files.</summary>
    /// <param name="lines">Lines of the table.</param>
    public static IEnumerable<(string Path, string Text)> Files(string[] lines)
    {
        List<Row> rows = [.. lines.Where(l => l.Length > 0 && l[0] != '#').Select(Row.Parse)];
        yield return ("src/Nbpf/Uapi/Uapi.g.cs", Constants(rows));
        foreach (IGrouping<string, Row> group in rows.Where(r => r.EnumName != "-").GroupBy(r => r.EnumName))
            yield return ($"src/Nbpf/Uapi/{group.Key}.g.cs", EnumText(group.Key, [.. group]));
        yield return ("src/Nbpf/Uapi/HelperNames.g.cs", HelperNames([.. rows.Where(r => r.EnumName == "HelperId")]));
        yield return ("src/Nbpf/Uapi/KernelNames.g.cs", KernelNames(rows));
    }

    private static string KernelNames(List<Row> rows)
    {
        StringBuilder text = new(Header);
        text.Append("using System.Collections.Immutable;\n\nnamespace Nbpf;\n\npublic static partial class KernelNames\n{\n");
        foreach ((string name, string prefix) in new[] { ("MapType", "BPF_MAP_TYPE_"), ("ProgramType", "BPF_PROG_TYPE_"), ("AttachType", "BPF_"), ("LinkType", "BPF_LINK_TYPE_") })
        {
            text.Append(CultureInfo.InvariantCulture, $"    /// <summary>Names of {name} by number.</summary>\n    public static ImmutableArray<string> {name}s {{ get; }} =\n    [\n");
            long next = 0;
            foreach (Row row in rows.Where(r => r.EnumName == name))
            {
                if (row.Value != next++) throw new InvalidDataException($"{row.KernelName}: expected number {next - 1}, found {row.Value}");
                text.Append(CultureInfo.InvariantCulture, $"        \"{row.KernelName[prefix.Length..].ToLowerInvariant()}\",\n");
            }

            text.Append("    ];\n\n");
        }

        text.Length--;
        return text.Append("}\n").ToString();
    }

    private static string HelperNames(List<Row> helpers)
    {
        StringBuilder text = new(Header);
        text.Append("namespace Nbpf;\n\npublic static partial class HelperNames\n{\n    /// <summary>By helper number.</summary>\n    private static readonly string[] Names =\n    [\n");
        for (int number = 0; number < helpers.Count; number++)
        {
            if (helpers[number].Value != number) throw new InvalidDataException($"helper {helpers[number].KernelName}: expected number {number}, found {helpers[number].Value}");
            text.Append(CultureInfo.InvariantCulture, $"        \"bpf_{helpers[number].KernelName["BPF_FUNC_".Length..]}\",\n");
        }

        return text.Append("    ];\n}\n").ToString();
    }

    private static string Constants(List<Row> rows)
    {
        StringBuilder text = new(Header);
        text.Append("namespace Nbpf.Uapi;\n\n/// <summary>Linux's constants for BPF under their kernel names (include/uapi/linux/bpf.h, btf.h; Linux 6.18).</summary>\npublic static class Constants\n{\n");
        foreach (Row row in rows)
        {
            string type = row.Value < 0 ? "int" : row.Value > uint.MaxValue ? "ulong" : "uint";
            string value = row.Value.ToString(CultureInfo.InvariantCulture);
            text.Append(CultureInfo.InvariantCulture, $"    /// <summary>{row.KernelName} = {value}.</summary>\n    public const {type} {row.KernelName} = {value};\n\n");
        }

        text.Length--;
        return text.Append("}\n").ToString();
    }

    private static string EnumText(string name, List<Row> rows)
    {
        (string type, bool flags, string doc) = Enums[name];
        StringBuilder text = new(Header);
        text.Append(CultureInfo.InvariantCulture, $"namespace Nbpf;\n\n/// <summary>{doc}</summary>\n");
        if (flags) text.Append("[Flags]\n");
        text.Append(CultureInfo.InvariantCulture, $"public enum {name} : {type}\n{{\n");
        if (flags) text.Append("    /// <summary>No flag.</summary>\n    None = 0,\n\n");
        HashSet<string> seen = [];
        foreach (Row row in rows.Where(r => seen.Add(r.Member)))
            text.Append(CultureInfo.InvariantCulture, $"    /// <summary>{row.KernelName}.</summary>\n    {row.Member} = {row.Value},\n\n");
        text.Length--;
        return text.Append("}\n").ToString();
    }

    private sealed record Row(string KernelEnum, string KernelName, long Value, string EnumName, string Member)
    {
        public static Row Parse(string line)
        {
            string[] f = line.Split('\t');
            return new(f[0], f[1], long.Parse(f[2], CultureInfo.InvariantCulture), f[3], f[4]);
        }
    }
}
