using System.Text.Encodings.Web;
using System.Text.Json;
using Nbpf.Syscall;

namespace Nbpf.Testing;

/// <summary>
/// Answers of the reference kernel, kept in <c>tests/Recorded/NAME.json</c>. Where that kernel may be asked, it is, and must
/// still answer as recorded (with the environment variable NBPF_RECORD=1 the recording is rewritten instead); elsewhere the
/// recording stands in for it.
/// </summary>
public static class RecordedAnswers
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>True when recordings are to be rewritten.</summary>
    public static bool IsRecording => Environment.GetEnvironmentVariable("NBPF_RECORD") == "1";

    /// <summary>The kernel's answers by question.</summary>
    /// <param name="name">Name of the recording, a file name without extension.</param>
    /// <param name="ask">Asks the kernel all questions.</param>
    /// <exception cref="InvalidOperationException">The kernel answers otherwise than recorded; the message names the first difference.</exception>
    public static IReadOnlyDictionary<string, string> For(string name, Func<IBpf, IEnumerable<KeyValuePair<string, string>>> ask)
    {
        ArgumentNullException.ThrowIfNull(ask);
        string path = Path.Combine(Repository.Root, "tests", "Recorded", name + ".json");
        if (!LinuxOracle.IsReference(out string reason)) return Read(path, reason);
        SortedDictionary<string, string> answers = new(StringComparer.Ordinal);
        using (IBpf kernel = LinuxOracle.Open())
        {
            foreach ((string question, string answer) in ask(kernel)) answers[question] = answer;
        }

        if (IsRecording)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, JsonSerializer.Serialize(answers, Format) + "\n");
        }
        else
        {
            Compare(name, Read(path, "no recording"), answers);
        }

        return answers;
    }

    private static Dictionary<string, string> Read(string path, string reason) => File.Exists(path)
        ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(path))!
        : throw new InvalidOperationException($"{path} is missing ({reason}); record it on Linux {LinuxOracle.ReferenceRelease} with NBPF_RECORD=1");

    private static void Compare(string name, Dictionary<string, string> recorded, SortedDictionary<string, string> answers)
    {
        foreach (string question in recorded.Keys.Union(answers.Keys).Order(StringComparer.Ordinal))
        {
            string before = recorded.GetValueOrDefault(question, "(not asked)");
            string now = answers.GetValueOrDefault(question, "(not asked)");
            if (before != now) throw new InvalidOperationException($"{name}: '{question}': recorded '{before}', the kernel answers '{now}'");
        }
    }
}
