using Nbpf.Runtime;
using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Verification.Tests.Programs;

/// <summary>clang's objects through the loader into both kernels: the same verdict and message, and the same log of level 2.</summary>
public sealed class ClangProgramTests
{
    /// <summary>Programs whose log may differ, though not the verdict and message, and why.</summary>
    private static readonly Dictionary<string, string> LogDeviations = new(StringComparer.Ordinal)
    {
        ["callback"] = CallbackReason,
        ["callback_map"] = CallbackReason,
        ["callback_null"] = "a NULL argument is marked precise, which Linux 6.18 forgets",
    };

    private const string CallbackReason =
        "Linux 6.18 drops what is wanted of r1 to r5 when it goes back over a callback's return, and prunes inside callbacks by incomplete marks";

    public static TheoryData<string, string> Objects()
    {
        var data = new TheoryData<string, string>();
        foreach (string source in (string[])["calls.bpf.c", "packets.bpf.c"])
        {
            foreach (string cpu in (string[])["v2", "v3", "v4"])
                data.Add(source, cpu);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Objects))]
    public void Load_ClangObject_AnswersAsRunningKernel(string source, string cpu)
    {
        Assert.SkipUnless(ClangCompiler.IsAvailable(out string noClang), noClang);
        Assert.SkipUnless(LinuxOracle.IsReference(out string noKernel), noKernel);
        string path = Path.Combine(Repository.Root, "tests", "Nbpf.Verification.Tests", "Programs", "Objects", source);
        byte[] file = ClangCompiler.Compile(File.ReadAllText(path), $"-mcpu={cpu}");
        using var linux = new LogTap(LinuxOracle.Open());
        using var ours = new LogTap(new BpfRuntime(new BpfRuntimeOptions { CpuCount = linux.PossibleCpuCount }));
        foreach (ProgramSpec program in ObjectSpec.Read(file, source).Programs)
        {
            LoadOne(linux, file, source, program.Name);
            LoadOne(ours, file, source, program.Name);
        }

        Assert.True(linux.Loads.Count >= 8);
        Assert.Equal(linux.Loads.Select(l => l.Name), ours.Loads.Select(l => l.Name));
        foreach (((string name, LinuxAnswer expected), (_, LinuxAnswer actual)) in linux.Loads.Zip(ours.Loads))
        {
            Assert.Equal(expected.Errno, actual.Errno);
            if (expected.Errno != 0)
                Assert.Equal(expected.LastMessage, actual.LastMessage);
            if (LogDeviations.TryGetValue(name, out string? reason))
                Assert.True(expected.Log != actual.Log, $"{name} no longer differs: {reason}");
            else
                Assert.True(expected.Log == actual.Log, $"{name}:\n--- Linux\n{expected.Log}\n--- ours\n{actual.Log}");
        }
    }

    private static void LoadOne(IBpf kernel, byte[] file, string source, string name)
    {
        try
        {
            using BpfObject loaded = BpfObject.Load(
                kernel, ObjectSpec.Read(file, source), new BpfLoadOptions { ProgramFilter = p => p.Name == name });
        }
        catch (BpfException)
        {
            // The refusal is in the log that was kept.
        }
    }
}
