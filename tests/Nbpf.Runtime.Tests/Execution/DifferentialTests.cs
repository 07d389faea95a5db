using CsCheck;
using Nbpf.Isa;
using Nbpf.Runtime.Compile;
using Nbpf.Runtime.Execution;
using Xunit;

namespace Nbpf.Runtime.Tests.Execution;

public class DifferentialTests
{
    private const int Programs = 20_000;

    [Fact]
    public void Run_RandomProgram_AllEnginesAgree() => Compare(Programs, program =>
    {
        ulong interpreted = EngineRunner.Run(Engine.Interpreter, program);
        return EngineRunner.Run(Engine.Compiler, program) == interpreted && EngineRunner.Run(Engine.CheckedInterpreter, program) == interpreted;
    });

    [Fact]
    public void Run_RandomProgramWhoseWebsShareLocals_AgreesWithTheInterpreter() => Compare(Programs / 4, program =>
    {
        using Executable compiled = IlCompiler.TryCompile(program, new CompilerLimits { MostOwnLocals = 0 })!;
        return EngineRunner.Run(compiled) == EngineRunner.Run(Engine.Interpreter, program);
    });

    private static void Compare(int programs, Func<XlatedProgram, bool> agrees) =>
        RandomProgram.Any.Sample(
            code => agrees(EngineRunner.Xlate(code)),
            iter: programs,
            print: code => string.Join('\n', code.Select((instruction, i) => $"{i}: {Disassemble(code, i)}")));

    private static string Disassemble(Instruction[] code, int index) =>
        index > 0 && code[index - 1].IsWide ? "(second slot)" : Disassembler.Format(code, index);
}
