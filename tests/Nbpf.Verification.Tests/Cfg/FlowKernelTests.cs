using System.Text;
using Nbpf.Isa;
using Nbpf.Verification.Cfg;
using Nbpf.Verification.Liveness;
using Nbpf.Verification.Tests.Domains;
using Xunit;

namespace Nbpf.Verification.Tests.Cfg;

public sealed class FlowKernelTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Flow_RandomProgramsOnThisKernel_SameTablesAndErrors(bool wild)
    {
        int tables = 0;
        int loops = 0;
        int calls = 0;
        int errors = 0;
        for (int seed = 1; seed <= 4000; seed++)
        {
            Instruction[] program = FlowPrograms.Generate(seed, wild);
            int errno = LinuxVerifier.Load(program, out string log);
            if (errno < 0)
                Assert.Skip("bpf(2) is not permitted here");
            GraphError? error = Analyse(program, out string ours);
            string kernel = log[..Math.Max(0, log.IndexOf(error is null ? "0: R1=ctx()" : "processed ", StringComparison.Ordinal))];
            Assert.True(ours == kernel, $"seed {seed} wild {wild}\nours:\n{ours}\nkernel:\n{log}");
            if (error is null)
            {
                tables++;
                loops += ours.Contains("\n  2 ", StringComparison.Ordinal) ? 1 : 0;
                calls += ours.Contains("func#1", StringComparison.Ordinal) ? 1 : 0;
            }
            else
            {
                errors++;
                Assert.Equal((int)error.Errno, errno);
            }
        }

        string seen = $"{tables} tables, {loops} of them with several loops, {calls} with subprograms, {errors} errors";
        TestContext.Current.TestOutputHelper!.WriteLine(seen);
        Assert.True(tables > 100 && errors > 100 && (wild || (loops > 50 && calls > 50)), seen);
    }

    private static GraphError? Analyse(Instruction[] program, out string text)
    {
        var log = new StringBuilder();
        GraphError? error = SubprogramTable.Collect(program, Capabilities.All, out SubprogramTable? subprograms);
        if (error is null)
        {
            subprograms!.AppendList(log);
            ControlFlowGraph? graph = null;
            error = subprograms.CheckJumps(program) ?? subprograms.CheckAbnormalReturnsWithoutBtf()
                ?? ControlFlowGraph.Build(program, subprograms, new TestCallFacts(), allowsLoops: true, out graph);
            if (error is null)
                LiveRegisters.Compute(program, graph!, new TestCallFacts()).AppendTable(log, program, graph!, DisassemblySymbols.KernelLog);
        }

        if (error is not null)
            log.Append(error.Message).Append('\n');
        text = log.ToString();
        return error;
    }

}
