using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Nbpf.Cli.Shell;
using Nbpf.Syscall;

namespace Nbpf.Cli.Verify;

/// <summary><c>nbpf verify FILE…</c>: judges every program of the objects, a row each.</summary>
internal static partial class VerifyCommand
{
    /// <summary>Level 4 asks for the statistics line only.</summary>
    private const uint StatisticsLevel = 4;

    /// <summary>Every level that there is, together.</summary>
    public const uint AllLevels = 7;

    /// <summary>Judges the programs; files that cannot be read are told and those of the others judged.</summary>
    /// <param name="context">Where to write and which kernel judges.</param>
    /// <param name="error">Where files that cannot be read are told.</param>
    /// <param name="files">The object files.</param>
    /// <param name="logLevel">Log level whose log is printed before the row; 0 for none.</param>
    /// <returns>0 when every file was read and every program accepted, else 1.</returns>
    public static int Run(CommandContext context, TextWriter error, IReadOnlyList<string> files, uint logLevel)
    {
        if (files.Count == 0) throw new UsageException("an object file expected");
        using IBpf kernel = context.OpenKernel();
        List<VerifyRow> rows = [];
        List<UnreadFile> unread = [];
        foreach (string file in files)
        {
            try
            {
                ObjectSpec spec = InputFile.ReadObject(file);
                foreach (ProgramSpec program in spec.Programs)
                {
                    (VerifyRow row, string log) = Judge(kernel, file, spec, program, logLevel);
                    rows.Add(row);
                    if (logLevel != 0 && !context.Json) context.Output.Write(log);
                }
            }
            catch (Exception failure) when (failure is CommandException or BpfFormatException)
            {
                unread.Add(UnreadFile.Of(file, failure));
            }
        }

        if (context.Json) context.WriteJson(json => WriteJson(json, rows, unread));
        else if (unread.Count < files.Count) WriteTable(context.Output, rows);
        UnreadFile.WriteLines(error, unread);
        return unread.Count == 0 && rows.TrueForAll(static row => row.Accepted) ? 0 : 1;
    }

    private static void WriteJson(Utf8JsonWriter json, List<VerifyRow> rows, List<UnreadFile> unread)
    {
        json.WriteStartArray();
        foreach (VerifyRow row in rows) row.Write(json);
        foreach (UnreadFile file in unread) file.Write(json);
        json.WriteEndArray();
    }

    private static (VerifyRow Row, string Log) Judge(IBpf kernel, string file, ObjectSpec spec, ProgramSpec program, uint logLevel)
    {
        BpfLoadOptions options = new() { LogLevel = logLevel | StatisticsLevel, ProgramFilter = candidate => candidate.Name == program.Name };
        bool autoloaded = program.IsAutoloaded;
        program.IsAutoloaded = true;
        long start = Stopwatch.GetTimestamp();
        string log, message = "";
        Errno errno = Errno.None;
        try
        {
            using BpfObject loaded = BpfObject.Load(kernel, spec, options);
            log = loaded.Program(program.Name).VerifierLog;
        }
        catch (BpfVerifierException rejection)
        {
            (log, errno, message) = (rejection.Log, rejection.Errno, rejection.Summary);
        }
        catch (BpfException failure)
        {
            (log, errno, message) = ("", failure.Errno, failure.Message);
        }
        finally
        {
            program.IsAutoloaded = autoloaded;
        }

        long microseconds = (long)Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        Match statistics = Statistics().Match(log);
        int Number(string group) => statistics.Success ? int.Parse(statistics.Groups[group].ValueSpan, CultureInfo.InvariantCulture) : 0;
        VerifyRow row = new(
            file, program.Name, KernelNames.Of(program.Type), errno == Errno.None, (int)errno,
            Number("insns"), Number("total"), Number("peak"), microseconds, message);
        return (row, log);
    }

    private static void WriteTable(TextWriter output, List<VerifyRow> rows)
    {
        string[][] cells = [
            ["program", "type", "verdict", "insns", "states", "us", "message"],
            .. rows.Select(row => new[]
            {
                row.Program, row.Type, row.Verdict,
                row.Instructions.ToString(CultureInfo.InvariantCulture), row.TotalStates.ToString(CultureInfo.InvariantCulture),
                row.DurationMicroseconds.ToString(CultureInfo.InvariantCulture), row.Message,
            })];
        foreach (string line in TextTable.Lines(cells, static column => column is >= 3 and <= 5)) output.WriteLine(line);
    }

    [GeneratedRegex(@"processed (?<insns>\d+) insns .*total_states (?<total>\d+) peak_states (?<peak>\d+)")]
    private static partial Regex Statistics();
}
