using System.Globalization;
using Nbpf.Maglev.Capture;
using Spectre.Console;

namespace Nbpf.Cli.Demo;

/// <summary>The report as tables, for terminals.</summary>
internal static class DemoTables
{
    internal static void Write(IAnsiConsole console, DemoReport report)
    {
        Table services = Titled("Services", "VIP", "backends", "backends hit", "packets", "table size", "max/mean", "map bytes");
        foreach (DemoServiceReport service in report.Services)
        {
            services.AddRow(Markup.Escape(service.Vip.ToString()), Number(service.Backends), Number(service.BackendsHit), Number(service.Packets),
                Number(service.TableSize), service.MaxOverMean.ToString("F5", CultureInfo.InvariantCulture), Number(service.MapBytes));
        }
        console.Write(services);

        Table memory = Titled("Map memory in bytes", "services", "each of its own size", "all as the largest", "saved");
        memory.AddRow("these 3", Number(report.MapBytes), Number(report.FixedMapBytes), DemoText.Ratio(report.MapBytes, report.FixedMapBytes));
        memory.AddRow(Markup.Escape(DemoText.ModelName(report.Model)), Number(report.Model.MapBytes), Number(report.Model.FixedMapBytes), DemoText.Ratio(report.Model.MapBytes, report.Model.FixedMapBytes));
        console.Write(memory);

        XdpAction[] actions = [.. report.Verdicts.Values.SelectMany(counts => counts.Keys).Distinct().Order()];
        Table verdicts = Titled($"Verdicts of {report.Packets} packets", ["class", .. actions.Select(DemoText.Name)]);
        foreach ((TrafficClass trafficClass, IReadOnlyDictionary<XdpAction, int> counts) in report.Verdicts)
            verdicts.AddRow([TrafficClassifier.Name(trafficClass), .. actions.Select(action => counts.TryGetValue(action, out int count) ? Number(count) : "")]);
        console.Write(verdicts);

        Table timing = Titled("ns per packet", "compiled", "interpreted");
        timing.AddRow(report.CompiledNanoseconds.ToString("F1", CultureInfo.InvariantCulture), report.InterpretedNanoseconds?.ToString("F0", CultureInfo.InvariantCulture) ?? "–");
        console.Write(timing);

        console.WriteLine("Lookup of a backend, an array that is known when the program is loaded: inlined");
        console.Write(Code(report.InlinedLookup));
        console.WriteLine("Lookup in a service's table, an array of any size: called");
        console.Write(Code(report.CalledLookup));
        console.MarkupLineInterpolated($"Forwarded packets: [green]{OneLine.Of(report.OutputPath)}[/]");
    }

    private static Table Titled(string title, params string[] columns)
    {
        Table table = new Table().Border(TableBorder.Rounded).Title(title);
        for (int i = 0; i < columns.Length; i++)
        {
            TableColumn column = new(columns[i]);
            table.AddColumn(i == 0 ? column.NoWrap() : column.RightAligned());
        }
        return table;
    }

    private static Panel Code(string text) => new Panel(new Text(text.TrimEnd('\n'))).BorderColor(Color.Grey);

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Number(ulong number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
