using Nbpf.Isa;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Interpreter;
using Xunit;

namespace Nbpf.Runtime.Tests.Execution;

public unsafe class CallTests
{
    public static TheoryData<Engine> Engines => [Engine.Compiler, Engine.Interpreter, Engine.CheckedInterpreter];

    public static MatrixTheoryData<Engine, Engine> Pairs => new(Enum.GetValues<Engine>(), Enum.GetValues<Engine>());

    [Theory]
    [MemberData(nameof(Engines))]
    public void Call_Function_PassesArgumentsAndResult(Engine engine)
    {
        KernelFunctionTable functions = new();
        KernelFunction sum = functions.Add("weighted_sum", typeof(CallTests), nameof(WeightedSum), &WeightedSum);
        XlatedProgram program = EngineRunner.Xlate(
            Assembler.Assemble($"r6 = 1\nr1 = 1\nr2 = 2\nr3 = 3\nr4 = 4\nr5 = 5\ncall {sum.Number}\nr0 += r6\nexit"), functions);
        Assert.Equal(54321UL + 1, EngineRunner.Run(engine, program));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Call_FunctionThatChangesMemory_IsSeenByLaterLoads(Engine engine)
    {
        KernelFunctionTable functions = new();
        KernelFunction increment = functions.Add("increment", typeof(CallTests), nameof(Increment), &Increment, argumentCount: 1);
        XlatedProgram program = EngineRunner.Xlate(
            Assembler.Assemble($"*(u64 *)(r10 - 8) = 1\nr6 = *(u64 *)(r10 - 8)\nr1 = r10\nr1 += -8\ncall {increment.Number}\nr0 = *(u64 *)(r10 - 8)\nr0 <<= 8\nr0 |= r6\nexit"), functions);
        Assert.Equal(0x201UL, EngineRunner.Run(engine, program));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Call_UnknownFunction_IsRefusedByInstruction(Engine engine)
    {
        XlatedProgram program = EngineRunner.Xlate(Assembler.Assemble("r1 = 0\ncall 65536\nexit"));
        NotSupportedException error = Assert.Throws<NotSupportedException>(() => EngineRunner.Prepare(engine, program));
        Assert.StartsWith("instruction 1: opcode 0x85", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Call_Callback_RunsWithItsOwnStack(Engine engine)
    {
        KernelFunctionTable functions = new();
        KernelFunction repeat = functions.Add("repeat", typeof(CallTests), nameof(Repeat), &Repeat, argumentCount: 3);
        XlatedProgram program = EngineRunner.Xlate(
            Assembler.Assemble($"""
                *(u64 *)(r10 - 8) = 100
                r1 = 4
                r2 = function add ll
                r3 = r10
                r3 += -8
                call {repeat.Number}
                r1 = *(u64 *)(r10 - 8)
                r0 <<= 16
                r0 |= r1
                exit
                add:
                *(u64 *)(r10 - 8) = 7
                r3 = *(u64 *)(r2 + 0)
                r3 += r1
                *(u64 *)(r2 + 0) = r3
                r0 = 0
                exit
                """),
            functions);
        Assert.Equal((4UL << 16) | (100 + 0 + 1 + 2 + 3), EngineRunner.Run(engine, program));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void TailCall_PopulatedSlot_EndsTheProgramWithTheOthersResult(Engine caller, Engine callee)
    {
        using ProgramArray array = new(2);
        using Executable target = EngineRunner.Prepare(callee, EngineRunner.Xlate(Assembler.Assemble("r0 = *(u32 *)(r1 + 0)\nr0 += 1\nexit")), array.Memory);
        array.Set(1, target);
        (ulong result, uint count) = Run(caller, array, 1, "r0 = 99\nexit");
        Assert.Equal((43UL, 1u), (result, count));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void TailCall_EmptySlotOrIndexTooLarge_GoesOn(Engine engine)
    {
        using ProgramArray array = new(2);
        Assert.Equal((99UL, 0u), Run(engine, array, 0, "r0 = 99\nexit"));
        Assert.Equal((99UL, 0u), Run(engine, array, 2, "r0 = 99\nexit"));
        Assert.Equal((99UL, 0u), Run(engine, array, -1, "r0 = 99\nexit"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void TailCall_ToItself_StopsAfterThirtyThree(Engine engine)
    {
        using ProgramArray array = new(1);
        XlatedProgram program = EngineRunner.Xlate([.. Instructions.LoadImm64(2, (ulong)array.Header), Instructions.MovImm(3, 0), Instructions.Call(12), Instructions.MovImm(0, 5), Instructions.Exit()]);
        using Executable executable = EngineRunner.Prepare(engine, program, array.Memory);
        array.Set(0, executable);
        RunFrame run = default;
        uint context = 0;
        Assert.Equal(5UL, executable.Run(&run, &context));
        Assert.Equal(33u, run.TailCallCount);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void TailCall_InSubprogram_EndsThatSubprogramOnly(Engine engine)
    {
        using ProgramArray array = new(1);
        using Executable target = EngineRunner.Prepare(engine, EngineRunner.Xlate(Assembler.Assemble("r0 = 7\nexit")), array.Memory);
        array.Set(0, target);
        Instruction[] code =
        [
            Instructions.CallSubprogram(2), Instructions.Alu64Imm(AluOperation.Add, 0, 100), Instructions.Exit(),
            .. Instructions.LoadImm64(2, (ulong)array.Header), Instructions.MovImm(3, 0), Instructions.Call(12), Instructions.MovImm(0, 1), Instructions.Exit(),
        ];
        Assert.Equal(107UL, EngineRunner.Run(engine, EngineRunner.Xlate(code)));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Mov_WithPerCpuOffset_AddsTheRunsOffset(Engine engine)
    {
        XlatedProgram program = EngineRunner.Xlate([Instructions.MovImm(1, 1000), Instructions.Mov(0, 1) with { Offset = -1 }, Instructions.Exit()]);
        using Executable executable = EngineRunner.Prepare(engine, program);
        RunFrame run = new() { PerCpuOffset = 64 };
        Assert.Equal(1064UL, executable.Run(&run, null));
    }

    [Fact]
    public void CheckedRun_AccessOutsideMemory_FaultsWithInstructionAndAddress()
    {
        XlatedProgram program = EngineRunner.Xlate(Assembler.Assemble("r0 = 0\n*(u64 *)(r10 - 8) = 1\n*(u64 *)(r10 - 4) = 1\nexit"));
        InterpreterFaultException fault = Assert.Throws<InterpreterFaultException>(() => EngineRunner.Run(Engine.CheckedInterpreter, program));
        Assert.Equal((2, 8, true), (fault.InstructionIndex, fault.SizeBytes, fault.IsWrite));
    }

    [Fact]
    public void CheckedRun_WriteToReadOnlyMemory_Faults()
    {
        ulong constant = 5;
        TestMemory memory = new();
        memory.Add((ulong)&constant, sizeof(ulong), isWritable: false);
        RunFrame run = default;
        using Executable reader = EngineRunner.Prepare(Engine.CheckedInterpreter, EngineRunner.Xlate(Assembler.Assemble("r0 = *(u64 *)(r1 + 0)\nexit")), memory);
        using Executable writer = EngineRunner.Prepare(Engine.CheckedInterpreter, EngineRunner.Xlate(Assembler.Assemble("*(u64 *)(r1 + 0) = 6\nr0 = 0\nexit")), memory);
        Assert.Equal(5UL, reader.Run(&run, &constant));
        RunFrame* frame = &run;
        ulong* address = &constant;
        Assert.Throws<InterpreterFaultException>(() => writer.Run(frame, address));
        Assert.Equal(5UL, constant);
    }

    private static (ulong Result, uint Count) Run(Engine engine, ProgramArray array, int slot, string otherwise)
    {
        XlatedProgram program = EngineRunner.Xlate([.. Instructions.LoadImm64(2, (ulong)array.Header), Instructions.MovImm(3, slot), Instructions.Call(12), .. Assembler.Assemble(otherwise)]);
        using Executable executable = EngineRunner.Prepare(engine, program, array.Memory);
        RunFrame run = default;
        uint context = 42;
        array.Memory.Add((ulong)&context, sizeof(uint));
        return (executable.Run(&run, &context), run.TailCallCount);
    }

    private static ulong WeightedSum(RunFrame* run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5) => r1 + 10 * r2 + 100 * r3 + 1000 * r4 + 10000 * r5;

    private static ulong Increment(RunFrame* run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5) => ++*(ulong*)r1;

    private static ulong Repeat(RunFrame* run, ulong times, ulong callback, ulong context, ulong r4, ulong r5)
    {
        for (ulong i = 0; i < times; i++)
            if (CallbackTarget.Invoke(callback, run, i, context) != 0) return i;
        return times;
    }
}
