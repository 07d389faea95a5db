using System.Text;
using Nbpf.Isa;
using Nbpf.Syscall;
using Nbpf.Testing;
using Nbpf.Verification.Cfg;
using Nbpf.Verification.Liveness;
using Nbpf.Verification.Tests.Domains;
using Xunit;

namespace Nbpf.Verification.Tests.Cfg;

/// <summary>Subprograms, errors of shape, loops and live registers of random programs are those of the kernel's log.</summary>
public sealed class FlowKernelTests
{
    private const int RecordedPrograms = 200;

    private static string RecordedFile => Path.Combine(
        Repository.Root, "tests", "Nbpf.Verification.Tests", "Cfg", "Recorded", "flow-programs.txt");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Flow_RandomProgramsOnThisKernel_SameTablesAndErrors(bool wild)
    {
        int tables = 0;
        int loops = 0;
        int calls = 0;
        int errors = 0;
        Assert.SkipUnless(LinuxVerifier.IsAvailable, "bpf(2) is not permitted here; the recorded answers are compared instead");
        using LinuxVerifier linux = new();
        for (int seed = 1; seed <= 4000; seed++)
        {
            Instruction[] program = FlowPrograms.Generate(seed, wild);
            Errno errno = linux.Load(program, out string log);
            GraphError? error = Analyse(program, out string ours);
            string kernel = BeforeExploration(log);
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
                Assert.Equal(error.Errno, errno);
            }
        }

        string seen = $"{tables} tables, {loops} of them with several loops, {calls} with subprograms, {errors} errors";
        TestContext.Current.TestOutputHelper!.WriteLine(seen);
        Assert.True(tables > 100 && errors > 100 && (wild || (loops > 50 && calls > 50)), seen);
    }

    [Fact]
    public void Flow_RecordedPrograms_SameTablesAndErrorsAsLinux618()
    {
        int programs = 0;
        foreach (string record in File.ReadAllText(RecordedFile).Split("program ", StringSplitOptions.RemoveEmptyEntries)[1..])
        {
            int end = record.IndexOf('\n', StringComparison.Ordinal);
            byte[] code = Convert.FromHexString(record[..end]);
            Instruction[] program = [.. Enumerable.Range(0, code.Length / Instruction.SizeBytes)
                .Select(i => Instruction.Read(code.AsSpan(i * Instruction.SizeBytes)))];
            Analyse(program, out string ours);
            Assert.Equal(record[(end + 1)..], ours);
            programs++;
        }

        Assert.Equal(RecordedPrograms, programs);
    }

    /// <summary>Writes the recorded answers anew: run it by name, as root, on the reference kernel.</summary>
    [Fact(Explicit = true)]
    public void Record_ThisKernelsAnswers()
    {
        var text = new StringBuilder("What Linux 6.18 x86-64 logs (level 2) before it explores random programs, one record each:\n"
            + "the word program, its instructions in hexadecimal, then the log.\n");
        using LinuxVerifier linux = new();
        for (int seed = 10_001; seed <= 10_000 + RecordedPrograms; seed++)
        {
            Instruction[] program = FlowPrograms.Generate(seed, wild: seed % 5 == 0);
            Assert.NotEqual(Errno.None, linux.Load(program, out string log));
            byte[] code = new byte[program.Length * Instruction.SizeBytes];
            for (int i = 0; i < program.Length; i++)
                program[i].Write(code.AsSpan(i * Instruction.SizeBytes));
            text.Append("program ").Append(Convert.ToHexString(code)).Append('\n').Append(BeforeExploration(log));
        }

        Directory.CreateDirectory(Path.GetDirectoryName(RecordedFile)!);
        File.WriteAllText(RecordedFile, text.ToString());
    }

    /// <summary>The log up to the first state, or to the statistics when there is none.</summary>
    private static string BeforeExploration(string log)
    {
        int state = log.IndexOf("0: R1=ctx()", StringComparison.Ordinal);
        return log[..(state >= 0 ? state : log.IndexOf("processed ", StringComparison.Ordinal))];
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
