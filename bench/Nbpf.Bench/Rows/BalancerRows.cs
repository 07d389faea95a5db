using Nbpf.Bench.Measuring;
using Nbpf.Maglev.Measurement;
using Nbpf.Runtime;

namespace Nbpf.Bench.Rows;

/// <summary>The balancer per packet: compiled against Linux, interpreted against compiled.</summary>
internal static class BalancerRows
{
    // Long enough that the caches are this kernel's own again after the other's turn.
    private const uint Repeat = 100_000;

    internal static IEnumerable<ResultRow> Measure(int rounds)
    {
        using LoadedBalancer jit = new(Kernels.InProcess(ExecutionEngine.Jit)), linux = new(Kernels.Linux());
        using LoadedBalancer interpreter = new(Kernels.InProcess(ExecutionEngine.Interpreter)), checkedOne = new(Kernels.InProcess(ExecutionEngine.CheckedInterpreter));
        using BalancerTiming jitTiming = jit.Timing(), linuxTiming = linux.Timing(), interpreterTiming = interpreter.Timing(), checkedTiming = checkedOne.Timing();
        foreach (uint flows in new uint[] { 1, 65_536, 1_048_576 })
        {
            Measured[] measured = PerPacket(rounds, flows, (jitTiming, Repeat), (linuxTiming, Repeat));
            yield return ResultRow.Against($"balancer per packet, JIT, {(flows == 1 ? "1 flow" : $"{flows} flows")}", measured[0], "Linux", measured[1], "ns", 1.0);
        }
        Measured[] engines = PerPacket(rounds, 65_536, (jitTiming, Repeat), (interpreterTiming, Repeat / 50), (checkedTiming, Repeat / 100));
        yield return ResultRow.Against("interpreter", engines[1], "JIT", engines[0], "ns", 15);
        yield return ResultRow.Against("checked interpreter", engines[2], "JIT", engines[0], "ns", 60);
    }

    private static Measured[] PerPacket(int rounds, uint flows, params (BalancerTiming Timing, uint Repeat)[] kernels)
    {
        Measured[] parts = Rounds.Interleave(rounds,
        [
            .. kernels.SelectMany(kernel => new Func<double>[]
            {
                () => kernel.Timing.MeasureBalancer(flows, kernel.Repeat),
                () => kernel.Timing.MeasureOneMove(kernel.Repeat),
                () => kernel.Timing.MeasureTwoMoves(kernel.Repeat),
            }),
        ]);
        return [.. parts.Chunk(3).Select(part => Measured.Combine(part[0], part[1], part[2], BalancerTiming.PerPacket))];
    }
}
