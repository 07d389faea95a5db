using Nbpf.Testing;
using Xunit;

namespace Nbpf.Cli.Tests;

/// <summary>Every object that we ship is judged, rewritten and run alike by both kernels.</summary>
public sealed class BothKernelsTests
{
    public static TheoryData<string> Objects =>
    [
        .. new[] { "bpf", Path.Combine("bench", "programs") }
            .SelectMany(folder => Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.bpf.o"))
            .Select(file => Path.GetRelativePath(Repository.Root, file))
            .Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Objects))]
    public void Diff_OfAShippedObject_FindsNothing(string file)
    {
        Assert.SkipUnless(LinuxOracle.IsReference(out string reason), reason);
        CommandRun run = CommandRun.Of("diff", Path.Combine(Repository.Root, file));

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("verdict", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("known", run.Output, StringComparison.Ordinal);
    }
}
