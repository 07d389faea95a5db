using Nbpf.Isa;
using Nbpf.Syscall;
using Xunit;

namespace Nbpf.Runtime.Tests.Execution;

/// <summary>Programs whose size is hard on a compiler, for the verifier as well: the context is a socket buffer's or nothing that they read but its first word.</summary>
internal static class LargeProgram
{
    private const byte First = 1, Last = 5;

    /// <summary>One block of so many instructions, each of which needs what those before it computed.</summary>
    /// <param name="length">About how many instructions.</param>
    /// <param name="end">What comes before <c>exit</c>; r6 has the context.</param>
    public static Instruction[] Straight(int length, params Instruction[] end)
    {
        List<Instruction> code = Begin();
        for (int i = 0; code.Count < length; i++)
        {
            byte register = (byte)(First + i % (Last - First + 1)), other = (byte)(First + i * 7 % (Last - First + 1));
            code.Add(i % 3 == 0 ? Instructions.Alu64Imm(AluOperation.Mul, register, 0x01000193) : Instructions.Alu64(AluOperation.Xor, register, other));
        }

        return [.. code, .. Fold(), .. end, Instructions.Exit()];
    }

    /// <summary>Blocks each of which may leave to a handler at the end of the program that needs all registers as they are there: every block's values stay alive.</summary>
    /// <param name="blocks">How many.</param>
    public static Instruction[] Handlers(int blocks)
    {
        const int blockSlots = Last - First + 4, handlerSlots = Last - First + 3;
        List<Instruction> code = Begin();
        int begin = code.Count, handlers = begin + blocks * blockSlots + Fold().Length + 1;
        for (int b = 0; b < blocks; b++)
        {
            for (byte register = First; register <= Last; register++) code.Add(Instructions.Alu64Imm(AluOperation.Add, register, b + register));
            code.Add(Instructions.JumpIfImm(JumpOperation.NotEqual, First, 77 + b, 2));
            code.Add(Instructions.MovImm(0, b));
            code.Add(Instructions.JumpLong(handlers + b * handlerSlots - code.Count - 1));
        }

        code.AddRange([.. Fold(), Instructions.Exit()]);
        for (int b = 0; b < blocks; b++)
        {
            for (byte register = First; register <= Last; register++) code.Add(Instructions.Alu64(AluOperation.Xor, 0, register));
            code.AddRange([Instructions.Alu64Imm(AluOperation.Add, 0, b), Instructions.Exit()]);
        }

        return [.. code];
    }

    /// <summary>Loads a program, without a log.</summary>
    public static int Load(IBpf kernel, Instruction[] program)
    {
        SysResult result = kernel.ProgLoad(new ProgLoadAttributes { Type = ProgramType.SocketFilter, License = "GPL", Instructions = program }, [], out _);
        Assert.False(result.IsError, result.ToString());
        return result.Value;
    }

    private static List<Instruction> Begin()
    {
        List<Instruction> code = [Instructions.Mov(6, 1), Instructions.Load(MemorySize.Word, First, 6, 0)];
        for (byte register = First + 1; register <= Last; register++) code.Add(Instructions.Mov(register, (byte)(register - 1)));
        return code;
    }

    private static Instruction[] Fold() =>
    [
        Instructions.MovImm(0, 0),
        .. Enumerable.Range(First, Last - First + 1).Select(register => Instructions.Alu64(AluOperation.Xor, 0, (byte)register)),
    ];
}
