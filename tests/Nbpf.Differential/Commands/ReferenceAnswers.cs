using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Nbpf.Comparison.Commands;
using Nbpf.Syscall;
using Nbpf.Testing;

namespace Nbpf.Differential.Commands;

/// <summary>
/// What Linux 6.18 answers to a sequence. Where it may be asked, it is, and must still answer as recorded in <c>Recorded/NAME.txt</c> (with NBPF_RECORD=1
/// that is rewritten instead); elsewhere the recording stands in for it. Per-CPU values depend on the number of CPUs, so a
/// recording is compared only where there are as many.
/// </summary>
/// <param name="CpuCount">Number of possible CPUs of that kernel.</param>
/// <param name="Answers">Its answers, one for each command.</param>
internal sealed record ReferenceAnswers(int CpuCount, ImmutableArray<Answer> Answers)
{
    public static ReferenceAnswers For(string name, CommandSequence sequence)
    {
        string path = Path.Combine(Repository.Root, "tests", "Nbpf.Differential", "Recorded", name + ".txt");
        if (!LinuxOracle.IsReference(out string reason)) return Read(path, sequence, reason);

        ReferenceAnswers now = new(0, BothKernels.RunOnLinux(sequence, out int cpuCount));
        now = now with { CpuCount = cpuCount };
        if (RecordedAnswers.IsRecording)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, now.Text(sequence));
            return now;
        }

        ReferenceAnswers recorded = Read(path, sequence, "it was never recorded");
        int differs = Enumerable.Range(0, now.Answers.Length).FirstOrDefault(i => now.Answers[i] != recorded.Answers[i], -1);
        if (differs >= 0 && recorded.CpuCount == cpuCount)
            throw new InvalidOperationException($"{name}: '{sequence.Commands[differs]}': recorded '{recorded.Answers[differs]}', the kernel answers '{now.Answers[differs]}'");
        return now;
    }

    private static ReferenceAnswers Read(string path, CommandSequence sequence, string reason)
    {
        if (!File.Exists(path)) throw new InvalidOperationException($"{path} is missing ({reason}); record it on Linux {LinuxOracle.ReferenceRelease} with NBPF_RECORD=1");
        string[] lines = File.ReadAllLines(path);
        string[] head = lines[0].Split(' ');
        if (head[2] != Hash(sequence)) throw new InvalidOperationException($"{path} was recorded for other commands; record it again on Linux {LinuxOracle.ReferenceRelease} with NBPF_RECORD=1");
        return new(int.Parse(head[1], CultureInfo.InvariantCulture), [.. lines.Skip(1).Select(Parse)]);
    }

    private static Answer Parse(string line)
    {
        int blank = line.IndexOf(' ', StringComparison.Ordinal);
        (string word, string detail) = blank < 0 ? (line, "") : (line[..blank], line[(blank + 1)..]);
        return new(word == "OK" ? Errno.None : Enum.Parse<Errno>(word), detail);
    }

    private string Text(CommandSequence sequence) =>
        string.Create(CultureInfo.InvariantCulture, $"# {CpuCount} {Hash(sequence)} (possible CPUs, hash of the commands; then one answer a line)\n") + string.Concat(Answers.Select(answer => $"{answer}\n"));

    private static string Hash(CommandSequence sequence) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sequence.ToString()))[..8]);
}
