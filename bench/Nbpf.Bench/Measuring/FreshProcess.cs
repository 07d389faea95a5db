using System.Diagnostics;
using System.Globalization;

namespace Nbpf.Bench.Measuring;

/// <summary>Measures in a new process of this program, where nothing has been compiled or read yet.</summary>
internal static class FreshProcess
{
    /// <summary>The numbers that the child prints, separated by spaces.</summary>
    internal static double[] Report(params string[] arguments)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Insert(0, Environment.GetCommandLineArgs()[0]);
        using Process child = Process.Start(start)!;
        double[] report = [.. child.StandardOutput.ReadToEnd().Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
        child.WaitForExit();
        return report;
    }
}
