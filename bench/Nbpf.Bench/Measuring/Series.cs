namespace Nbpf.Bench.Measuring;

/// <summary>Measurements of one thing, one per round.</summary>
internal sealed class Series
{
    private readonly List<double> _values = [];

    internal double Best => _values.Min();

    internal double Median
    {
        get
        {
            double[] sorted = [.. _values.Order()];
            return (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
        }
    }

    internal void Add(double value) => _values.Add(value);
}
