using System.Text;
using Nbpf.Syscall;

namespace Nbpf.Loading;

/// <summary>
/// Runs commands that write a log. Without a log level the first try has none, which is faster; only a failure is asked again
/// for its reasons. The buffer grows until the whole log fits: to the size that the kernel says (6.4), else by doubling.
/// </summary>
/// <param name="firstSizeBytes">Size of the first buffer.</param>
internal sealed class LoggedCommand(int firstSizeBytes)
{
    /// <summary>Linux takes log buffers of at most a quarter of 4 GB; an array of .NET ends at 2 GB.</summary>
    private const int MaxBytes = 1 << 30;

    /// <summary>Kernels before 5.2 take no smaller one.</summary>
    private const int MinBytes = 128;

    private const uint PathOfFailure = 1;
    private const uint StatisticsAlone = 4;

    /// <summary>One try.</summary>
    /// <param name="level">The log level.</param>
    /// <param name="log">The buffer; empty for none.</param>
    internal delegate (SysResult Result, uint LogSize) Attempt(uint level, Span<byte> log);

    /// <summary>Runs a command.</summary>
    /// <param name="level">The level that the log should have also on success; 0 for a log of failures only.</param>
    /// <param name="attempt">The command.</param>
    /// <param name="text">Receives the log.</param>
    internal SysResult Run(uint level, Attempt attempt, out string text)
    {
        text = "";
        if (level == 0)
        {
            (SysResult quick, _) = attempt(0, []);
            if (!quick.IsError) return quick;
            level = PathOfFailure;
        }

        SysResult result = WithGrowingLog(level, attempt, out text);
        // Linux keeps some reasons for those who ask for the path.
        return result.IsError && level == StatisticsAlone ? WithGrowingLog(level | PathOfFailure, attempt, out text) : result;
    }

    private SysResult WithGrowingLog(uint level, Attempt attempt, out string text)
    {
        int size = Math.Clamp(firstSizeBytes, MinBytes, MaxBytes);
        while (true)
        {
            var log = new byte[size];
            (SysResult result, uint needed) = attempt(level, log);
            if (result.Errno == Errno.ENOSPC && size < MaxBytes)
            {
                size = (int)Math.Min(Math.Max(needed, (uint)size * 2), MaxBytes);
                continue;
            }
            int end = Array.IndexOf(log, (byte)0);
            text = Encoding.UTF8.GetString(log, 0, end < 0 ? log.Length : end);
            return result;
        }
    }
}
