using Nbpf.Syscall;

namespace Nbpf;

/// <summary>The kernel refused a program or BTF object and said why in its log.</summary>
public sealed class BpfVerifierException : BpfException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="errno">The error the command answered.</param>
    /// <param name="operation">What was attempted.</param>
    /// <param name="objectName">The program or object it was attempted on.</param>
    /// <param name="log">The whole log.</param>
    public BpfVerifierException(Errno errno, string operation, string objectName, string log)
        : base(errno, operation, objectName, Summarize(log))
    {
        Log = log;
        Summary = Summarize(log) ?? "";
    }

    /// <summary>The line of the log that says why; empty when the kernel gave no log.</summary>
    public string Summary { get; }

    /// <summary>The whole log; empty when the kernel gave none.</summary>
    public string Log { get; }

    // The reason is the last line before the statistics, which Linux appends at every log level.
    private static string? Summarize(string log)
    {
        ArgumentNullException.ThrowIfNull(log);
        foreach (string line in log.Split('\n').Reverse())
        {
            string text = line.Trim();
            bool isStatistics = text.Length == 0 || text.StartsWith("processed ", StringComparison.Ordinal)
                || text.StartsWith("verification time ", StringComparison.Ordinal) || text.StartsWith("stack depth", StringComparison.Ordinal);
            if (!isStatistics) return text;
        }
        return null;
    }
}
