using System.Collections.Immutable;

namespace Nbpf.Comparison.Known;

/// <summary>The table of known differences, <c>data/parity.tsv</c>: what a comparison finds and does not find here is a bug.</summary>
public sealed class KnownDifferences
{
    private const int ColumnCount = 6;

    private KnownDifferences(ImmutableArray<KnownDifference> entries) => Entries = entries;

    /// <summary>The table that was built in.</summary>
    public static KnownDifferences BuiltIn { get; } = ReadBuiltIn();

    /// <summary>All entries, in the table's order.</summary>
    public ImmutableArray<KnownDifference> Entries { get; }

    /// <summary>The first entry that explains a difference, or null: an unlisted difference.</summary>
    /// <param name="difference">The difference.</param>
    public KnownDifference? Explain(Difference difference) => Entries.FirstOrDefault(entry => entry.Explains(difference));

    /// <summary>Reads a table: one entry a line, columns id, aspect, subject, ours, Linux (regular expressions, whole text) and reason, separated by tabs; <c>#</c> begins a comment line.</summary>
    /// <param name="text">The table.</param>
    /// <exception cref="BpfFormatException">A line has another number of columns, an id is used twice, or a pattern is no regular expression.</exception>
    public static KnownDifferences Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        ImmutableArray<KnownDifference>.Builder entries = ImmutableArray.CreateBuilder<KnownDifference>();
        HashSet<string> ids = new(StringComparer.Ordinal);
        int offset = 0;
        foreach (string line in text.Split('\n'))
        {
            if (line.Length > 0 && line[0] != '#')
            {
                string[] columns = line.Split('\t');
                if (columns.Length != ColumnCount) throw new BpfFormatException($"known differences: {columns.Length} columns, expected {ColumnCount}", offset);
                if (!ids.Add(columns[0])) throw new BpfFormatException($"known differences: id '{columns[0]}' is used twice", offset);
                entries.Add(Entry(columns, offset));
            }

            offset += line.Length + 1;
        }

        return new(entries.ToImmutable());
    }

    private static KnownDifference Entry(string[] columns, int offset)
    {
        try
        {
            return new(columns[0], columns[1], columns[2], columns[3], columns[4], columns[5]);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            throw new BpfFormatException($"known differences: '{columns[0]}': {error.Message}", offset);
        }
    }

    private static KnownDifferences ReadBuiltIn()
    {
        using Stream stream = typeof(KnownDifferences).Assembly.GetManifestResourceStream("parity.tsv")
            ?? throw new System.Diagnostics.UnreachableException("the table of known differences is not in the assembly");
        using StreamReader reader = new(stream);
        return Read(reader.ReadToEnd());
    }
}
