using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Tests.Uapi;

/// <summary>
/// The tables in <c>data/</c> against this machine's linux/bpf.h and linux/btf.h. Each name becomes an array whose length
/// is the value; what the compiler rejects as unknown is newer than the headers and taken out, the rest must be equal.
/// </summary>
public sealed partial class KernelHeaderTests
{
    private const int MinimumShareKnown = 70;

    [Fact]
    public void Constants_KnownToTheHeaders_HaveTheHeadersValue()
    {
        Assert.SkipUnless(ClangCompiler.IsAvailable(out string reason), reason);
        Probe[] probes = [.. Rows("uapi.tsv").Select(f => new Probe(f[1], $"(long long)({f[1]}) == {f[2]}LL"))];
        AssertTrueWhereKnown(probes);
    }

    [Fact]
    public void Layouts_KnownToTheHeaders_HaveTheHeadersOffsetsAndSizes()
    {
        Assert.SkipUnless(ClangCompiler.IsAvailable(out string reason), reason);
        Probe[] probes = [.. Rows("layouts.tsv").Where(f => f[2] != "-" && !f[4].StartsWith("bit", StringComparison.Ordinal)).Select(f => new Probe(
            $"{f[1]}: {f[2]}",
            $"__builtin_offsetof({f[1]}, {f[2]}) == {f[3]} && sizeof((({f[1]} *)0)->{f[2]}) == {f[4]}"))];
        AssertTrueWhereKnown(probes);
    }

    private static IEnumerable<string[]> Rows(string table) => File.ReadAllLines(Path.Combine(Repository.Root, "data", table))
        .Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split('\t'));

    private static void AssertTrueWhereKnown(Probe[] probes)
    {
        Dictionary<int, string> errors = Compile(probes);
        string[] wrong = [.. errors.Where(e => e.Value.Contains("static assertion failed", StringComparison.Ordinal)).Select(e => $"{probes[e.Key].Name}: {e.Value}")];
        Assert.Empty(wrong);
        string[] unexpected = [.. errors.Values.Where(e => !UnknownName().IsMatch(e))];
        Assert.Empty(unexpected);
        Assert.True((probes.Length - errors.Count) * 100 >= probes.Length * MinimumShareKnown, $"the headers know only {probes.Length - errors.Count} of {probes.Length} names");
    }

    /// <summary>The compiler's first complaint about each probe, by index.</summary>
    private static Dictionary<int, string> Compile(Probe[] probes)
    {
        StringBuilder source = new("#include <linux/bpf.h>\n#include <linux/bpf_common.h>\n#include <linux/btf.h>\n#include <linux/perf_event.h>\n");
        int firstLine = source.ToString().Count(c => c == '\n') + 1;
        foreach (Probe probe in probes) source.Append(CultureInfo.InvariantCulture, $"_Static_assert({probe.Condition}, \"\");\n");
        string clang = ToolRun.Find("clang-19")!;
        (_, _, string log) = ToolRun.Run(clang, ["-fsyntax-only", "-ferror-limit=0", "-fno-caret-diagnostics", "-x", "c", "-"], source.ToString());
        Dictionary<int, string> errors = [];
        foreach (Match match in ErrorLine().Matches(log))
            errors.TryAdd(int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) - firstLine, match.Groups[2].Value);
        return errors;
    }

    [GeneratedRegex(@"^<stdin>:(\d+):\d+: error: (.*)$", RegexOptions.Multiline)]
    private static partial Regex ErrorLine();

    [GeneratedRegex("undeclared identifier|no member named|incomplete type")]
    private static partial Regex UnknownName();

    private sealed record Probe(string Name, string Condition);
}
