using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Tests.Fuzz;

/// <summary>
/// What became of each hostile input, held against a recording (<c>tests/Recorded/Verdicts/NAME.tsv</c>): not only that the answer is one or an
/// error, but which. Verdicts that differ in numbers alone share a line, with their count and a hash of all of them: a check that moves by
/// one changes some. <c>NBPF_RECORD=1</c> rewrites the recording; what a change of a message or a check did to it shows in its lines.
/// </summary>
internal sealed partial class RecordedVerdicts(string name)
{
    private const int ShapeLength = 160;

    private readonly SortedDictionary<string, (int Count, IncrementalHash Hash)> _groups = new(StringComparer.Ordinal);

    /// <summary>Adds a verdict.</summary>
    /// <param name="input">Which input.</param>
    /// <param name="shape">What it shares a line with.</param>
    /// <param name="verdict">All of it.</param>
    internal void Add(string input, string shape, string verdict)
    {
        string line = Number().Replace(OneLine(shape), "N");
        if (line.Length > ShapeLength) line = line[..ShapeLength];
        if (!_groups.TryGetValue(line, out (int Count, IncrementalHash Hash) group)) group = (0, IncrementalHash.CreateHash(HashAlgorithmName.SHA256));
        group.Hash.AppendData(Encoding.UTF8.GetBytes($"{input}\t{verdict}\n"));
        _groups[line] = (group.Count + 1, group.Hash);
    }

    /// <summary>Adds what a reader made of an input: what it read, or its refusal with the place.</summary>
    /// <param name="input">Which input.</param>
    /// <param name="read">Reads it and writes down what was read.</param>
    internal void Add(string input, Func<string> read)
    {
        try
        {
            Add(input, "read", read());
        }
        catch (BpfFormatException error)
        {
            Add(input, error.Message, $"{error.Message} at {error.Offset}");
        }
        catch (BpfException error)
        {
            Add(input, error.Message, error.Message);
        }
    }

    /// <summary>Compares with the recording, or rewrites it.</summary>
    internal void Check()
    {
        string path = Path.Combine(Repository.Root, "tests", "Recorded", "Verdicts", name + ".tsv");
        string[] now = [.. _groups.Select(static pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Value.Count}\t{Convert.ToHexString(pair.Value.Hash.GetCurrentHash().AsSpan(0, 6))}\t{pair.Key}"))];
        if (RecordedAnswers.IsRecording)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, string.Join('\n', now) + "\n");
            return;
        }

        string[] recorded = File.ReadAllLines(path);
        Assert.True(now.SequenceEqual(recorded), $"{name}: other verdicts than recorded (NBPF_RECORD=1 rewrites them)\n- {string.Join("\n- ", recorded.Except(now).Take(12))}\n+ {string.Join("\n+ ", now.Except(recorded).Take(12))}");
    }

    private static string OneLine(string text) => string.Concat(text.Select(static letter => char.IsControl(letter) || letter > '~' ? '?' : letter));

    [GeneratedRegex("0x[0-9a-fA-F]+|[0-9]+|'[^']*'")]
    private static partial Regex Number();
}
