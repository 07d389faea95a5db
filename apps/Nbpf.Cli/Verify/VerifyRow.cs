using System.Text.Json;

namespace Nbpf.Cli.Verify;

/// <summary>What <c>nbpf verify</c> says of one program.</summary>
internal sealed record VerifyRow(string File, string Program, string Type, bool Accepted, int Errno, int Instructions, int TotalStates, int PeakStates, long DurationMicroseconds, string Message)
{
    /// <summary>The verdict's name.</summary>
    public string Verdict => Accepted ? "success" : "failure";

    /// <summary>Writes the row with the keys scripts rely on.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("file", File);
        json.WriteString("program", Program);
        json.WriteString("type", Type);
        json.WriteString("verdict", Verdict);
        json.WriteNumber("errno", Errno);
        json.WriteNumber("insns", Instructions);
        json.WriteNumber("total_states", TotalStates);
        json.WriteNumber("peak_states", PeakStates);
        json.WriteNumber("duration_us", DurationMicroseconds);
        json.WriteString("message", Message);
        json.WriteEndObject();
    }
}
