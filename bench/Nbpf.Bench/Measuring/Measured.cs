namespace Nbpf.Bench.Measuring;

/// <summary>A quantity as it was in the best round and in the median round.</summary>
internal readonly record struct Measured(double Best, double Median)
{
    public static Measured operator -(Measured left, Measured right) => new(left.Best - right.Best, left.Median - right.Median);

    /// <summary>Combines quantities value by value: the best with the best, the median with the median.</summary>
    internal static Measured Combine(Measured first, Measured second, Measured third, Func<double, double, double, double> function) =>
        new(function(first.Best, second.Best, third.Best), function(first.Median, second.Median, third.Median));

    /// <summary>Best and median of values.</summary>
    internal static Measured Of(IReadOnlyCollection<double> values)
    {
        double[] sorted = [.. values.Order()];
        return new(sorted[0], (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2);
    }
}
