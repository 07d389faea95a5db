namespace Nbpf.Cli.Features;

/// <summary>A report as the C macros that bpftool writes, for build systems.</summary>
internal static class FeatureMacros
{
    /// <summary>Writes the report; every macro begins with the prefix.</summary>
    public static void Write(TextWriter output, FeatureReport report, string prefix)
    {
        if (report.System is { } system && SystemSettings.Option(system, SystemSettings.TimerFrequency) is { } frequency)
        {
            output.WriteLine("/*** Misc kernel config items ***/");
            output.WriteLine($"#define {prefix}{SystemSettings.TimerFrequency} {frequency}");
            output.WriteLine();
        }
        Write(output, report.SystemCall, prefix);
        Write(output, report.ProgramTypes, prefix);
        Write(output, report.MapTypes, prefix);
        WriteHelpers(output, report.Helpers, prefix);
        Write(output, report.Miscellaneous, prefix);
        Write(output, report.BtfKinds, prefix);
        output.WriteLine("/*** Kernel functions ***/");
        foreach (string function in report.KernelFunctions ?? []) output.WriteLine($"#define {prefix}HAVE_KFUNC_{function}");
        output.WriteLine();
    }

    private static void Write(TextWriter output, FeatureSection section, string prefix)
    {
        output.WriteLine($"/*** {section.MacroTitle} ***/");
        foreach (FeatureLine line in section.Lines) output.WriteLine($"#define {prefix}{(line.IsAvailable ? "" : "NO_")}HAVE_{line.Macro}");
        output.WriteLine();
    }

    private static void WriteHelpers(TextWriter output, IReadOnlyList<HelperList> lists, string prefix)
    {
        output.WriteLine("/*** eBPF helper functions ***/");
        output.WriteLine("/*");
        output.WriteLine($" * Use {prefix}HAVE_PROG_TYPE_HELPER(prog_type_name, helper_name)");
        output.WriteLine(" * to determine if <helper_name> is available for <prog_type_name>,");
        output.WriteLine(" * e.g.");
        output.WriteLine($" *\t#if {prefix}HAVE_PROG_TYPE_HELPER(xdp, bpf_redirect)");
        output.WriteLine(" *\t\t// do stuff with this helper");
        output.WriteLine(" *\t#elif");
        output.WriteLine(" *\t\t// use a workaround");
        output.WriteLine(" *\t#endif");
        output.WriteLine(" */");
        output.WriteLine($"#define {prefix}HAVE_PROG_TYPE_HELPER(prog_type, helper)\t\\");
        output.WriteLine($"\t{prefix}BPF__PROG_TYPE_ ## prog_type ## __HELPER_ ## helper");
        foreach (HelperList list in lists)
        {
            HashSet<string> helpers = [.. list.Helpers ?? []];
            for (int id = 1; id < HelperNames.Count; id++)
            {
                string helper = HelperNames.KernelName(id);
                output.WriteLine($"#define {prefix}BPF__PROG_TYPE_{list.Type}__HELPER_{helper} {(helpers.Contains(helper) ? 1 : 0)}");
            }
        }
        output.WriteLine();
    }
}
