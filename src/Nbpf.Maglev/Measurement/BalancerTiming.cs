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

    /// <summary>One measurement: nanoseconds per packet, the driver's part subtracted.</summary>
    /// <param name="flows">Flows that take turns: a power of two up to 2^24.</param>
    /// <param name="repeat">Runs of each of the three parts.</param>
    /// <exception cref="BpfException">The kernel refused the run.</exception>
    /// <exception cref="InvalidOperationException">The program did not forward the packet.</exception>
    public double Measure(uint flows, uint repeat)
    {
        double balance = Run(Balance, flows, repeat), oneMove = Run(StubWithOneMove, flows, repeat), twoMoves = Run(StubWithTwoMoves, flows, repeat);
        return balance - oneMove + (twoMoves - oneMove) / 2;
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
        SysResult result = _kernel.MapUpdateElem(control.Fd, stackalloc byte[sizeof(uint)], value);
        if (result.IsError) throw new BpfException(result.Errno, "update map", "control");
        ProgTestRunArguments arguments = new() { DataIn = _frame, Repeat = repeat };
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
