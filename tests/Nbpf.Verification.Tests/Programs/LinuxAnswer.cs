using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Nbpf.Isa;
using Nbpf.Syscall;
using Xunit;

namespace Nbpf.Verification.Tests.Programs;

/// <summary>What Linux says of a program: errno and its log at level 2, addresses removed.</summary>
internal sealed partial record LinuxAnswer(int Errno, string Log)
{
    private const int LogSizeBytes = 1 << 22;

    /// <summary>Loads a program for its log; nothing is attached or kept.</summary>
    public static LinuxAnswer Ask(IBpf kernel, ProgramCase program)
    {
        var fds = new List<int>();
        try
        {
            foreach (TestMap map in program.Maps)
                fds.Add(Create(kernel, map, program.Maps, fds));
            Instruction[] code = [.. program.Instructions];
            for (int i = 0; i < code.Length; i++)
            {
                if (!code[i].IsWide)
                    continue;
                if (code[i].Source is PseudoImmediate.MapFd or PseudoImmediate.MapValue && (uint)code[i].Immediate < (uint)fds.Count)
                    code[i] = code[i] with { Immediate = fds[code[i].Immediate] };
                i++;
            }

            byte[] log = new byte[LogSizeBytes];
            SysResult result = kernel.ProgLoad(
                new ProgLoadAttributes { Type = program.Type, Instructions = code, License = "GPL", LogLevel = 2 }, log, out _);
            if (!result.IsError)
                kernel.Close(result.Value);
            return new LinuxAnswer((int)result.Errno, Normalise(Encoding.ASCII.GetString(log, 0, Array.IndexOf(log, (byte)0))));
        }
        finally
        {
            foreach (int fd in fds)
                kernel.Close(fd);
        }
    }

    /// <summary>Our answer in the same form.</summary>
    public static LinuxAnswer Of(VerificationOutcome outcome) => new(
        outcome is VerificationOutcome.Rejected rejected ? (int)rejected.Errno : 0, Normalise(outcome.Log));

    /// <summary>An answer from its parts.</summary>
    public static LinuxAnswer Normalised(int errno, string log) => new(errno, Normalise(log));

    /// <summary>The lines that say why, without the statistics.</summary>
    public string LastMessage
    {
        get
        {
            string[] lines = Log.TrimEnd('\n').Split('\n');
            return string.Create(CultureInfo.InvariantCulture, $"{Errno}: {(lines.Length > 1 ? lines[^2] : "")}");
        }
    }

    private static int Create(IBpf kernel, TestMap map, IReadOnlyList<TestMap> maps, List<int> fds)
    {
        int inner = map.InnerTemplate is TestMap template ? fds[maps.ToList().IndexOf(template)] : 0;
        SysResult fd = kernel.MapCreate(new MapCreateAttributes
        {
            Type = map.Type,
            KeySize = map.KeySize,
            ValueSize = map.ValueSize,
            MaxEntries = map.MaxEntries,
            Flags = map.Flags,
            Name = map.Name,
            InnerMapFd = inner,
        });
        Assert.False(fd.IsError, $"map {map.Name}: {fd}");
        if (map.IsFrozen)
            Assert.Equal(SysResult.Ok, kernel.MapFreeze(fd.Value));
        return fd.Value;
    }

    private static string Normalise(string log) => Address().Replace(log, "$1ADDRESS ");

    [GeneratedRegex(@"(\(18\) r\d+ = )0x[0-9a-f]+ *")]
    private static partial Regex Address();
}
