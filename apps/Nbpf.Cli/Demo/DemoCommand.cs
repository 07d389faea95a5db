using System.Net.NetworkInformation;
using Nbpf.Cli.Shell;
using Nbpf.Maglev;
using Nbpf.Maglev.Capture;
using Nbpf.Maglev.Measurement;
using Nbpf.Runtime;
using Nbpf.Syscall;
using Spectre.Console;
using MaglevBackend = Nbpf.Maglev.Backend;

namespace Nbpf.Cli.Demo;

/// <summary>
/// The main job in one command: loads the balancer, builds and publishes tables for services of different sizes, gives it every
/// packet of a capture, and tells what became of them, what memory it took and what a packet cost.
/// </summary>
public static class DemoCommand
{
    private const double ModelMeanBackends = 8.2;
    private const int ModelLargestService = 1000;
    private const uint ModelFirstBackendId = 2000;
    private const int TimingMeasurements = 100;
    private const uint TimingFlows = 65_536;

    private static readonly DataPlaneConfiguration s_configuration = new()
    {
        NextHop = PhysicalAddress.Parse("02-00-00-00-AA-01"),
        Own = PhysicalAddress.Parse("02-00-00-00-0F-01"),
        SourceIPv4 = WireAddress.Parse("10.99.0.1"),
        SourceIPv6 = WireAddress.Parse("fd99::1"),
        Seed = 0x6e62_7066,
    };

    /// <summary>Runs the demo.</summary>
    /// <param name="context">The kernel, and where and how to report.</param>
    /// <param name="options">What to work on.</param>
    /// <returns>0; failures are exceptions.</returns>
    /// <exception cref="CommandException">The capture holds no packet to a VIP of the demo, or the kernel is not there.</exception>
    /// <exception cref="BpfFormatException">The capture or an object is malformed.</exception>
    /// <exception cref="BpfException">A kernel refused something.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static int Run(CommandContext context, DemoOptions options)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(options);
        if (context.Json)
        {
            DemoReport report = Work(context, options, static _ => { });
            context.WriteJson(json => DemoJson.Write(json, report));
        }
        else if (options.Terminal is { } terminal)
        {
            IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal) });
            DemoTables.Write(console, console.Status().Start("Loading", status => Work(context, options, step => status.Status(step))));
        }
        else
        {
            DemoText.Write(context.Output, Work(context, options, static _ => { }));
        }
        return 0;
    }

    private static DemoReport Work(CommandContext context, DemoOptions options, Action<string> progress)
    {
        progress("Loading the balancer");
        using IBpf kernel = context.OpenKernel();
        using BpfObject balancer = BpfObject.Load(kernel, options.BalancerPath);
        BpfProgram program = balancer.Program("maglev");

        progress("Building and publishing the tables of three services");
        IReadOnlyList<DemoService> services = DemoService.OfTheCapture();
        IReadOnlyList<ulong> memory = Publish(kernel, balancer, services);

        progress($"Building and publishing {options.ModelServices} services");
        IReadOnlyList<DemoService> model = DemoService.OfSizes(
            ParetoSizes.Generate(options.ModelServices, ModelMeanBackends, ModelLargestService), ModelFirstBackendId);
        IReadOnlyList<ulong> modelMemory = Publish(kernel, balancer, model);

        progress("Replaying the capture");
        CaptureReplay replay = new();
        replay.Run(program, options.CapturePath, options.OutputPath);

        progress("Timing the compiled program");
        byte[] frame = replay.Forwarded(TrafficClass.IPv4Tcp) ?? throw new CommandException(options.CapturePath, "no TCP packet over IPv4 goes to a VIP of the demo");
        double compiled = Time(kernel, program, frame, options, options.TimingRepeat);

        double? interpreted = null;
        if (context.Backend == KernelChoice.User)
        {
            progress("Timing the interpreted program");
            interpreted = TimeInterpreted(context, options, services, frame);
        }

        LookupExcerpts lookups = LookupExcerpts.Of(balancer);
        return new DemoReport(
            [.. services.Select((service, i) => Report(service, replay, memory[i]))],
            (ulong)memory.Count * memory.Max(),
            new DemoModelReport(model.Count, model.Average(service => service.Backends.Count), model.Max(service => service.Backends.Count), Sum(modelMemory), (ulong)model.Count * modelMemory.DefaultIfEmpty().Max()),
            compiled,
            interpreted,
            replay.Verdicts,
            lookups.Inlined,
            lookups.Called,
            options.OutputPath);
    }

    private static IReadOnlyList<ulong> Publish(IBpf kernel, BpfObject balancer, IReadOnlyList<DemoService> services)
    {
        s_configuration.Publish(kernel, balancer.Map("config").Fd);
        ServicePublisher publisher = new(kernel, balancer.Map("services").Fd, balancer.Map("backends").Fd);
        publisher.PublishBackends([.. services.SelectMany(service => service.Backends)]);
        return publisher.Publish([.. services.Select(service => service.Published)]);
    }

    private static double TimeInterpreted(CommandContext context, DemoOptions options, IReadOnlyList<DemoService> services, byte[] frame)
    {
        using BpfRuntime kernel = new(context.RuntimeOptions with { Engine = ExecutionEngine.Interpreter });
        using BpfObject balancer = BpfObject.Load(kernel, options.BalancerPath);
        Publish(kernel, balancer, services);
        return Time(kernel, balancer.Program("maglev"), frame, options, options.TimingRepeat / 10);
    }

    private static double Time(IBpf kernel, BpfProgram program, byte[] frame, DemoOptions options, uint repeat)
    {
        using BalancerTiming timing = new(kernel, options.DriverPath, program, frame);
        return timing.MeasureBest(TimingFlows, repeat, TimingMeasurements);
    }

    private static DemoServiceReport Report(DemoService service, CaptureReplay replay, ulong memory)
    {
        int packets = 0, hit = 0;
        foreach (MaglevBackend backend in service.Backends)
        {
            if (!replay.PacketsByBackend.TryGetValue(backend.Address, out int count)) continue;
            packets += count;
            hit++;
        }
        return new(service.Vip, service.Backends.Count, service.Table.Size, service.Table.MaxOverMean, packets, hit, memory);
    }

    private static ulong Sum(IReadOnlyList<ulong> numbers) => numbers.Aggregate(0ul, (sum, number) => sum + number);
}
