using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Runtime.Tests.Maps;

/// <summary>
/// Scripts of map commands: this kernel answers what Linux 6.18 answered when they were recorded. On such a kernel, where bpf(2)
/// is permitted, it is asked too. To record anew, as root: NBPF_RECORD=1.
/// </summary>
public sealed class CommandScriptTests
{
    public static TheoryData<string> Names => [.. CommandScripts.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Run_InProcess_AnswersAsRecorded(string name)
    {
        using BpfRuntime runtime = new(new BpfRuntimeOptions { CpuCount = 2, MemoryLimitBytes = 4UL << 30 });
        CommandScript script = new(runtime);
        CommandScripts.All[name](script);
        Assert.Equal(File.ReadAllText(RecordPath(name)), script.ToString());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Run_OnLinux_AnswersAsRecorded(string name)
    {
        Assert.SkipUnless(LinuxOracle.IsReference(out string reason), reason);
        using IBpf kernel = LinuxOracle.Open();
        CommandScript script = new(kernel);
        CommandScripts.All[name](script);
        if (Environment.GetEnvironmentVariable("NBPF_RECORD") == "1")
            File.WriteAllText(RecordPath(name), script.ToString());
        Assert.Equal(File.ReadAllText(RecordPath(name)), script.ToString());
    }

    private static string RecordPath(string name) => Path.Combine(Repository.Root, "tests", "Nbpf.Runtime.Tests", "Maps", "Recorded", $"{name}.txt");
}
