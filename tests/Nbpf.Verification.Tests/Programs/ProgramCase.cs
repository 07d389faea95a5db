using System.Text;
using Nbpf.Isa;

namespace Nbpf.Verification.Tests.Programs;

/// <summary>
/// A program in assembler text with the maps it names: lines <c>map NAME TYPE KEY VALUE ENTRIES FLAGS [inner=N] [frozen]</c>,
/// then instructions in which <c>map_fd N</c> is the N-th of these maps. <c>-</c> stands for no name.
/// </summary>
internal sealed record ProgramCase(string Name, ProgramType Type, IReadOnlyList<TestMap> Maps, Instruction[] Instructions)
{
    /// <summary>Reads a file of cases, each headed by <c>=== NAME [| TYPE]</c>.</summary>
    public static IReadOnlyList<ProgramCase> Read(string text)
    {
        var cases = new List<ProgramCase>();
        foreach (string block in text.Split("=== ", StringSplitOptions.RemoveEmptyEntries))
        {
            int end = block.IndexOf('\n', StringComparison.Ordinal);
            string[] head = block[..end].Split('|', StringSplitOptions.TrimEntries);
            ProgramType type = head.Length > 1 ? Enum.Parse<ProgramType>(head[1]) : ProgramType.Xdp;
            cases.Add(Parse(head[0].Trim(), type, block[(end + 1)..]));
        }

        return cases;
    }

    /// <summary>Reads one case's lines.</summary>
    public static ProgramCase Parse(string name, ProgramType type, string body)
    {
        var maps = new List<TestMap>();
        var code = new StringBuilder();
        foreach (string line in body.Split('\n'))
        {
            if (line.StartsWith("map ", StringComparison.Ordinal))
                maps.Add(TestMap.Parse(line, maps));
            else
                code.Append(line).Append('\n');
        }

        return new ProgramCase(name, type, maps, Assembler.Assemble(code.ToString()));
    }

    /// <summary>Our verdict.</summary>
    public VerificationOutcome Verify(uint logLevel = 2, ProgramFlags flags = ProgramFlags.None, int processorCount = RecordedProcessorCount) => Verifier.Verify(new VerificationRequest
    {
        ProgramType = new TestProgramType(Type),
        Instructions = Instructions,
        Helpers = TestHelpers.Instance,
        Maps = new TestMapResolver(Maps),
        GplCompatible = true,
        Flags = flags,
        LogLevel = logLevel,
        PossibleCpuCount = processorCount,
    });

    /// <summary>CPUs of the machine the answers were recorded on.</summary>
    public const int RecordedProcessorCount = 2;
}
