using Nbpf.Isa;
using Nbpf.Runtime;
using Nbpf.Runtime.Interpreter;
using Nbpf.Runtime.Interpreter.Watch;
using Nbpf.Syscall;
using Xunit;

namespace Nbpf.Verification.Tests.Programs;

/// <summary>What the verifier accepts runs without touching memory it may not, and holds nothing that the verifier excluded.</summary>
public sealed class SoundnessTests
{
    private const int Programs = 300;
    private const int MutantsPerProgram = 4;

    [Fact]
    public void Run_AcceptedRandomPrograms_NoFault()
    {
        using var kernel = new BpfRuntime(new BpfRuntimeOptions { CpuCount = 2, Engine = ExecutionEngine.WatchedInterpreter });
        int accepted = 0;
        for (int seed = 1; seed <= Programs; seed++)
        {
            ProgramCase program = RandomProgram.Generate(seed);
            accepted += LoadAndRun(kernel, program, seed) ? 1 : 0;
            for (int mutant = 0; mutant < MutantsPerProgram; mutant++)
                accepted += LoadAndRun(kernel, Mutate(program, (seed * MutantsPerProgram) + mutant), seed) ? 1 : 0;
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{accepted} programs accepted and run");
        Assert.True(accepted > Programs / 2);
    }

    private static bool LoadAndRun(BpfRuntime kernel, ProgramCase program, int seed)
    {
        var fds = new List<int>();
        try
        {
            foreach (TestMap map in program.Maps)
            {
                fds.Add(kernel.MapCreate(new MapCreateAttributes
                {
                    Type = map.Type,
                    KeySize = map.KeySize,
                    ValueSize = map.ValueSize,
                    MaxEntries = map.MaxEntries,
                    Flags = map.Flags,
                }).Value);
            }

            Instruction[] code = [.. program.Instructions];
            for (int i = 0; i < code.Length; i++)
            {
                if (!code[i].IsWide)
                    continue;
                if (code[i].Source == PseudoImmediate.MapFd && code[i].Immediate < fds.Count && code[i].Immediate >= 0)
                    code[i] = code[i] with { Immediate = fds[code[i].Immediate] };
                i++;
            }

            SysResult loaded = kernel.ProgLoad(
                new ProgLoadAttributes { Type = program.Type, Instructions = code, License = "GPL" }, default, out _);
            if (loaded.IsError)
                return false;
            fds.Add(loaded.Value);
            Run(kernel, loaded.Value, program, seed);
            return true;
        }
        finally
        {
            foreach (int fd in fds)
                kernel.Close(fd);
        }
    }

    private static void Run(BpfRuntime kernel, int fd, ProgramCase program, int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < 4; i++)
        {
            byte[] packet = new byte[random.Next(14, 80)];
            random.NextBytes(packet);
            try
            {
                SysResult result = kernel.ProgTestRun(fd, new ProgTestRunArguments { DataIn = packet, Repeat = 1 });
                Assert.False(result.IsError, $"{program.Name}: {result}");
            }
            catch (Exception fault) when (fault is InterpreterFaultException or UnexploredStateException)
            {
                Assert.Fail($"{program.Name}: {fault.Message}\n{Listing(program)}");
            }
        }
    }

    private static ProgramCase Mutate(ProgramCase program, int seed)
    {
        var random = new Random(seed);
        Instruction[] code = [.. program.Instructions];
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            int at = random.Next(code.Length);
            code[at] = random.Next(3) switch
            {
                0 => code[at] with { Immediate = code[at].Immediate + random.Next(-9, 10) },
                1 => code[at] with { Offset = (short)(code[at].Offset + random.Next(-8, 9)) },
                _ => code[random.Next(code.Length)],
            };
        }

        return program with { Instructions = code, Name = $"{program.Name} mutant {seed}" };
    }

    private static string Listing(ProgramCase program) =>
        string.Join('\n', Enumerable.Range(0, program.Instructions.Length).Select(i => $"{i}: {Disassembler.Format(program.Instructions, i)}"));
}
