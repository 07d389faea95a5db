using Nbpf.Bench.Measuring;
using Nbpf.Maglev.Measurement;
using Nbpf.Runtime;

namespace Nbpf.Bench.Rows;

/// <summary>The balancer per packet: compiled against Linux, interpreted against compiled.</summary>
internal static class BalancerRows
{
    private const uint Repeat = 200_000;

    internal static IEnumerable<ResultRow> Measure(int rounds)
    {
        using LoadedBalancer jit = new(Kernels.InProcess(ExecutionEngine.Jit)), linux = new(Kernels.Linux());
        using LoadedBalancer interpreter = new(Kernels.InProcess(ExecutionEngine.Interpreter)), checkedOne = new(Kernels.InProcess(ExecutionEngine.CheckedInterpreter));
        using BalancerTiming jitTiming = jit.Timing(), linuxTiming = linux.Timing(), interpreterTiming = interpreter.Timing(), checkedTiming = checkedOne.Timing();
        foreach (uint flows in new uint[] { 1, 65_536, 1_048_576 })
        {
            Series[] series = Rounds.Interleave(rounds, () => jitTiming.Measure(flows, Repeat), () => linuxTiming.Measure(flows, Repeat));
            yield return ResultRow.Against($"balancer per packet, JIT, {flows} flows", series[0], "Linux", series[1], "ns", 1.0);
        }
        Series[] engines = Rounds.Interleave(rounds, () => jitTiming.Measure(65_536, Repeat), () => interpreterTiming.Measure(65_536, Repeat / 20), () => checkedTiming.Measure(65_536, Repeat / 40));
        yield return ResultRow.Against("interpreter", engines[1], "JIT", engines[0], "ns", 15);
        yield return ResultRow.Against("checked interpreter", engines[2], "JIT", engines[0], "ns", 60);
    }
}
