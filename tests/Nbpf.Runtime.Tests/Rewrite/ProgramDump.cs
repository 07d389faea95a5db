using System.Text.RegularExpressions;
using Nbpf.Dump;
using Nbpf.Isa;
using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Runtime.Tests.Rewrite;

/// <summary>Loads programs and dumps them, on either kernel; what differs from load to load (ids, addresses, call numbers) is made equal.</summary>
internal static partial class ProgramDump
{
    /// <summary>Loads a program that must be accepted.</summary>
    public static int Load(IBpf kernel, ProgramType type, params Instruction[] program)
    {
        SysResult result = LinuxOracle.Load(kernel, Attributes(type, program), out string log);
        Assert.False(result.IsError, $"{result}\n{log}");
        return result.Value;
    }

    public static ProgLoadAttributes Attributes(ProgramType type, params Instruction[] program) =>
        new() { Type = type, License = "GPL", Instructions = program, LogLevel = 2 };

    /// <summary>The lines of a program's dump.</summary>
    public static string[] Lines(IBpf kernel, int fd)
    {
        Assert.Equal(SysResult.Ok, kernel.ProgGetInfo(fd, out ProgInfo? info));
        return Normalise(XlatedText.Format(XlatedDump.Lines(info!, btf: null)));
    }

    public static string[] Normalise(string text) =>
    [
        .. text.Split('\n').Select(l => l.TrimEnd()).Where(l => l.Length > 0)
            // The recording's tool is older than the notation for per-CPU addresses.
            .Select(l => l.Replace("r0 = &(void __percpu *)(r0)", "r0 = r0"))
            .Select(l => Variable().Replace(l, m => m.Groups["id"].Success ? "map[id:N" : "#N")),
    ];

    [GeneratedRegex(@"(?<id>map\[id:\d+)|(?<=call \w+)#-?\d+")]
    private static partial Regex Variable();
}
