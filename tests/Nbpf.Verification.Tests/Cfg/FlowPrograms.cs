using Nbpf.Isa;

namespace Nbpf.Verification.Tests.Cfg;

/// <summary>
/// Random programs of random jumps, calls and register uses. Their first instruction reads an uninitialised register, so the
/// kernel prints its tables and rejects them without running through their loops.
/// </summary>
internal static class FlowPrograms
{
    /// <summary>Helpers used, with the number of parameters that socket filters see (-1: not available to them).</summary>
    public static readonly IReadOnlyDictionary<int, int> Helpers = new Dictionary<int, int>
    {
        [1] = 2,
        [2] = 4,
        [3] = 2,
        [5] = 0,
        [6] = 2,
        [7] = 0,
        [8] = 0,
        [12] = 3,
        [25] = 5,
        [26] = 4,
        [9] = -1,
        [51] = -1,
        [999] = -1,
    };

    /// <summary>The program for a seed; <paramref name="wild"/> ones have faults more often than not.</summary>
    public static Instruction[] Generate(int seed, bool wild)
    {
        var random = new Random(seed);
        var program = new List<Instruction> { new(0xbf, 9, 9, 0, 0) };
        int subprograms = wild ? 0 : random.Next(3);
        var calls = new List<int>();
        for (int i = 0; i < subprograms; i++)
        {
            calls.Add(program.Count);
            program.Add(random.Next(3) == 0
                ? new Instruction(Opcodes.LoadImmediate64, R(random), PseudoImmediate.Function, 0, 0)
                : new Instruction(Opcodes.Call, 0, PseudoCall.Subprogram, 0, 0));
            if (program[^1].IsWide)
                program.Add(default);
        }

        AddBody(random, program, random.Next(4, 24), wild);
        foreach (int at in calls)
        {
            program[at] = program[at] with { Immediate = program.Count - at - 1 };
            AddBody(random, program, random.Next(1, 8), wild);
        }

        return [.. program];
    }

    private static void AddBody(Random random, List<Instruction> program, int length, bool wild)
    {
        int start = program.Count;
        int end = start + length;
        while (program.Count < end)
        {
            if (random.Next(12) == 0 && program.Count + 1 < end)
            {
                program.Add(new Instruction(Opcodes.LoadImmediate64, R(random), 0, 0, random.Next(100)));
                program.Add(default);
            }
            else
            {
                program.Add(Pick(random, program.Count, start, end, wild));
            }
        }

        program.Add(random.Next(3) == 0 && !wild
            ? new Instruction(Opcodes.Jump, 0, 0, (short)(start - program.Count - 1 + random.Next(program.Count - start)), 0)
            : new Instruction(Opcodes.Exit, 0, 0, 0, 0));
    }

    private static Instruction Pick(Random random, int at, int start, int end, bool wild)
    {
        int reach = wild ? 2 : 0;
        int target = random.Next(3) == 0 ? random.Next(start - reach / 2, at + 1) : random.Next(at + 1, end + 1 + reach);
        int distance = target - at - 1;
        return random.Next(wild ? 15 : 25) switch
        {
            0 when wild || random.Next(4) == 0 => new(Opcodes.Exit, 0, 0, 0, 0),
            1 or 2 when wild || random.Next(4) == 0 => new(Opcodes.Jump, 0, 0, (short)distance, 0),
            3 when wild || random.Next(4) == 0 => new(Opcodes.JumpLong, 0, 0, 0, distance),
            4 when wild => new(Opcodes.Call, 0, PseudoCall.Subprogram, 0, random.Next(3) == 0 ? distance : end - at - 1),
            5 => new(Opcodes.Call, 0, 0, 0, Helpers.Keys.ElementAt(random.Next(Helpers.Count))),
            6 => new(Opcodes.MayGoto, 0, 0, (short)Math.Max(distance, 0), 0),
            >= 7 and <= 11 => Conditional(random, distance),
            12 => new(0x79, R(random), R(random), -8, 0),
            13 => new(0x7b, R(random), R(random), -8, 0),
            14 => Atomic(random),
            15 => new(0x7a, R(random), 0, -8, 7),
            16 => new(0x87, R(random), 0, 0, 0),
            17 => new(0xdc, R(random), 0, 0, 16),
            18 => new(0xb4, R(random), 0, 0, 5),
            19 => new(0x07, R(random), 0, 0, 5),
            20 => random.Next(2) == 0 ? new(0x30, 0, 0, 0, 4) : new(0x40, 0, R(random), 0, 4),
            21 => new(0x91, R(random), R(random), 0, 0),
            22 => new(0x0f, R(random), R(random), 0, 0),
            _ => new(0xbf, R(random), R(random), 0, 0),
        };
    }

    private static Instruction Conditional(Random random, int distance) => random.Next(2) == 0
        ? new(0x15, R(random), 0, (short)distance, 7)
        : new(0x2e, R(random), R(random), (short)distance, 0);

    private static Instruction Atomic(Random random)
    {
        int[] operations = [0x00, 0x01, 0x41, 0xe1, 0xf1, 0x100, 0x110];
        return new(0xdb, R(random), R(random), -8, operations[random.Next(operations.Length)]);
    }

    private static byte R(Random random) => (byte)random.Next(10);
}
