using System.Text.Json;
using System.Text.RegularExpressions;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Cli.Tests;

/// <summary>Every object that we ship is judged and rewritten alike by both kernels.</summary>
public sealed partial class BothKernelsTests
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
    public void VerifyAndDump_OfAShippedObject_AreLinuxs(string file)
    {
        Assert.SkipUnless(LinuxOracle.IsReference(out string reason), reason);
        string path = Path.Combine(Repository.Root, file);
        (string Program, string Verdict, int Instructions, int States)[] here = Rows("user", path), there = Rows("linux", path);

        Assert.Equal(there, here);
        foreach (string program in here.Select(row => row.Program)) Assert.Equal(Dump("linux", path, program), Dump("user", path, program));
    }

    private static (string Program, string Verdict, int Instructions, int States)[] Rows(string kernel, string path)
    {
        using JsonDocument rows = JsonDocument.Parse(CommandRun.Of("--backend", kernel, "--json", "verify", path).Output);
        return
        [
            .. rows.RootElement.EnumerateArray().Select(row => (
                row.GetProperty("program").GetString()!,
                row.GetProperty("verdict").GetString()!,
                row.GetProperty("insns").GetInt32(),
                row.GetProperty("total_states").GetInt32())),
        ];
    }

    private static string Dump(string kernel, string path, string program)
    {
        CommandRun run = CommandRun.Of("--backend", kernel, "prog", "dump", "xlated", "object", path, "name", program, "linum");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return Variable().Replace(run.Output, match => match.Value[0] == '#' ? "#N" : "map[id:N]");
    }

    [GeneratedRegex(@"map\[id:\d+\]|(?<=call \w+)#-?\d+")]
    private static partial Regex Variable();
}
