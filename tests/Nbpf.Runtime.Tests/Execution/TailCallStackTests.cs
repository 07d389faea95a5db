using System.Runtime.InteropServices;
using Nbpf.Isa;
using Nbpf.Runtime.Execution;
using Xunit;

namespace Nbpf.Runtime.Tests.Execution;

/// <summary>How tail calls use the thread's stack, and who gets their results.</summary>
public unsafe class TailCallStackTests
{
    private const int Limit = 33;

    private readonly KernelFunctionTable functions = new();
    private readonly Instruction note;
    private readonly Instruction invoke;

    public TailCallStackTests()
    {
        note = Instructions.Call(functions.Add("note", typeof(TailCallStackTests), nameof(Note), &Note, argumentCount: 0).Number);
        invoke = Instructions.Call(functions.Add("invoke", typeof(TailCallStackTests), nameof(Invoke), &Invoke, argumentCount: 2).Number);
    }

    public static TheoryData<Engine> Engines => [Engine.Compiler, Engine.Interpreter, Engine.CheckedInterpreter];

    [Theory]
    [MemberData(nameof(Engines))]
    public void TailCalls_OfPrograms_DoNotNest(Engine engine)
    {
        (ulong result, List<ulong> depths) = Run(engine, array => [Instructions.Mov(6, 1), note, Instructions.Mov(1, 6), .. TailCall(array), Instructions.MovImm(0, 5), Instructions.Exit()]);
        Assert.Equal((5UL, Limit + 1), (result, depths.Count));

        // The runner enters the first program, and then one that all others follow.
        Assert.Single(depths.Skip(1).Distinct());
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void TailCalls_OfSubprograms_EndBeforeTheirCallersGoOn(Engine engine)
    {
        // Each of 34 programs adds 1 to what its subprogram leaves; the innermost subprogram has no tail call left.
        (ulong result, List<ulong> depths) = Run(
            engine,
            array =>
            [
                Instructions.Mov(6, 1), note, Instructions.Mov(1, 6), Instructions.CallSubprogram(2), Instructions.Alu64Imm(AluOperation.Add, 0, 1), Instructions.Exit(),
                .. TailCall(array), Instructions.MovImm(0, 1000), Instructions.Exit(),
            ]);
        Assert.Equal((1000UL + Limit + 1, Limit + 1), (result, depths.Count));
        Assert.Equal(depths.OrderDescending(), depths);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void TailCalls_OfCallbacks_EndBeforeTheHelperGoesOn(Engine engine)
    {
        (ulong result, List<ulong> depths) = Run(
            engine,
            array =>
            [
                Instructions.Mov(6, 1), note, Instructions.Mov(2, 6), .. Instructions.LoadFunction(1, 4), invoke, Instructions.Alu64Imm(AluOperation.Add, 0, 1), Instructions.Exit(),
                .. TailCall(array), Instructions.MovImm(0, 1000), Instructions.Exit(),
            ]);
        Assert.Equal((1000UL + Limit + 1, Limit + 1), (result, depths.Count));
        Assert.Equal(depths.OrderDescending(), depths);
    }

    // Runs a program whose tail calls enter itself.
    private (ulong Result, List<ulong> Depths) Run(Engine engine, Func<ProgramArray, IReadOnlyList<Instruction>> code)
    {
        using ProgramArray array = new(1);
        using Executable executable = EngineRunner.Prepare(engine, EngineRunner.Xlate(code(array), functions), array.Memory);
        array.Set(0, executable);
        List<ulong> depths = [];
        GCHandle handle = GCHandle.Alloc(depths);
        RunFrame run = new() { Session = GCHandle.ToIntPtr(handle) };
        uint context = 0;
        ulong result = executable.Run(&run, &context);
        handle.Free();
        return (result, depths);
    }

    private static Instruction[] TailCall(ProgramArray array) =>
        [.. Instructions.LoadImm64(2, (ulong)array.Header), Instructions.MovImm(3, 0), Instructions.Call(HelperId.TailCall)];

    // Notes where its caller's caller stands on the stack.
    private static ulong Note(RunFrame* run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5)
    {
        byte here = 0;
        ((List<ulong>)GCHandle.FromIntPtr(run->Session).Target!).Add((ulong)&here);
        return 0;
    }

    private static ulong Invoke(RunFrame* run, ulong callback, ulong context, ulong r3, ulong r4, ulong r5) => CallbackTarget.Invoke(callback, run, context);
}
