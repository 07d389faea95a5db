using CsCheck;
using Nbpf.Isa;
using Nbpf.Syscall;
using Xunit;

namespace Nbpf.Verification.Tests.Programs;

/// <summary>Instruction streams that nobody meant: always an answer, never an exception, never accepted without a reason.</summary>
public sealed class HostileProgramTests
{
    private const int Streams = 20_000;

    [Fact]
    public void Verify_RandomBytes_Answers()
    {
        Gen<Instruction[]> programs = Gen.Select(Gen.Byte, Gen.Byte[0, 15], Gen.Byte[0, 15], Gen.Short, Gen.Int)
            .Select(t => new Instruction(t.Item1, t.Item2, t.Item3, t.Item4, t.Item5)).Array[0, 12];
        programs.Sample(program => Answers(new ProgramCase("bytes", ProgramType.Xdp, [], program)), iter: Streams, threads: 1);
    }

    [Fact]
    public void Verify_MutatedPrograms_Answers()
    {
        Gen<(int Seed, int Count)> mutations = Gen.Select(Gen.Int[1, 400], Gen.Int[1, 4]);
        mutations.Sample(
            mutation =>
            {
                ProgramCase program = RandomProgram.Generate(mutation.Seed);
                return Answers(Mutate(program, mutation.Count));
            },
            iter: 2_000,
            threads: 1);
    }

    [Fact]
    public void Verify_LoopThatKeepsEveryState_EndsWithinItsMemory()
    {
        // Deep frames, and a state kept at every turn: without a bound the states of a million steps take many GiB.
        string slots = string.Concat(Enumerable.Range(1, 63).Select(slot => $"*(u64 *)(r10 -{8 * slot}) = {slot}\n"));
        ProgramCase program = ProgramCase.Parse("states", ProgramType.Xdp, $"{slots}r1 = 0\nagain: r1 += 1\nif r1 != 2000000 goto again\nr0 = 0\nexit\n");
        VerificationOutcome outcome = program.Verify(logLevel: 0, ProgramFlags.TestStateFreq);

        var rejected = Assert.IsType<VerificationOutcome.Rejected>(outcome);
        Assert.Equal((Errno.ENOMEM, true), (rejected.Errno, rejected.Reason.EndsWith("MiB", StringComparison.Ordinal)));
    }

    /// <summary>A program with some instructions changed; the same arguments give the same program.</summary>
    internal static ProgramCase Mutate(ProgramCase program, int count)
    {
        Instruction[] code = [.. program.Instructions];
        var random = new Random((code.Length * 31) + count);
        for (int i = 0; i < count; i++)
            code[random.Next(code.Length)] = Mutate(random, code);
        return program with { Instructions = code, Name = $"{program.Name}, {count} changes" };
    }

    private static Instruction Mutate(Random random, Instruction[] code)
    {
        Instruction instruction = code[random.Next(code.Length)];
        return random.Next(5) switch
        {
            0 => instruction with { Opcode = (byte)random.Next(256) },
            1 => instruction with { Destination = (byte)random.Next(16) },
            2 => instruction with { Source = (byte)random.Next(16) },
            3 => instruction with { Offset = (short)random.Next(-12, 12) },
            _ => instruction with { Immediate = random.Next(-20, 20) },
        };
    }

    private static bool Answers(ProgramCase program)
    {
        VerificationOutcome outcome = program.Verify(logLevel: 0);
        return outcome switch
        {
            VerificationOutcome.Rejected rejected => rejected.Errno != Errno.None && rejected.Reason.Length != 0,
            VerificationOutcome.Accepted => outcome.Statistics.ProcessedInstructions > 0,
            _ => false,
        };
    }
}
