using Nbpf.Isa;
using Nbpf.Runtime.Helpers;
using Nbpf.Runtime.ProgramTypes;
using Nbpf.Runtime.Tests.Rewrite;
using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Runtime.Tests.Helpers;

/// <summary>Every helper is registered, and programs see clocks, CPUs and random numbers.</summary>
public sealed class HelperCatalogTests
{
    [Fact]
    public void Helpers_EachOne_HasItsFunctionForEveryTypeThatMayCallIt()
    {
        using BpfRuntime kernel = new(new BpfRuntimeOptions { CpuCount = 1 });
        foreach (Helper helper in HelperCatalog.All.Helpers)
        {
            Assert.StartsWith("bpf_", helper.Prototype.Name);
            foreach (KernelProgramType type in ProgramTypeCatalog.All.Where(t => t.AllowsHelper(helper.Prototype.Id, default)))
            {
                bool isInstruction = helper.Prototype.Id == HelperId.TailCall;
                Assert.Equal(!isInstruction, kernel.Services.Functions.Find(helper.FunctionNameFor(type.Type)) is not null);
            }
        }
    }

    [Fact]
    public void Load_EveryHelperNumber_IsAvailableAsInLinux()
    {
        Assert.SkipUnless(LinuxOracle.IsReference(out string reason), reason);
        using BpfRuntime ours = new(new BpfRuntimeOptions { CpuCount = 1 });
        using IBpf linux = LinuxOracle.Open();
        foreach (KernelProgramType type in ProgramTypeCatalog.All)
        {
            for (int id = 1; id <= 211; id++)
            {
                ProgLoadAttributes attributes = ProgramDump.Attributes(type.Type, Instructions.Call(id), Instructions.Exit()) with
                {
                    LogLevel = 1,
                    Flags = type.MustSleep ? ProgramFlags.Sleepable : ProgramFlags.None,
                };
                LinuxOracle.Load(linux, attributes, out string log);
                Assert.True(log.Contains("program of this type cannot use helper") != type.AllowsHelper((HelperId)id, default), $"{type.Type} helper {id}: {log}");
            }
        }
    }

    [Fact]
    public void Load_HelperThatDoesNotExistYet_IsRefusedByName()
    {
        using BpfRuntime kernel = new(new BpfRuntimeOptions { CpuCount = 1 });
        SysResult result = LinuxOracle.Load(kernel, ProgramDump.Attributes(ProgramType.SchedCls, Instructions.Call(HelperId.SkbVlanPop), Instructions.Exit()), out string log);
        Assert.True(result.IsError);
        Assert.Contains("skb_vlan_pop", log.ToLowerInvariant().Replace("skbvlanpop", "skb_vlan_pop"));
        Assert.Contains("not supported", log);
    }

    [Theory]
    [InlineData(ExecutionEngine.Jit)]
    [InlineData(ExecutionEngine.Interpreter)]
    [InlineData(ExecutionEngine.CheckedInterpreter)]
    public void Run_ClockCpuRandomTrace_AreTheKernels(ExecutionEngine engine)
    {
        VirtualClock clock = new(1000);
        using BpfRuntime kernel = new(new BpfRuntimeOptions { CpuCount = 3, Engine = engine, Clock = clock });
        clock.Advance(TimeSpan.FromMicroseconds(2));
        Assert.Equal(3000u, Run(kernel, ProgramType.SocketFilter, HelperId.KtimeGetNs));
        Assert.Equal(3000u, Run(kernel, ProgramType.SocketFilter, HelperId.KtimeGetBootNs));
        clock.Advance(TimeSpan.FromMilliseconds(9));
        Assert.Equal(8_000_000u, Run(kernel, ProgramType.SocketFilter, HelperId.KtimeGetCoarseNs));
        Assert.Equal(2u, Run(kernel, ProgramType.SocketFilter, HelperId.Jiffies64));
        Assert.Equal(0u, Run(kernel, ProgramType.SocketFilter, HelperId.GetNumaNodeId));
        Assert.True(Enumerable.Range(0, 5).Select(_ => Run(kernel, ProgramType.SocketFilter, HelperId.GetPrandomU32)).Distinct().Count() > 1);
        for (uint cpu = 0; cpu < 3; cpu++)
        {
            Assert.Equal(cpu, Run(kernel, ProgramType.RawTracepoint, HelperId.GetSmpProcessorId, cpu));
        }
    }

    [Fact]
    public void TracePrintk_Text_GoesToTheTraceLog()
    {
        using BpfRuntime kernel = new(new BpfRuntimeOptions { CpuCount = 1 });
        int program = ProgramDump.Load(
            kernel,
            ProgramType.SocketFilter,
            [
                .. Instructions.LoadImm64(1, BitConverter.ToUInt64("%04x %d\0"u8)),
                Instructions.Store(MemorySize.DoubleWord, 10, -8, 1),
                Instructions.Mov(1, 10),
                Instructions.Alu64Imm(AluOperation.Add, 1, -8),
                Instructions.MovImm(2, 8),
                Instructions.MovImm(3, 0xab),
                Instructions.MovImm(4, -7),
                Instructions.Call(HelperId.TracePrintk),
                Instructions.Exit(),
            ]);
        List<string> heard = [];
        kernel.Trace.Written += heard.Add;
        ProgTestRunArguments arguments = new() { DataIn = new byte[64] };
        Assert.Equal(SysResult.Ok, kernel.ProgTestRun(program, arguments));
        Assert.Equal(7u, arguments.ReturnValue);
        Assert.Equal(["00ab -7"], kernel.Trace.Records);
        Assert.Equal(["00ab -7"], heard);
    }

    private static uint Run(BpfRuntime kernel, ProgramType type, HelperId helper, uint? cpu = null)
    {
        int program = ProgramDump.Load(kernel, type, Instructions.Call(helper), Instructions.Exit());
        ProgTestRunArguments arguments = cpu is null
            ? new() { DataIn = new byte[64] }
            : new() { Cpu = cpu.Value, Flags = TestRunFlags.RunOnCpu };
        Assert.Equal(SysResult.Ok, kernel.ProgTestRun(program, arguments));
        return arguments.ReturnValue;
    }
}
