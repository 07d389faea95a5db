using System.Buffers.Binary;
using Nbpf.Isa;
using Xunit;

namespace Nbpf.Runtime.Tests.Commands;

/// <summary>The calling convention of the public conformance suite, on each engine.</summary>
public sealed class ConformanceRunnerTests
{
    public static TheoryData<ExecutionEngine> Engines => [ExecutionEngine.Jit, ExecutionEngine.Interpreter, ExecutionEngine.CheckedInterpreter, ExecutionEngine.WatchedInterpreter];

    [Theory]
    [MemberData(nameof(Engines))]
    public void Run_MemoryAndLength_AreInR1AndR2(ExecutionEngine engine)
    {
        byte[] memory = [1, 2, 3, 4, 5, 6, 7, 8];
        ConformanceResult result = ConformanceRunner.Run(
            (Instruction[])[Instructions.Load(MemorySize.DoubleWord, 0, 1, 0), Instructions.Alu64(AluOperation.Add, 0, 2), Instructions.Exit()], memory, engine);
        Assert.Equal(new ConformanceResult(BinaryPrimitives.ReadUInt64LittleEndian(memory) + 8, null), result);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Run_WithoutMemory_GivesLengthZero(ExecutionEngine engine) =>
        Assert.Equal(new ConformanceResult(0, null), ConformanceRunner.Run((Instruction[])[Instructions.Mov(0, 2), Instructions.Exit()], [], engine));

    [Theory]
    [MemberData(nameof(Engines))]
    public void Run_DivisionsByZeroAndMinusOne_GiveWhatTheStandardSays(ExecutionEngine engine)
    {
        Assert.Equal(0UL, Divide(engine, AluOperation.Div, signed: false, 7, 0));
        Assert.Equal(7UL, Divide(engine, AluOperation.Mod, signed: false, 7, 0));
        Assert.Equal(0UL, Divide(engine, AluOperation.Div, signed: true, 7, 0));
        Assert.Equal(7UL, Divide(engine, AluOperation.Mod, signed: true, 7, 0));
        Assert.Equal(unchecked((ulong)long.MinValue), Divide(engine, AluOperation.Div, signed: true, long.MinValue, -1));
        Assert.Equal(0UL, Divide(engine, AluOperation.Mod, signed: true, long.MinValue, -1));
        Assert.Equal(unchecked((ulong)-3), Divide(engine, AluOperation.Div, signed: true, 7, -2));
        Assert.Equal(1UL, Divide(engine, AluOperation.Mod, signed: true, 7, -2));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Run_ReservedFieldSet_IsRefused(ExecutionEngine engine)
    {
        foreach (Instruction bad in (Instruction[])
            [
                Instructions.MovImm(0, 0) with { Source = 1 },
                Instructions.Mov(0, 0) with { Immediate = 1 },
                Instructions.Neg(0) with { Immediate = 4 },
                Instructions.Jump(0) with { Immediate = 1 },
                Instructions.Call(5) with { Offset = 1 },
            ])
        {
            ConformanceResult result = ConformanceRunner.Run((Instruction[])[Instructions.MovImm(0, 0), bad, Instructions.Exit()], [], engine);
            Assert.Contains("reserved fields", result.Error);
        }

        Assert.Contains("reserved fields", ConformanceRunner.Run((Instruction[])[Instructions.MovImm(0, 0), Instructions.Exit() with { Destination = 1 }], [], engine).Error);
    }

    [Fact]
    public void Run_AccessPastTheMemory_IsRefused() =>
        Assert.NotNull(ConformanceRunner.Run((Instruction[])[Instructions.Load(MemorySize.Word, 0, 1, 6), Instructions.Exit()], new byte[8], ExecutionEngine.Jit).Error);

    private static ulong Divide(ExecutionEngine engine, AluOperation operation, bool signed, long dividend, long divisor)
    {
        Instruction division = Instructions.Alu64(operation, 0, 1);
        ConformanceResult result = ConformanceRunner.Run(
            (Instruction[])
            [
                .. Instructions.LoadImm64(0, (ulong)dividend), .. Instructions.LoadImm64(1, (ulong)divisor), signed ? Instructions.Signed(division) : division, Instructions.Exit(),
            ],
            [],
            engine);
        Assert.Null(result.Error);
        return result.ReturnValue;
    }
}
