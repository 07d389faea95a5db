using System.Globalization;

namespace Nbpf.Fuzz.Running;

/// <summary>What a run of a target came to.</summary>
/// <param name="Target">The target.</param>
/// <param name="Inputs">Inputs it got.</param>
/// <param name="Taken">Inputs it took; the others it refused as documented.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Slowest">The longest time that one input took.</param>
/// <param name="Faults">What broke a promise.</param>
internal sealed record FuzzReport(string Target, long Inputs, long Taken, TimeSpan Duration, TimeSpan Slowest, IReadOnlyList<FuzzFault> Faults)
{
    /// <summary>A row of a table in Markdown.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"| {Target} | {Inputs:N0} | {Taken:N0} | {Duration.TotalSeconds:F0} s | {Slowest.TotalMilliseconds:F0} ms | {Faults.Count} |");
}
