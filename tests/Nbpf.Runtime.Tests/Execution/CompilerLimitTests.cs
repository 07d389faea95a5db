using Nbpf.Isa;
using Nbpf.Runtime.Compile;
using Nbpf.Runtime.Execution;
using Nbpf.Syscall;
using Xunit;

namespace Nbpf.Runtime.Tests.Execution;

/// <summary>What is too much for the compiler is interpreted, whatever it is that is too much.</summary>
public class CompilerLimitTests
{
    private static readonly CompilerLimits Unlimited = new() { LargestProgramSlots = int.MaxValue, LargestFramesBytes = int.MaxValue };

    [Fact]
    public void TryCompile_MoreSlotsThanTheLimit_IsRefused()
    {
        CompilerLimits limits = new() { LargestProgramSlots = 1_000 };
        XlatedProgram large = EngineRunner.Xlate(LargeProgram.Straight(1_001)), small = EngineRunner.Xlate(LargeProgram.Straight(900));
        Assert.Null(IlCompiler.TryCompile(large, limits));
        Assert.NotNull(IlCompiler.TryCompile(small, limits));
    }

    [Fact]
    public void TryCompile_FramesPastTheLimit_IsRefused()
    {
        Assert.Null(IlCompiler.TryCompile(EngineRunner.Xlate(LargeProgram.Handlers(2_500))));
        Assert.NotNull(IlCompiler.TryCompile(EngineRunner.Xlate(LargeProgram.Handlers(1_000))));
    }

    [Fact]
    public void TryCompile_MoreLocalsThanAMethodCanHave_IsRefused() =>
        Assert.Null(IlCompiler.TryCompile(EngineRunner.Xlate(LargeProgram.Handlers(14_000)), Unlimited));

    [Fact]
    public void TryCompile_EightSubprogramsOfManyLocals_IsStillCompiled()
    {
        // The most locals that webs have for themselves, in every frame that can be on the stack at once.
        Instruction[] body = LargeProgram.Handlers(76);
        List<Instruction> code = [];
        for (int s = 0; s < 8; s++)
        {
            code.AddRange(s == 7 ? [] : [Instructions.Mov(6, 1), Instructions.CallSubprogram(body.Length + 1), Instructions.Mov(1, 6)]);
            code.AddRange(body);
        }

        Assert.NotNull(IlCompiler.TryCompile(EngineRunner.Xlate(code)));
    }

    [Fact]
    public void Load_ProgramThatIsNotCompiled_RunsAsInterpretedAndLeavesNothing()
    {
        Instruction[] program = LargeProgram.Handlers(2_500);
        using BpfRuntime kernel = new(new BpfRuntimeOptions { CpuCount = 1 }), interpreter = new(new BpfRuntimeOptions { CpuCount = 1, Engine = ExecutionEngine.Interpreter });
        ulong before = kernel.Services.Heap.UsedBytes;
        int fd = LargeProgram.Load(kernel, program);
        Assert.Equal(Run(interpreter, LargeProgram.Load(interpreter, program)), Run(kernel, fd));
        kernel.Close(fd);
        kernel.Services.GracePeriods.Synchronize();
        Assert.Equal(before, kernel.Services.Heap.UsedBytes);
    }

    private static uint Run(BpfRuntime kernel, int program)
    {
        ProgTestRunArguments run = new() { DataIn = new byte[77] };
        Assert.Equal(SysResult.Ok, kernel.ProgTestRun(program, run));
        return run.ReturnValue;
    }
}
