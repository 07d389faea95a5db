using System.Diagnostics;
using System.Globalization;

namespace Nbpf.Bench.Measuring;

/// <summary>Measures in a new process of this program, where nothing has been compiled or read yet.</summary>
internal static class FreshProcess
{
    /// <summary>The numbers that the child prints, separated by spaces.</summary>
    internal static double[] Report(string argument)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, [argument]);
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Insert(0, Environment.GetCommandLineArgs()[0]);
        return Report(start);
    }

    /// <summary>The numbers that a child of another build prints.</summary>
    internal static double[] Report(string executable, string argument) => Report(new ProcessStartInfo(executable, [argument]));

    private static double[] Report(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        using Process child = Process.Start(start)!;
        double[] report = [.. child.StandardOutput.ReadToEnd().Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
        child.WaitForExit();
        return report;
    }
}
