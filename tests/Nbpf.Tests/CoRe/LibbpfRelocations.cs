using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Nbpf.Isa;
using Nbpf.Testing;

namespace Nbpf.Tests.CoRe;

/// <summary>What libbpf makes of CO-RE relocations, by a small C program (Objects/relocate.c) that is compiled when the tests run.</summary>
internal static class LibbpfRelocations
{
    private static readonly Lazy<string> Tool = new(Build);

    /// <summary>Why libbpf cannot be asked, or null.</summary>
    internal static string? MissingReason =>
        ToolRun.Find("cc") is null ? "cc is not installed"
        : !File.Exists("/usr/include/bpf/libbpf.h") ? "libbpf-dev is not installed"
        : LinuxOracle.IsAvailable(out string reason) ? null : reason;

    /// <summary>An object's programs after libbpf relocated them, by name.</summary>
    /// <param name="objectPath">The object.</param>
    /// <param name="typesPath">The types to relocate to; - for the running kernel's.</param>
    internal static Dictionary<string, Outcome> Run(string objectPath, string typesPath)
    {
        var outcomes = new Dictionary<string, Outcome>(StringComparer.Ordinal);
        foreach (string line in ToolRun.Output(Tool.Value, [objectPath, typesPath]).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = line.Split(' ', 4);
            outcomes.Add(words[0], words[1] == "error"
                ? new Outcome([], (Syscall.Errno)int.Parse(words[2], CultureInfo.InvariantCulture), words[3])
                : new Outcome(InstructionStream.Decode(Convert.FromHexString(words[1])), Syscall.Errno.None, ""));
        }
        return outcomes;
    }

    /// <summary>What libbpf fills an object's configuration values with, for each of several texts.</summary>
    /// <param name="objectPath">The object.</param>
    /// <param name="texts">Texts in the form of a .config file.</param>
    /// <returns>The contents of the map in hex, or libbpf's reason.</returns>
    internal static (string? Contents, string Reason)[] Configure(string objectPath, IEnumerable<string> texts) =>
    [
        .. ToolRun.Output(Tool.Value, [objectPath, "-", .. texts]).Split('\n').SkipLast(1)
            .Select(static line => line.StartsWith("error", StringComparison.Ordinal) ? ((string?)null, line) : (line, "")),
    ];

    private static string Build()
    {
        string source = File.ReadAllText(SourcePath("relocate.c"));
        string path = Path.Combine(Path.GetTempPath(), $"nbpf-relocate-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(source)))[..16]}");
        if (File.Exists(path)) return path;
        string unfinished = $"{path}.{Environment.ProcessId}";
        ToolRun.Output("cc", ["-O1", "-x", "c", "-", "-lbpf", "-o", unfinished], source);
        File.Move(unfinished, path, overwrite: true);
        return path;
    }

    /// <summary>Path of a file beside this one.</summary>
    internal static string SourcePath(string name) => Path.Combine(Repository.Root, "tests", "Nbpf.Tests", "CoRe", "Objects", name);

    /// <summary>A program after its relocation.</summary>
    /// <param name="Instructions">Its instructions; empty when it was refused.</param>
    /// <param name="Errno">Why it was refused.</param>
    /// <param name="Reason">libbpf's words for it.</param>
    internal sealed record Outcome(Instruction[] Instructions, Syscall.Errno Errno, string Reason);
}
