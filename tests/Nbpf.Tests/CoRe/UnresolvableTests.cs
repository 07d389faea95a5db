using Nbpf.Linux;
using Nbpf.Testing;
using Nbpf.Tests.Objects;
using Xunit;

namespace Nbpf.Tests.CoRe;

/// <summary>Relocations and references whose target is missing: fine where no path leads, and told in libbpf's words where one does.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class UnresolvableTests
{
    private static BpfObject Load(LinuxKernel kernel, string program, BpfLoadOptions? options = null) => BpfObject.Load(
        kernel, ObjectSpec.Read(SourceFiles.CompileToFile("unresolvable")), (options ?? new BpfLoadOptions()) with { ProgramFilter = candidate => candidate.Name == program });

    [Fact]
    public void Load_ReachedField_IsToldAsLibbpfTellsIt()
    {
        Assert.SkipUnless(LinuxOracle.IsAvailable(out string reason), reason);
        using var kernel = LinuxKernel.Open();
        BpfVerifierException error = Assert.Throws<BpfVerifierException>(() => Load(kernel, "reached"));
        string? bpftool = ToolRun.Find("bpftool");
        Assert.SkipWhen(bpftool is null, "bpftool is not installed");
        (int exitCode, _, string libbpf) = ToolRun.Run(bpftool!, ["prog", "load", SourceFiles.CompileToFile("unresolvable"), Path.Combine(Path.GetTempPath(), "never")]);
        Assert.NotEqual(0, exitCode);
        string[] lines = libbpf.Split('\n');
        int at = Array.FindIndex(lines, static line => line.Contains("<invalid CO-RE relocation>", StringComparison.Ordinal));
        Assert.True(at >= 0, libbpf);
        // libbpf 1.1 does not yet tell where the field would be; today's does.
        string field = " @ offset ";
        Assert.Contains(lines[at], error.Log.Split('\n'));
        Assert.StartsWith("failed to resolve CO-RE relocation <byte_off> ", error.Summary, StringComparison.Ordinal);
        Assert.Equal(lines[at + 1].Replace(field, "", StringComparison.Ordinal).Length, error.Summary.Replace(field, "", StringComparison.Ordinal).Length);
        Assert.EndsWith("struct task_struct.inner.of_later_days[2] (0:1:0:2 @ offset 12)", error.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_GuardedField_TakesTheOtherPath()
    {
        Assert.SkipUnless(LinuxOracle.IsAvailable(out string reason), reason);
        using var kernel = LinuxKernel.Open();
        using BpfObject loaded = Load(kernel, "guarded");
        Assert.Equal(1u, loaded.Program("guarded").Run(default).ReturnValue);
    }

    [Fact]
    public void Load_MapThatWasNotCreated_IsNamed()
    {
        Assert.SkipUnless(LinuxOracle.IsAvailable(out string reason), reason);
        using var kernel = LinuxKernel.Open();
        BpfVerifierException error = Assert.Throws<BpfVerifierException>(() => Load(kernel, "uses_map", new BpfLoadOptions { MapFilter = static _ => false }));
        Assert.Equal("BPF map 'unwanted' is referenced but wasn't created", error.Summary);
        Assert.Contains(": <invalid BPF map reference>\n", error.Log, StringComparison.Ordinal);
    }
}
