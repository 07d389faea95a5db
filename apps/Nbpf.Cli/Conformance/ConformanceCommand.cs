using System.Globalization;
using System.Text;
using Nbpf.Cli.Shell;
using Nbpf.Isa;
using Nbpf.Runtime;

namespace Nbpf.Cli.Conformance;

/// <summary>
/// <c>nbpf conformance [MEMORY_HEX]</c>: the plugin protocol of the public ISA conformance suite. The program comes as hex on standard
/// input, r1 is the memory, r2 its length; r0 is printed in hex.
/// </summary>
internal static class ConformanceCommand
{
    /// <summary>Runs one program.</summary>
    /// <param name="input">The program as hex in ASCII, blanks and line ends allowed.</param>
    /// <param name="output">Receives r0 in hex.</param>
    /// <param name="memoryHex">The memory as hex, possibly empty.</param>
    /// <param name="interpret">Interpret instead of compiling.</param>
    /// <param name="budget">How long it may run.</param>
    public static void Run(Stream input, TextWriter output, string memoryHex, bool interpret, TimeSpan budget)
    {
        byte[] memory = Bytes(memoryHex, "the memory");
        Instruction[] program = InstructionStream.Decode(Bytes(Encoding.Latin1.GetString(FileBytes.Read(input, "standard input")), "the program"));
        Check(program);
        ConformanceResult result = ConformanceRunner.Run(program, memory, interpret ? ExecutionEngine.Interpreter : ExecutionEngine.Jit, budget);
        if (result.Error is not null) throw new CommandException("run the program", result.Error);
        output.WriteLine(result.ReturnValue.ToString("x", CultureInfo.InvariantCulture));
    }

    private static byte[] Bytes(string hex, string what)
    {
        string digits = string.Concat(hex.Where(letter => !char.IsWhiteSpace(letter)));
        if (digits.Length % 2 != 0) throw new CommandException($"read {what}", $"{digits.Length} hex digits are not whole bytes");
        int bad = digits.AsSpan().IndexOfAnyExcept(System.Buffers.SearchValues.Create("0123456789abcdefABCDEF"));
        return bad < 0 ? Convert.FromHexString(digits) : throw new CommandException($"read {what}", $"'{digits[bad]}' at digit {bad} is no hex digit");
    }

    /// <summary>Linux ignores some reserved fields in code that no path reaches; the standard does not.</summary>
    private static void Check(Instruction[] program)
    {
        for (int index = 0; index < program.Length; index += program[index].IsWide ? 2 : 1)
        {
            if (InstructionTable.Check(program, index) is { } fault) throw new CommandException("read the program", $"instruction {index}: {fault}");
        }
    }
}
