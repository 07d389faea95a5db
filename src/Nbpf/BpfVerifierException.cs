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

    // The reason is the last line before the statistics, which Linux appends at every log level, and before the states of an
    // endless loop.
    private static string? Summarize(string log)
    {
        ArgumentNullException.ThrowIfNull(log);
        return log.Split('\n').Reverse().Select(static line => WithoutStatistics(line).Trim()).FirstOrDefault(static line => line.Length > 0
            && !line.StartsWith("cur state:", StringComparison.Ordinal) && !line.StartsWith("old state:", StringComparison.Ordinal));
    }

    // A few of Linux's messages have no line end, and what comes next follows in their line.
    private static string WithoutStatistics(string line)
    {
        foreach (string statistics in (ReadOnlySpan<string>)["verification time ", "stack depth", "processed "])
        {
            int at = line.IndexOf(statistics, StringComparison.Ordinal);
            if (at >= 0) return line[..at];
        }

        return line;
    }
}
