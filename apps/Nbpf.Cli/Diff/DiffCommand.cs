using System.Text.Json;
using Nbpf.Cli.Shell;
using Nbpf.Comparison.Known;
using Nbpf.Comparison.Objects;
using Nbpf.Runtime;
using Nbpf.Syscall;

namespace Nbpf.Cli.Diff;

/// <summary><c>nbpf diff FILE…</c>: every program of the objects on both kernels; as JSON a row per program and aspect.</summary>
internal static class DiffCommand
{
    private const string KernelTypes = "/sys/kernel/btf/vmlinux";

    /// <summary>Compares; files that cannot be read are told and the others compared.</summary>
    /// <param name="context">Where to write.</param>
    /// <param name="error">Where files that cannot be read are told.</param>
    /// <param name="files">The object files.</param>
    /// <returns>0 when every file was read and nothing differs that the table of known differences does not list, else 1.</returns>
    public static int Run(CommandContext context, TextWriter error, IReadOnlyList<string> files)
    {
        if (files.Count == 0) throw new UsageException("an object file expected");
        using IBpf linux = (context with { Backend = KernelChoice.Linux }).OpenKernel();
        using BpfRuntime user = new(context.RuntimeOptions with { CpuCount = linux.PossibleCpuCount });
        // CO-RE relocations have one answer, the running kernel's types', or the programs would be two.
        ObjectComparer comparer = new(user, linux, KnownDifferences.BuiltIn, File.Exists(KernelTypes) ? Btf.ReadFile(KernelTypes) : null);
        List<DiffRow> rows = [];
        List<UnreadFile> unread = [];
        foreach (string file in files)
        {
            try
            {
                ObjectSpec spec = InputFile.ReadObject(file);
                rows.AddRange(comparer.Compare(spec).SelectMany(program => program.Aspects.Select(aspect => new DiffRow(file, program, aspect))));
            }
            catch (Exception failure) when (failure is CommandException or BpfFormatException)
            {
                unread.Add(UnreadFile.Of(file, failure));
            }
        }

        if (context.Json) context.WriteJson(json => Write(json, rows, unread));
        else WriteTable(context.Output, rows);
        UnreadFile.WriteLines(error, unread);
        return unread.Count == 0 && rows.TrueForAll(static row => row.Comparison.Outcome != AspectOutcome.Different) ? 0 : 1;
    }

    private static void Write(Utf8JsonWriter json, List<DiffRow> rows, List<UnreadFile> unread)
    {
        json.WriteStartArray();
        foreach (DiffRow row in rows) row.Write(json);
        foreach (UnreadFile file in unread) file.Write(json);
        json.WriteEndArray();
    }

    private static void WriteTable(TextWriter output, List<DiffRow> rows)
    {
        foreach (IGrouping<string, DiffRow> file in rows.GroupBy(static row => row.File))
        {
            output.WriteLine($"{OneLine.Of(file.Key)}:");
            string[][] cells = [["program", "type", "aspect", "outcome", "detail"], .. file.GroupBy(static row => row.Program).SelectMany(static program => Cells([.. program]))];
            foreach (string line in TextTable.Lines(cells)) output.WriteLine($"  {line}");
        }
    }

    // What is equal is no news: one line for a program. What is not has a line of its own.
    private static IEnumerable<string[]> Cells(DiffRow[] program)
    {
        DiffRow[] equal = [.. program.Where(static row => row.Comparison.Outcome == AspectOutcome.Equal)];
        if (equal.Length > 0)
        {
            string[] cells = equal[0].Cells;
            cells[2] = string.Join(", ", equal.Select(static row => row.Comparison.Aspect));
            yield return cells;
        }
        foreach (DiffRow row in program.Except(equal)) yield return row.Cells;
    }
}
