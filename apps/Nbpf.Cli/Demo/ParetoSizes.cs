namespace Nbpf.Cli.Demo;

/// <summary>
/// Sizes of services as clusters have them: many small, few large. Evenly spaced quantiles of a Pareto distribution, rounded
/// down and bounded, whose shape is sought so that the mean comes out as asked; without chance, so every run is the same.
/// </summary>
public static class ParetoSizes
{
    /// <summary>The sizes, largest first.</summary>
    /// <param name="count">How many.</param>
    /// <param name="mean">Their mean.</param>
    /// <param name="maximum">The largest allowed.</param>
    public static IReadOnlyList<int> Generate(int count, double mean, int maximum)
    {
        double low = 0.1, high = 20;
        for (int i = 0; i < 60; i++)
        {
            double shape = (low + high) / 2;
            if (Quantiles(count, shape, maximum).Average() > mean) low = shape;
            else high = shape;
        }
        return Quantiles(count, high, maximum);
    }

    private static int[] Quantiles(int count, double shape, int maximum)
    {
        int[] sizes = new int[count];
        for (int i = 0; i < count; i++) sizes[i] = (int)Math.Min(maximum, Math.Pow((i + 0.5) / count, -1 / shape));
        return sizes;
    }
}
