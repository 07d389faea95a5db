using Nbpf.Syscall;

namespace Nbpf.Verification;

/// <summary>What the verifier answers: <see cref="Accepted"/> or <see cref="Rejected"/>.</summary>
/// <param name="Log">The log in the kernel's form at the level asked for, lines ended by <c>\n</c>.</param>
/// <param name="Statistics">What the verification cost.</param>
public abstract record VerificationOutcome(string Log, VerificationStatistics Statistics)
{
    /// <summary>The program is safe.</summary>
    /// <param name="Program">The program with what was proven of it.</param>
    /// <param name="Log">The log.</param>
    /// <param name="Statistics">What the verification cost.</param>
    public sealed record Accepted(VerifiedProgram Program, string Log, VerificationStatistics Statistics)
        : VerificationOutcome(Log, Statistics);

    /// <summary>The program could not be proven safe.</summary>
    /// <param name="Errno">Linux's error.</param>
    /// <param name="Outcome">What kind of refusal it is.</param>
    /// <param name="Reason">The line of the log that explains the verdict, also at log level 0.</param>
    /// <param name="LastLine">The log's last line before the statistics, which may say less.</param>
    /// <param name="InstructionIndex">Slot index of the instruction that failed, or -1 when no single one did.</param>
    /// <param name="Log">The log.</param>
    /// <param name="Statistics">What the verification cost.</param>
    public sealed record Rejected(Errno Errno, LoadOutcome Outcome, string Reason, string LastLine, int InstructionIndex, string Log, VerificationStatistics Statistics)
        : VerificationOutcome(Log, Statistics);
}
