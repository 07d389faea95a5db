using System.Runtime.ExceptionServices;
using Nbpf.Isa;
using Nbpf.Runtime.Execution;
using Nbpf.Syscall;
using Xunit;

namespace Nbpf.Runtime.Tests.Execution;

/// <summary>Programs on threads with little stack. What does not hold here ends the process.</summary>
public unsafe class SmallStackTests
{
    private const int TailCalls = 33;
    private const int Frames = 8;

    /// <summary>Little, and what threads have on some systems.</summary>
    private static readonly int[] Kilobytes = [256, 1536];

    public static MatrixTheoryData<Engine, bool> Chains => new(Enum.GetValues<Engine>(), [false, true]);

    public static TheoryData<ExecutionEngine, int> Sizes => new()
    {
        { ExecutionEngine.Jit, 20_000 },
        { ExecutionEngine.Jit, 81_007 },
        { ExecutionEngine.Jit, 999_000 },
        { ExecutionEngine.Interpreter, 81_007 },
        { ExecutionEngine.CheckedInterpreter, 20_000 },
    };

    [Theory]
    [MemberData(nameof(Chains))]
    public void Run_SubprogramsWaitForTailCallsOfTheInnermost_GoesOnOnAnotherStack(Engine engine, bool byCallbacks)
    {
        // 34 programs of eight frames with 512 bytes of BPF stack each, all of which wait.
        foreach (int kilobytes in Kilobytes)
        {
            OnThread(kilobytes, () =>
            {
                KernelFunctionTable functions = new();
                KernelFunction invoke = functions.Add("invoke", typeof(SmallStackTests), nameof(Invoke), &Invoke, argumentCount: 2);
                using ProgramArray array = new(1);
                using Executable executable = EngineRunner.Prepare(engine, EngineRunner.Xlate(Chain(array, byCallbacks ? invoke : null), functions), array.Memory);
                array.Set(0, executable);
                RunFrame run = default;
                uint context = 0;
                Assert.Equal(1UL + (TailCalls + 1) * (Frames - 1), executable.Run(&run, &context));
                Assert.Equal((uint)TailCalls, run.TailCallCount);
                Assert.True(run.StackTop == null);
            });
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void LoadAndRun_LargeProgramThatTailCallsItself_Ends(ExecutionEngine engine, int instructions)
    {
        foreach (int kilobytes in Kilobytes)
        {
            OnThread(kilobytes, () =>
            {
                using BpfRuntime kernel = new(new BpfRuntimeOptions { CpuCount = 1, Engine = engine });
                int map = kernel.MapCreate(new MapCreateAttributes { Type = MapType.ProgramArray, KeySize = 4, ValueSize = 4, MaxEntries = 1 }).Value;
                Instruction[] tailCall = [Instructions.Mov(1, 6), .. Instructions.LoadMapFd(2, map), Instructions.MovImm(3, 0), Instructions.Call(HelperId.TailCall), Instructions.MovImm(0, 42)];
                int program = LargeProgram.Load(kernel, LargeProgram.Straight(instructions, tailCall));
                Assert.Equal(SysResult.Ok, kernel.MapUpdateElem(map, new byte[4], BitConverter.GetBytes(program)));
                ProgTestRunArguments run = new() { DataIn = new byte[14] };
                Assert.Equal(SysResult.Ok, kernel.ProgTestRun(program, run));
                Assert.Equal(42u, run.ReturnValue);
            });
        }
    }

    [Fact]
    public void Run_OnAThreadWithoutRoom_ThrowsWhatTheRunThrew()
    {
        // The first program reads where nothing is, below others that wait; the fault comes out on the thread that asked for the run.
        OnThread(256, () =>
        {
            using ProgramArray array = new(1);
            Instruction[] chain = Chain(array, null);
            Instruction[] code = [.. chain[..^2], Instructions.MovImm(1, 8), Instructions.Load(MemorySize.DoubleWord, 0, 1, 0), Instructions.Exit()];
            using Executable executable = EngineRunner.Prepare(Engine.CheckedInterpreter, EngineRunner.Xlate(code), array.Memory);
            array.Set(0, executable);
            RunFrame run = default;
            uint context = 0;
            RunFrame* frame = &run;
            uint* address = &context;
            Interpreter.InterpreterFaultException fault = Assert.Throws<Interpreter.InterpreterFaultException>(() => executable.Run(frame, address));
            Assert.Equal(8UL, fault.Address);
            Assert.True(run.StackTop == null);
        });
    }

    // A main program and seven subprograms one below the other, each of which adds 1 to what the next one leaves; the last one tail-calls the program.
    private static Instruction[] Chain(ProgramArray array, KernelFunction? invoke)
    {
        Instruction[] call = invoke is null
            ? [Instructions.CallSubprogram(2)]
            : [Instructions.Mov(2, 1), .. Instructions.LoadFunction(1, 4), Instructions.Call(invoke.Number)];
        Instruction[] level = [.. call, Instructions.Alu64Imm(AluOperation.Add, 0, 1), Instructions.Exit()];
        return
        [
            .. Enumerable.Repeat(level, Frames - 1).SelectMany(l => l),
            .. Instructions.LoadImm64(2, (ulong)array.Header), Instructions.MovImm(3, 0), Instructions.Call(HelperId.TailCall), Instructions.MovImm(0, 1), Instructions.Exit(),
        ];
    }

    private static ulong Invoke(RunFrame* run, ulong callback, ulong context, ulong r3, ulong r4, ulong r5) => CallbackTarget.Invoke(callback, run, context);

    private static void OnThread(int kilobytes, Action work)
    {
        ExceptionDispatchInfo? thrown = null;
        Thread thread = new(
            () =>
            {
                try
                {
                    work();
                }
                catch (Exception exception)
                {
                    thrown = ExceptionDispatchInfo.Capture(exception);
                }
            },
            kilobytes << 10);
        thread.Start();
        thread.Join();
        thrown?.Throw();
    }
}
