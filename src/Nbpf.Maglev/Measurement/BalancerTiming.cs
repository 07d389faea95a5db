using System.Buffers.Binary;
using Nbpf.Syscall;

namespace Nbpf.Maglev.Measurement;

/// <summary>
/// Measures what the data plane costs per packet, in the same way on every kernel. A test run does not restore the packet
/// between repeats, so <c>bpf/driver.bpf.c</c> undoes the encapsulation, varies the flow and tail-calls the program; its
/// own cost is measured with a stub and subtracted.
/// </summary>
public sealed class BalancerTiming : IDisposable
{
    private const int ControlBytes = 16;
    private const uint Balance = 0, StubWithOneMove = 1, StubWithTwoMoves = 2;

    private readonly IBpf _kernel;
    private readonly BpfObject _driver;
    private readonly byte[] _frame;

    // Goes on from one measurement to the next, so that short ones still see all flows.
    private uint _runs;

    /// <summary>Prepares measurements.</summary>
    /// <param name="kernel">The kernel that holds the program.</param>
    /// <param name="driverPath">The object of <c>bpf/driver.bpf.c</c>.</param>
    /// <param name="program">The program under test; it must encapsulate <paramref name="frame"/> in IPv4.</param>
    /// <param name="frame">An Ethernet frame with IPv4 (without options) and TCP or UDP.</param>
    /// <exception cref="BpfException">The kernel refused something.</exception>
    /// <exception cref="BpfFormatException">The object is malformed.</exception>
    public BalancerTiming(IBpf kernel, string driverPath, BpfProgram program, ReadOnlySpan<byte> frame)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(program);
        _kernel = kernel;
        _frame = frame.ToArray();
        _driver = BpfObject.Load(kernel, driverPath);
        try
        {
            SetProgram(0, program);
            SetProgram(1, _driver.Program("stub"));
        }
        catch
        {
            _driver.Dispose();
            throw;
        }
    }

    /// <summary>Nanoseconds of a run of the driver with the program under test.</summary>
    /// <param name="flows">Flows that take turns: a power of two up to 2^24.</param>
    /// <param name="repeat">How many runs; the result is their mean.</param>
    /// <exception cref="BpfException">The kernel refused the run.</exception>
    /// <exception cref="InvalidOperationException">The program did not forward the packet.</exception>
    public double MeasureBalancer(uint flows, uint repeat) => Run(Balance, flows, repeat);

    /// <summary>Nanoseconds of a run of the driver with the stub, the head moved forth and back once.</summary>
    /// <param name="repeat">How many runs.</param>
    public double MeasureOneMove(uint repeat) => Run(StubWithOneMove, 1, repeat);

    /// <summary>The same, the head moved forth and back twice.</summary>
    /// <param name="repeat">How many runs.</param>
    public double MeasureTwoMoves(uint repeat) => Run(StubWithTwoMoves, 1, repeat);

    /// <summary>Nanoseconds per packet, from the three parts: each the best or the median of many measurements, because a
    /// difference of two single ones has the disturbances of both.</summary>
    /// <param name="balancer">From <see cref="MeasureBalancer"/>.</param>
    /// <param name="oneMove">From <see cref="MeasureOneMove"/>.</param>
    /// <param name="twoMoves">From <see cref="MeasureTwoMoves"/>.</param>
    public static double PerPacket(double balancer, double oneMove, double twoMoves) => balancer - oneMove + (twoMoves - oneMove) / 2;

    /// <summary>Nanoseconds per packet: of many short measurements the best of each part.</summary>
    /// <param name="flows">Flows that take turns.</param>
    /// <param name="repeat">Runs of one measurement.</param>
    /// <param name="measurements">Measurements of each part.</param>
    /// <exception cref="BpfException">The kernel refused a run.</exception>
    /// <exception cref="InvalidOperationException">The program did not forward the packet.</exception>
    public double MeasureBest(uint flows, uint repeat, int measurements)
    {
        double balancer = double.MaxValue, oneMove = double.MaxValue, twoMoves = double.MaxValue;
        for (int i = 0; i < measurements; i++)
        {
            balancer = Math.Min(balancer, MeasureBalancer(flows, repeat));
            oneMove = Math.Min(oneMove, MeasureOneMove(repeat));
            twoMoves = Math.Min(twoMoves, MeasureTwoMoves(repeat));
        }
        return PerPacket(balancer, oneMove, twoMoves);
    }

    /// <inheritdoc/>
    public void Dispose() => _driver.Dispose();

    private uint Run(uint mode, uint flows, uint repeat)
    {
        BpfMap control = _driver.Map("control");
        Span<byte> value = stackalloc byte[ControlBytes];
        value.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(value, mode);
        BinaryPrimitives.WriteUInt32LittleEndian(value[4..], flows - 1);
        BinaryPrimitives.WriteUInt32LittleEndian(value[8..], _runs);
        _runs += repeat;
        SysResult result = _kernel.MapUpdateElem(control.Fd, stackalloc byte[sizeof(uint)], value);
        if (result.IsError) throw new BpfException(result.Errno, "update map", "control");
        ProgTestRunArguments arguments = new() { DataIn = _frame, Repeat = repeat };
        // The kernel's own figure, though in whole nanoseconds: Linux waits for a grace period before the first run.
        result = _kernel.ProgTestRun(_driver.Program("driver").Fd, arguments);
        if (result.IsError) throw new BpfException(result.Errno, "run program", "driver");
        return arguments.ReturnValue == (uint)XdpAction.Tx
            ? arguments.DurationNanoseconds
            : throw new InvalidOperationException($"the program under test answered {(XdpAction)arguments.ReturnValue}, expected {XdpAction.Tx}");
    }

    private void SetProgram(uint slot, BpfProgram program)
    {
        SysResult result = _kernel.MapUpdateElem(_driver.Map("programs").Fd, BitConverter.GetBytes(slot), BitConverter.GetBytes(program.Fd));
        if (result.IsError) throw new BpfException(result.Errno, "update map", "programs");
    }
}
