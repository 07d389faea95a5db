using Nbpf.Bench.Measuring;
using Nbpf.Runtime;
using Nbpf.Syscall;

namespace Nbpf.Bench.Rows;

/// <summary>Six small programs: compiled in process, by Linux, and native; the empty program's cost subtracted from each.</summary>
internal static class ProgramRows
{
    private const int InputBytes = 1024;
    private const uint Repeat = 5_000;

    private static readonly string[] s_names = ["bitcount", "checksum", "copy", "dispatch", "parse", "siphash"];

    internal static IEnumerable<ResultRow> Measure(int rounds)
    {
        byte[] input = Input();
        using NativePrograms native = new(InputBytes);
        using IBpf jit = Kernels.InProcess(ExecutionEngine.Jit), linux = Kernels.Linux();
        using BpfObject jitEmpty = Load(jit, "empty"), linuxEmpty = Load(linux, "empty");
        double[] logs = new double[4];
        foreach (string name in s_names)
        {
            using BpfObject jitObject = Load(jit, name), linuxObject = Load(linux, name);
            uint repeat = name == "dispatch" ? Repeat / 10 : Repeat;
            uint[] results = new uint[3];
            Measured[] all = Rounds.Interleave(
                rounds,
                () => Run(jitObject.Program(name), input, repeat, out results[0]),
                () => Run(linuxObject.Program(name), input, repeat, out results[1]),
                () => native.Run(name, input, repeat, out results[2]),
                () => Run(jitEmpty.Program("empty"), input, Repeat, out _),
                () => Run(linuxEmpty.Program("empty"), input, Repeat, out _),
                () => native.Run("empty", input, Repeat, out _));
            Measured[] series = [all[0] - all[3], all[1] - all[4], all[2] - all[5]];
            if (results[0] != results[1] || results[0] != results[2])
                throw new InvalidOperationException($"{name}: results differ: in process {results[0]}, Linux {results[1]}, native {results[2]}");
            logs[0] += Math.Log(series[0].Best / series[1].Best);
            logs[1] += Math.Log(series[0].Median / series[1].Median);
            logs[2] += Math.Log(series[0].Best / series[2].Best);
            logs[3] += Math.Log(series[0].Median / series[2].Median);
            yield return ResultRow.Against($"{name}, JIT", series[0], "Linux", series[1], "ns", null);
            yield return ResultRow.Against($"{name}, JIT", series[0], "native scalar", series[2], "ns", null);
        }
        double[] means = [.. logs.Select(log => Math.Exp(log / s_names.Length))];
        yield return new("six programs, geomean", "", "Linux", ResultRow.Ratios(means[0], means[1]), "≤ 1x", means[0] <= 1);
        yield return new("six programs, geomean", "", "native scalar", ResultRow.Ratios(means[2], means[3]), "", null);
    }

    internal static BpfObject Load(IBpf kernel, string name) => BpfObject.Load(kernel, Path.Combine(RepositoryRoot.Programs, $"{name}.bpf.o"));

    private static double Run(BpfProgram program, byte[] input, uint repeat, out uint result)
    {
        ProgTestRunArguments arguments = new() { DataIn = input, Repeat = repeat };
        SysResult answer = program.Kernel.ProgTestRun(program.Fd, arguments);
        if (answer.IsError) throw new BpfException(answer.Errno, "run program", program.Name);
        result = arguments.ReturnValue;
        return arguments.DurationNanoseconds;
    }

    /// <summary>Random bytes, with sixteen packet headers for the parser: IPv4 with and without options, VLAN tags, IPv6, others.</summary>
    internal static byte[] Input()
    {
        byte[] input = new byte[InputBytes];
        new Random(20_261_123).NextBytes(input);
        for (int i = 0; i < 16; i++)
        {
            Span<byte> packet = input.AsSpan(i * 64, 64);
            int at = i % 4 == 1 ? 16 : 12;
            if (at == 16) (packet[12], packet[13]) = (0x81, 0);
            (packet[at], packet[at + 1]) = (i % 4) switch { 2 => ((byte)0x86, (byte)0xdd), 3 when i > 8 => ((byte)0x08, (byte)0x06), _ => ((byte)0x08, (byte)0) };
            packet[at + 2] = (byte)(0x45 + (i % 3));
            packet[at + 2 + (i % 4 == 2 ? 6 : 9)] = i % 5 == 4 ? (byte)1 : i % 2 == 0 ? (byte)6 : (byte)17;
        }
        return input;
    }
}
