using System.Text.RegularExpressions;
using Xunit;

namespace Nbpf.Verification.Tests.Programs;

/// <summary>A rejection says by itself, at every log level, what a reader of the log would find in it.</summary>
public sealed partial class RejectionTests
{
    private const int MutantsOfEach = 40;

    [Fact]
    public void Verify_OfRefusedPrograms_TellsTheReasonThatTheLogHas()
    {
        int refused = 0;
        foreach (ProgramCase program in Programs())
        {
            if (program.Verify(logLevel: 1) is not VerificationOutcome.Rejected rejected || Lines(rejected.Log) is not { Length: > 0 } lines) continue;
            refused++;
            BpfVerifierException read = new(rejected.Errno, "load program", program.Name, rejected.Log);

            Assert.True(read.Summary == rejected.Reason, $"{program.Name}: the log says\n  {read.Summary}\nthe rejection\n  {rejected.Reason}\n{rejected.Log}");
            Assert.True(lines[^1].EndsWith(rejected.LastLine, StringComparison.Ordinal) || lines[^1].StartsWith("old state:", StringComparison.Ordinal), $"{program.Name}: {rejected.LastLine}\n{rejected.Log}");
            Assert.Equal(rejected.Outcome == LoadOutcome.NotModelled, rejected.Reason.EndsWith("not supported yet", StringComparison.Ordinal));
        }

        Assert.InRange(refused, 1_000, int.MaxValue);
    }

    [Fact]
    public void Verify_AtOtherLogLevels_TellsTheSame()
    {
        foreach (ProgramCase program in ProgramKernelTests.AllCases)
        {
            object?[] told = [.. new uint[] { 0, 1, 2, 4, 7 }.Select(level => program.Verify(level) is VerificationOutcome.Rejected rejected
                ? (rejected.Errno, rejected.Outcome, rejected.Reason, rejected.LastLine, rejected.InstructionIndex)
                : (object?)null).Distinct()];

            Assert.True(told.Length == 1, $"{program.Name}: {string.Join('\n', told)}");
        }
    }

    [Theory]
    [InlineData("r0 = 0\nexit", 0u, null)]
    [InlineData("r0 = r9\nexit", 0u, LoadOutcome.Refused)]
    [InlineData("r0 = *(u32 *)(r1 +500)\nexit", 0u, LoadOutcome.Refused)]
    [InlineData("may_goto done\ndone: r0 = 0\nexit", 0u, LoadOutcome.NotModelled)]
    [InlineData("r0 = 0\nr1 = 0\nagain: r1 += 1\nif r1 != 2000000 goto again\nexit", 0u, LoadOutcome.Limit)]
    [InlineData("goto done\nr0 = 0\ndone: r0 = 0\nexit", 0u, LoadOutcome.Malformed)]
    public void Outcome_OfAProgram_SaysTheKindOfRefusal(string text, uint level, LoadOutcome? expected) =>
        Assert.Equal(expected, (ProgramCase.Parse("outcome", ProgramType.Xdp, text + "\n").Verify(level) as VerificationOutcome.Rejected)?.Outcome);

    private static IEnumerable<ProgramCase> Programs() =>
        ProgramKernelTests.AllCases.SelectMany(static program => Enumerable.Range(0, MutantsOfEach).Select(mutant => mutant == 0 ? program : HostileProgramTests.Mutate(program, mutant)));

    // The statistics aside.
    private static string[] Lines(string log) => [.. log.Split('\n').Select(static line => Statistics().Replace(line, "").TrimEnd()).Where(static line => line.Length > 0)];

    [GeneratedRegex(@"(?:stack depth[ \d+]*$|processed \d+ insns .*)")]
    private static partial Regex Statistics();
}
