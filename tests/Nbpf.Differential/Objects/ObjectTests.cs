using System.Text.RegularExpressions;
using Nbpf.Comparison.Known;
using Nbpf.Comparison.Objects;
using Nbpf.Differential.Programs;
using Nbpf.Runtime;
using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Differential.Objects;

/// <summary>
/// Objects of ours, of Debian's xdp-tools and the kernel's own selftests on both kernels: nothing differs that is not listed, and what is
/// listed is still seen. With NBPF_SELFTESTS=all every selftest is compiled and compared; NBPF_SELFTESTS_REPORT names a file for the table.
/// </summary>
public sealed partial class ObjectTests(ITestOutputHelper output)
{
    private const int MutatedObjects = 400;
    private const string XdpTools = "/usr/lib/x86_64-linux-gnu/bpf";
    private const string KernelTypes = "/sys/kernel/btf/vmlinux";

    /// <summary>A program whose run takes minutes on both kernels: a thousand million rounds of nested loops.</summary>
    private const string EndlessProgram = "bpf_loop_iter_limit_nested";

    [Fact]
    public void Compare_OurObjects_FindsNothing()
    {
        CorpusReport report = Compare(OurObjects());
        Assert.True(report.Equal >= 10, report.ToString());
        Assert.Empty(report.Known);
        Assert.True(report.Unlisted.Count == 0, report.ToString());
    }

    [Fact]
    public void Compare_XdpTools_FindsNothingThatIsNotListed()
    {
        Assert.SkipUnless(Directory.Exists(XdpTools), $"{XdpTools} is not there (Debian's xdp-tools)");
        CorpusReport report = Compare(Directory.GetFiles(XdpTools, "*.o"));
        Assert.True(report.Equal >= 10, report.ToString());
        Assert.True(report.Unlisted.Count == 0, report.ToString());
    }

    [Fact]
    public void Compare_KernelSelftests_FindsNothingThatIsNotListed()
    {
        Assert.SkipUnless(KernelSelftests.IsAvailable(out string reason), reason);
        bool all = Environment.GetEnvironmentVariable("NBPF_SELFTESTS") == "all";
        CorpusReport report = Compare(Compiled(KernelSelftests.Names().Where(name => all || name.StartsWith("verifier_", StringComparison.Ordinal))));
        if (Environment.GetEnvironmentVariable("NBPF_SELFTESTS_REPORT") is { Length: > 0 } path) File.WriteAllText(path, report.ToString());
        Assert.True(report.Equal >= 700, report.ToString());
        Assert.True(report.Unlisted.Count == 0, report.ToString());

        // What only the other selftests or random programs show is not asked for here.
        string[] expected = [.. KnownDifferences.BuiltIn.Entries.Where(static entry => entry.Reason.EndsWith("(kernel selftests)", StringComparison.Ordinal)).Select(static entry => entry.Id)];
        Assert.Empty(expected.Except(report.Known.Keys));
    }

    [Fact]
    public void Compare_MutatedObjects_FindsNothingThatIsNotListed()
    {
        string[] files = [.. OurObjects(), .. Directory.Exists(XdpTools) ? Directory.GetFiles(XdpTools, "xdpfilt_alw_*.o") : []];
        CorpusReport report = Compare(Enumerable.Range(1, MutatedObjects).Select(seed => (files[seed % files.Length], (int?)seed)));
        Assert.True(report.Equal > MutatedObjects / 2, report.ToString());
        Assert.True(report.Unlisted.Count == 0, report.ToString());
    }

    private static string[] OurObjects() =>
        [.. new[] { "bpf", Path.Combine("bench", "programs") }.SelectMany(static folder => Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.bpf.o").Order(StringComparer.Ordinal))];

    private static IEnumerable<string> Compiled(IEnumerable<string> names)
    {
        string?[] objects = [.. names.AsParallel().AsOrdered().WithDegreeOfParallelism(2).Select(KernelSelftests.Compile)];
        return objects.Select(static path => path ?? "");
    }

    private CorpusReport Compare(IEnumerable<string> paths) => Compare(paths.Select(static path => (path, (int?)null)));

    /// <summary>Compares objects, those with a seed after it changed them.</summary>
    private CorpusReport Compare(IEnumerable<(string Path, int? Seed)> objects)
    {
        Assert.SkipUnless(LinuxOracle.IsReference(out string reason), reason);
        CorpusReport report = new();
        using IBpf linux = LinuxOracle.Open();
        using AddressOracle oracle = new();
        using BpfRuntime runtime = new(new BpfRuntimeOptions { CpuCount = linux.PossibleCpuCount });
        ObjectComparer comparer = new(runtime, linux, KnownDifferences.BuiltIn, File.Exists(KernelTypes) ? Btf.ReadFile(KernelTypes) : null);
        foreach ((string path, int? seed) in objects)
        {
            try
            {
                if (path.Length == 0)
                {
                    report.AddUnread("clang refuses it: the running kernel has other types");
                    continue;
                }

                string name = Path.GetFileName(path);
                byte[] bytes = File.ReadAllBytes(path);
                ObjectSpec spec = KernelSelftests.Read(seed is { } chance ? ObjectMutation.Apply(new Random(chance), bytes, name) : bytes, name);
                report.Add(seed is null ? name : $"{name}, seed {seed}", [.. spec.Programs.Where(static program => program.Name != EndlessProgram).Select(program => comparer.Compare(spec, program))],
                    program => oracle.DependsOnAddresses(spec, spec.Program(program)));
            }
            catch (BpfFormatException malformed)
            {
                report.AddUnread(Particular().Replace(malformed.Message, "…"));
            }
        }

        output.WriteLine(report.ToString());
        return report;
    }

    /// <summary>Names and offsets in a message: what is left is its class.</summary>
    [GeneratedRegex(@"'[^']*'|\(at offset 0x[0-9a-f]+\)|^[^:]*\.o: |\d+")]
    private static partial Regex Particular();
}
