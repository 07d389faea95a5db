using System.Globalization;

namespace Nbpf.Bench.Measuring;

/// <summary>A line of the results.</summary>
/// <param name="Work">What was measured.</param>
/// <param name="Ours">Ours, best and median.</param>
/// <param name="Peer">The peer's, best and median; empty without one.</param>
/// <param name="Ratio">Ours over the peer's: best of best, median of median; empty without a peer.</param>
/// <param name="Target">What is aimed at, empty for a report.</param>
/// <param name="IsMet">Whether the target is met by the best values; null without a target.</param>
internal sealed record ResultRow(string Work, string Ours, string Peer, string Ratio, string Target, bool? IsMet)
{
    internal const string Header = "| work | ours (best / median) | against (best / median) | ratio (best / median) | target | met |\n|---|---|---|---|---|---|";

    /// <summary>Ours against a peer, with the target as a ratio of the best values.</summary>
    internal static ResultRow Against(string work, Measured ours, string peerName, Measured peer, string unit, double? atMost) => new(
        work,
        $"{Number(ours.Best)} / {Number(ours.Median)} {unit}",
        $"{peerName}: {Number(peer.Best)} / {Number(peer.Median)} {unit}",
        Ratios(ours.Best / peer.Best, ours.Median / peer.Median),
        atMost is { } limit ? $"≤ {Number(limit)}x" : "",
        atMost is { } bound ? ours.Best / peer.Best <= bound : null);

    /// <summary>Ours alone, with the target in the same unit.</summary>
    internal static ResultRow Alone(string work, Measured ours, string unit, double? atMost, string against = "") => new(
        work,
        $"{Number(ours.Best)} / {Number(ours.Median)} {unit}",
        against,
        "",
        atMost is { } limit ? $"≤ {Number(limit)} {unit}" : "",
        atMost is { } bound ? ours.Best <= bound : null);

    internal static string Ratios(double best, double median) => $"{best.ToString("F2", CultureInfo.InvariantCulture)} / {median.ToString("F2", CultureInfo.InvariantCulture)}";

    internal static string Number(double value) => value.ToString(value < 10 ? "0.##" : value < 100 ? "0.#" : "0", CultureInfo.InvariantCulture);

    public override string ToString() => $"| {Work} | {Ours} | {Peer} | {Ratio} | {Target} | {(IsMet is { } met ? met ? "yes" : "**no**" : "")} |";
}
