using System.Text.Json;
using Nbpf.Comparison.Objects;

namespace Nbpf.Cli.Diff;

/// <summary>What <c>nbpf diff</c> says of one aspect of one program, or of a file that could not be read.</summary>
/// <param name="File">The file as it was named.</param>
/// <param name="Program">The program.</param>
/// <param name="Comparison">The aspect.</param>
internal sealed record DiffRow(string File, ProgramComparison Program, AspectComparison Comparison)
{
    /// <summary>The outcome's name.</summary>
    public string Outcome => Comparison.Outcome switch
    {
        AspectOutcome.Equal => "equal",
        AspectOutcome.Known => "known",
        AspectOutcome.Different => "different",
        AspectOutcome.Varies => "varies",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The row's cells in the table.</summary>
    public string[] Cells => [Program.Program, KernelNames.Of(Program.Type), Comparison.Aspect, Outcome, Detail];

    private string Detail => Comparison switch
    {
        { Known: { } known } => $"{known.Id}: {known.Reason}",
        { Difference: { } difference } => $"user: {difference.Ours} | linux: {difference.Reference}",
        _ => "",
    };

    /// <summary>Writes the row with the keys scripts rely on.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("file", File);
        json.WriteString("program", Program.Program);
        json.WriteString("type", KernelNames.Of(Program.Type));
        json.WriteString("aspect", Comparison.Aspect);
        json.WriteString("outcome", Outcome);
        if (Comparison.Difference is { } difference)
        {
            json.WriteString("user", difference.Ours);
            json.WriteString("linux", difference.Reference);
        }

        if (Comparison.Known is { } known) json.WriteString("known", known.Id);
        json.WriteEndObject();
    }
}
