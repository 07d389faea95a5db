using Nbpf.Linux;

namespace Nbpf.Cli.Features;

/// <summary>A report as bpftool prints it for people.</summary>
internal static class FeatureText
{
    /// <summary>Writes the report.</summary>
    public static void Write(TextWriter output, FeatureReport report)
    {
        if (report.System is { } system) WriteSystem(output, system);
        Write(output, report.SystemCall);
        Write(output, report.ProgramTypes);
        Write(output, report.MapTypes);
        output.WriteLine("Scanning eBPF helper functions...");
        foreach (HelperList list in report.Helpers)
        {
            output.WriteLine($"eBPF helpers supported for program type {list.Type}:");
            if (!list.IsTypeAvailable) output.WriteLine("\tProgram type not supported");
            else if (list.Helpers is null) output.WriteLine("\tCould not determine which helpers are available");
            else if (list.Helpers.Count == 0) output.WriteLine("\tNo helpers available");
            foreach (string helper in list.Helpers ?? []) output.WriteLine($"\t- {helper}");
        }
        output.WriteLine();
        Write(output, report.Miscellaneous);
        Write(output, report.BtfKinds);
        output.WriteLine("Scanning kernel functions...");
        if (report.KernelFunctions is null) output.WriteLine("\tThe kernel does not tell");
        foreach (string function in report.KernelFunctions ?? []) output.WriteLine($"\t- {function}");
        output.WriteLine();
    }

    private static void Write(TextWriter output, FeatureSection section)
    {
        output.WriteLine(section.Title);
        foreach (FeatureLine line in section.Lines) output.WriteLine($"{line.Text} {line.Verdict}");
        output.WriteLine();
    }

    private static void WriteSystem(TextWriter output, SystemConfiguration system)
    {
        output.WriteLine("Scanning system configuration...");
        foreach (string sentence in SystemSettings.Sentences(system)) output.WriteLine(sentence);
        if (system.BuildOptions is null) output.WriteLine("skipping kernel config, can't open file");
        else
        {
            foreach (string option in SystemSettings.BuildOptions)
                output.WriteLine(SystemSettings.Option(system, option) is { } value ? $"{option} is set to {value}" : $"{option} is not set");
        }
        output.WriteLine();
    }
}
