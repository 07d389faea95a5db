using Nbpf.Cli.Shell;
using Nbpf.Features;
using Nbpf.Linux;
using Nbpf.Syscall;

namespace Nbpf.Cli.Features;

/// <summary>The verbs of <c>nbpf feature</c>.</summary>
internal static class FeatureCommands
{
    /// <summary><c>feature probe [kernel] [full] [macros [prefix PREFIX]]</c></summary>
    public static void Probe(CommandContext context, Words words)
    {
        bool full = false, macros = false;
        string prefix = "";
        words.Take("kernel");
        while (!words.AtEnd)
        {
            if (words.Take("full")) full = true;
            else if (words.Take("macros")) macros = true;
            else if (macros && words.Take("prefix")) prefix = words.Next("a prefix");
            else throw new UsageException($"expected 'kernel', 'full' or 'macros [prefix PREFIX]', found '{words.Peek}'");
        }
        if (macros && context.Json) throw new UsageException("macros cannot be JSON");

        using IBpf kernel = context.OpenKernel();
        FeatureReport report = FeatureReport.Ask(KernelFeatures.Of(kernel), kernel is LinuxKernel linux ? SystemConfiguration.Read(linux) : null, full);
        if (context.Json) context.WriteJson(json => FeatureJson.Write(json, report));
        else if (macros) FeatureMacros.Write(context.Output, report, prefix);
        else FeatureText.Write(context.Output, report);
    }

    /// <summary><c>feature list_builtins GROUP</c>: the names that this program knows, whatever the kernel.</summary>
    public static void ListBuiltins(CommandContext context, Words words)
    {
        string group = words.Next("a group");
        words.End();
        IReadOnlyList<string> names = group switch
        {
            "prog_types" => KernelNames.ProgramTypes,
            "map_types" => KernelNames.MapTypes,
            "attach_types" => KernelNames.AttachTypes,
            "link_types" => KernelNames.LinkTypes,
            "helpers" => [.. Enumerable.Range(0, HelperNames.Count).Select(HelperNames.KernelName)],
            _ => throw new UsageException($"expected 'prog_types', 'map_types', 'attach_types', 'link_types' or 'helpers', found '{group}'"),
        };
        if (context.Json)
        {
            context.WriteJson(json =>
            {
                json.WriteStartArray();
                foreach (string name in names) json.WriteStringValue(name);
                json.WriteEndArray();
            });
            return;
        }
        foreach (string name in names) context.Output.WriteLine(name);
    }
}
