using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Linux.Tests;

public sealed class MapInMapErrnoTests
{
    [Fact]
    public void Script_WithAForeignFile_AnswersAsRecorded()
    {
        Assert.SkipUnless(LinuxOracle.IsReference(out string reason), reason);
        using IBpf kernel = LinuxOracle.Open();
        using FileStream file = File.OpenRead("/dev/null");
        Compare(new MapInMapErrnoScript(kernel, (int)file.SafeFileHandle.DangerousGetHandle()));
    }

    [Fact]
    public void Script_WithAProgramAsForeignFile_AnswersAsRecorded()
    {
        Assert.SkipUnless(LinuxOracle.IsReference(out string reason), reason);
        using IBpf kernel = LinuxOracle.Open();
        Compare(new MapInMapErrnoScript(kernel));
    }

    private static void Compare(MapInMapErrnoScript script)
    {
        IReadOnlyList<MapInMapAnswer> answers = script.Run();
        if (RecordedAnswers.IsRecording)
        {
            string path = Path.Combine(Repository.Root, "tests", "Recorded", "map-in-map-errnos.tsv");
            File.WriteAllText(path, "# What Linux 6.18 answers to the steps of MapInMapErrnoScript.\n# step\terrno\tdetail\n" + string.Concat(answers.Select(a => a + "\n")));
            return;
        }

        Assert.Equal(MapInMapAnswer.Recorded, answers);
    }
}
