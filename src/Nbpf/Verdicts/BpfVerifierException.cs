using Nbpf.Syscall;
using Nbpf.Verdicts;

namespace Nbpf;

/// <summary>The kernel refused a program or BTF object. Where it gave a log, the message holds the line of it that says why, and where the program was then.</summary>
public sealed class BpfVerifierException : BpfException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="errno">The error the command answered.</param>
    /// <param name="operation">What was attempted.</param>
    /// <param name="objectName">The program or object it was attempted on.</param>
    /// <param name="log">The whole log.</param>
    /// <param name="explanation">What is known of the reason besides the log, or null.</param>
    public BpfVerifierException(Errno errno, string operation, string objectName, string log, string? explanation = null)
        : this(errno, operation, objectName, log, explanation, LogSummary.Of(log))
    {
    }

    private BpfVerifierException(Errno errno, string operation, string objectName, string log, string? explanation, LogSummary summary)
        : base(errno, operation, objectName, Detail(summary, explanation))
    {
        Log = log;
        Summary = summary.Reason.Length > 0 ? summary.Reason : explanation ?? "";
        Instruction = summary.Instruction;
        SourceLine = summary.Source;
    }

    /// <summary>The line of the log that says why, or what else is known of the reason; empty when nothing is.</summary>
    public string Summary { get; }

    /// <summary>The instruction that the verifier looked at, as its log prints it (<c>5: (71) r0 = *(u8 *)(r0 +0)</c>); null where the log has none.</summary>
    public string? Instruction { get; }

    /// <summary>The source line of that instruction (<c>return *value; @ prog.c:12</c>); null where the log has none.</summary>
    public string? SourceLine { get; }

    /// <summary>The whole log; empty when the kernel gave none.</summary>
    public string Log { get; }

    private static string? Detail(LogSummary summary, string? explanation)
    {
        if (summary.Reason.Length == 0) return explanation;
        string instruction = summary.Instruction is null ? "" : $"; at {summary.Instruction}", source = summary.Source is null ? "" : $"; in {summary.Source}";
        return summary.Reason + instruction + source + (explanation is null ? "" : $"; {explanation}");
    }
}
