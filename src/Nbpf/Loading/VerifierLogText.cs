using System.Globalization;
using System.Text.RegularExpressions;

namespace Nbpf.Loading;

/// <summary>Puts what the loader knows into a verifier's log: which reference a call of an unknown helper stands for.</summary>
internal static partial class VerifierLogText
{
    /// <summary>libbpf looks at so many last lines.</summary>
    private const int LineCount = 10;

    /// <summary>The log with the two lines on the unknown helper replaced by what they mean; else as it was.</summary>
    /// <param name="log">The log.</param>
    /// <param name="spec">The object.</param>
    /// <param name="program">The program that was refused.</param>
    internal static string Explain(string log, ObjectSpec spec, ProgramSpec program)
    {
        int start = log.Length;
        for (int i = 0; i <= LineCount && start > 0; i++) start = log.LastIndexOf('\n', start - 1);
        Match match = UnknownHelper().Match(log, Math.Max(start, 0));
        if (!match.Success || !int.TryParse(match.Groups["helper"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int helper)) return log;
        int index = int.Parse(match.Groups["index"].ValueSpan, CultureInfo.InvariantCulture);
        return MissingReferences.Explain(spec, program, helper, index) is var (instruction, reason)
            ? $"{log[..match.Index]}{index}: {instruction}\n{reason}{log[(match.Index + match.Length)..]}"
            : log;
    }

    [GeneratedRegex(@"^(?<index>\d{1,9}): \([0-9a-f]{2}\) call unknown#(?<helper>\d{1,10}).*\ninvalid func unknown#\k<helper>$", RegexOptions.Multiline)]
    private static partial Regex UnknownHelper();
}
