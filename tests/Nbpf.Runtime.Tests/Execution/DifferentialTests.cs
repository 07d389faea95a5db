using CsCheck;
using Nbpf.Isa;
using Nbpf.Runtime.Execution;
using Xunit;

namespace Nbpf.Runtime.Tests.Execution;

public class DifferentialTests
{
    private const int Programs = 20_000;

    [Fact]
    public void Run_RandomProgram_AllEnginesAgree() =>
        RandomProgram.Any.Sample(
            code =>
            {
                XlatedProgram program = EngineRunner.Xlate(code);
                ulong interpreted = EngineRunner.Run(Engine.Interpreter, program);
                return EngineRunner.Run(Engine.Compiler, program) == interpreted && EngineRunner.Run(Engine.CheckedInterpreter, program) == interpreted;
            },
            iter: Programs,
            print: code => string.Join('\n', code.Select((instruction, i) => $"{i}: {Disassemble(code, i)}")));

    private static string Disassemble(Instruction[] code, int index) =>
        index > 0 && code[index - 1].IsWide ? "(second slot)" : Disassembler.Format(code, index);
}
