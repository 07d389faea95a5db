namespace Nbpf.Cli.Demo;

/// <summary>What the demo works on and where its results go.</summary>
public sealed record DemoOptions
{
    /// <summary>The capture to replay.</summary>
    public string CapturePath { get; init; } = Shipped("services.pcap.gz");

    /// <summary>The object of bpf/maglev.bpf.c.</summary>
    public string BalancerPath { get; init; } = Shipped("maglev.bpf.o");

    /// <summary>The object of bpf/driver.bpf.c.</summary>
    public string DriverPath { get; init; } = Shipped("driver.bpf.o");

    /// <summary>Where the packets go that were forwarded.</summary>
    public string OutputPath { get; init; } = "demo-out.pcap";

    /// <summary>The output where it is a terminal: progress and tables, with the control sequences that make them, instead of plain text.</summary>
    public TextWriter? Terminal { get; init; }

    /// <summary>Services of Pareto-distributed size that are created beside the three.</summary>
    public int ModelServices { get; init; } = 1000;

    /// <summary>Runs of one measurement of the compiled program, short enough to fall between disturbances; of the interpreted
    /// one a tenth.</summary>
    public uint TimingRepeat { get; init; } = 20_000;

    private static string Shipped(string name) => Path.Combine(AppContext.BaseDirectory, "demo", name);
}
