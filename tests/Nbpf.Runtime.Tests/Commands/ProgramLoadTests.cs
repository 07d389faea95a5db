using System.Text;
using Nbpf.Isa;
using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Runtime.Tests.Commands;

/// <summary>What BPF_PROG_LOAD answers, and what it writes into the log, on both kernels.</summary>
public sealed class ProgramLoadTests
{
    private static readonly Instruction[] Return = [Instructions.MovImm(0, 0), Instructions.Exit()];

    private static readonly Instruction[] NoReturnValue = [Instructions.Exit()];

    private static readonly ProgLoadAttributes Good = new() { Type = ProgramType.Xdp, License = "GPL", Instructions = Return };

    public static TheoryData<string> BadLoads => [.. Bad.Keys];

    private static Dictionary<string, ProgLoadAttributes> Bad { get; } = new()
    {
        ["good"] = Good,
        ["no instructions"] = Good with { Instructions = Array.Empty<Instruction>() },
        ["too many instructions"] = Good with { Instructions = new Instruction[1_000_001] },
        ["most instructions, all bad"] = Good with { Instructions = new Instruction[1_000_000] },
        ["type 0"] = Good with { Type = ProgramType.Unspec },
        ["type 40"] = Good with { Type = (ProgramType)40 },
        ["type 40, no instructions"] = Good with { Type = (ProgramType)40, Instructions = Array.Empty<Instruction>() },
        ["no licence"] = Good with { License = null },
        ["no licence, type 40"] = Good with { License = null, Type = (ProgramType)40 },
        ["empty licence"] = Good with { License = "" },
        ["name with blank"] = Good with { Name = "a b" },
        ["name with dash"] = Good with { Name = "a-b" },
        ["name of 15"] = Good with { Name = "abcdefghijklmno" },
        ["name with dot"] = Good with { Name = "a.b_9" },
        ["flag 0x100"] = Good with { Flags = (ProgramFlags)0x100 },
        ["flag 0x100, no instructions"] = Good with { Flags = (ProgramFlags)0x100, Instructions = Array.Empty<Instruction>() },
        ["flag strict alignment"] = Good with { Flags = ProgramFlags.StrictAlignment },
        ["flag any alignment"] = Good with { Flags = ProgramFlags.AnyAlignment },
        ["flag xdp frags"] = Good with { Flags = ProgramFlags.XdpHasFrags },
        ["flag test state frequency"] = Good with { Flags = ProgramFlags.TestStateFreq },
        ["flag invariants"] = Good with { Flags = ProgramFlags.TestRegInvariants },
        ["flag sleepable"] = Good with { Flags = ProgramFlags.Sleepable },
        ["syscall, not sleepable"] = Good with { Type = ProgramType.Syscall },
        ["syscall, attach type"] = Good with { Type = ProgramType.Syscall, Flags = ProgramFlags.Sleepable, ExpectedAttachType = (AttachType)1 },
        ["xdp, attach type 99"] = Good with { ExpectedAttachType = (AttachType)99 },
        ["attach btf id"] = Good with { AttachBtfId = 1 },
        ["attach fd"] = Good with { AttachFd = 1000 },
        ["interface"] = Good with { InterfaceIndex = 1 },
        ["interface, socket filter"] = Good with { InterfaceIndex = 1, Type = ProgramType.SocketFilter },
        ["func info without btf"] = Good with { FuncInfo = new byte[8] },
        ["line info without btf"] = Good with { LineInfo = new byte[16] },
        ["log level 16"] = Good with { LogLevel = 16 },
        ["no return value"] = Good with { Instructions = NoReturnValue },
        ["closed map"] = Good with { Instructions = (Instruction[])[.. Instructions.LoadMapFd(1, 999), .. Return] },
        ["map index without array"] = Good with { Instructions = (Instruction[])[.. Instructions.LoadImm64(1, PseudoImmediate.MapIndex, 0, 0), .. Return] },
        ["GPL helper, no GPL"] = Good with { License = "Proprietary", Instructions = (Instruction[])[Instructions.StoreImm(MemorySize.DoubleWord, 10, -8, 0), Instructions.Mov(1, 10), Instructions.Alu64Imm(AluOperation.Add, 1, -8), Instructions.MovImm(2, 8), Instructions.Call(HelperId.TracePrintk), .. Return] },
        ["kernel version"] = Good with { KernelVersion = 1 },
    };

    public static TheoryData<uint, int> LogBuffers => new(
        from level in new uint[] { 0, 1, 2, 3, 8, 9, 10, 16 }
        from size in new[] { 0, 1, 2, 10, 64, 100, 200, 5000 }
        select (level, size));

    [Theory]
    [MemberData(nameof(BadLoads))]
    public void Load_Attributes_AnswersAsLinux(string what)
    {
        Assert.SkipUnless(LinuxOracle.IsReference(out string reason), reason);
        using BpfRuntime ours = new(new BpfRuntimeOptions { CpuCount = 1 });
        using IBpf linux = LinuxOracle.Open();
        Assert.Equal(linux.ProgLoad(Bad[what], [], out _).Errno, ours.ProgLoad(Bad[what], [], out _).Errno);
    }

    [Theory]
    [MemberData(nameof(LogBuffers))]
    public void Load_LogOfRejectedProgram_IsWrittenAsLinux(uint level, int size) => CompareLogs(NoReturnValue, level, size);

    [Theory]
    [MemberData(nameof(LogBuffers))]
    public void Load_LogOfAcceptedProgram_IsWrittenAsLinux(uint level, int size) => CompareLogs(Return, level, size);

    [Fact]
    public void Load_ManyLicences_GplCompatibilityAsLinux()
    {
        Assert.SkipUnless(LinuxOracle.IsReference(out string reason), reason);
        using BpfRuntime ours = new(new BpfRuntimeOptions { CpuCount = 1 });
        using IBpf linux = LinuxOracle.Open();
        foreach (string license in (string[])["GPL", "GPL v2", "GPL and additional rights", "Dual BSD/GPL", "Dual MIT/GPL", "Dual MPL/GPL", "MIT", "gpl", "GPLv2", "", "GPL "])
        {
            Assert.Equal(IsGpl(linux, license), IsGpl(ours, license));
        }
    }

    [Fact]
    public void Load_SameProgram_TagNameAndInfoAsLinux()
    {
        Assert.SkipUnless(LinuxOracle.IsReference(out string reason), reason);
        using BpfRuntime ours = new(new BpfRuntimeOptions { CpuCount = 1 });
        using IBpf linux = LinuxOracle.Open();
        ProgInfo expected = Info(linux, Good with { Name = "empty" }), actual = Info(ours, Good with { Name = "empty" });
        Assert.Equal("59f4a931744dcdc6", Convert.ToHexStringLower([.. actual.Tag]));
        Assert.Equal(expected.Tag, actual.Tag);
        Assert.Equal((expected.Type, expected.Name, expected.GplCompatible, expected.BtfId, expected.VerifiedInstructions), (actual.Type, actual.Name, actual.GplCompatible, actual.BtfId, actual.VerifiedInstructions));
        Assert.Equal(expected.XlatedInstructions, actual.XlatedInstructions);
        Assert.Equal(expected.FuncInfo.Length, actual.FuncInfo.Length);
    }

    private static ProgInfo Info(IBpf kernel, ProgLoadAttributes attributes)
    {
        SysResult result = kernel.ProgLoad(attributes, [], out _);
        Assert.False(result.IsError, result.ToString());
        Assert.Equal(SysResult.Ok, kernel.ProgGetInfo(result.Value, out ProgInfo? info));
        return info!;
    }

    private static bool IsGpl(IBpf kernel, string license) => Info(kernel, Good with { License = license }).GplCompatible;

    private static void CompareLogs(Instruction[] program, uint level, int size)
    {
        Assert.SkipUnless(LinuxOracle.IsReference(out string reason), reason);
        using BpfRuntime ours = new(new BpfRuntimeOptions { CpuCount = 1 });
        using IBpf linux = LinuxOracle.Open();
        Assert.Equal(Log(linux, program, level, size), Log(ours, program, level, size));
    }

    private static string Log(IBpf kernel, Instruction[] program, uint level, int size)
    {
        byte[] log = new byte[size];
        log.AsSpan().Fill((byte)'~');
        SysResult result = kernel.ProgLoad(Good with { Instructions = program, LogLevel = level }, log, out uint trueSize);
        return $"{result.Errno} {trueSize} {Encoding.ASCII.GetString(log).Replace('\0', '$')}";
    }
}
