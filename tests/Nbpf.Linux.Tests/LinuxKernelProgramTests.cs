using Nbpf.Isa;
using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Linux.Tests;

public sealed class LinuxKernelProgramTests : IDisposable
{
    private readonly IBpf kernel;

    public LinuxKernelProgramTests()
    {
        Assert.SkipUnless(LinuxOracle.IsAvailable(out string reason), reason);
        kernel = LinuxOracle.Open();
    }

    public void Dispose() => kernel?.Dispose();

    [Fact]
    public void ProgLoad_ReturnZero_GivesAProgramWithItsInfo()
    {
        int program = Load("r0 = 0\nexit", "ret0");
        Assert.Equal(SysResult.Ok, kernel.ProgGetInfo(program, out ProgInfo? info));
        Assert.Equal((ProgramType.Xdp, "ret0", true), (info!.Type, info.Name, info.GplCompatible));
        Assert.Equal(Assembler.Assemble("r0 = 0\nexit"), info.XlatedInstructions);
        Assert.Equal(8, info.Tag.Length);
        Assert.Equal(2u, info.VerifiedInstructions);
        Assert.NotEqual(0UL, info.LoadTimeNanoseconds);
        Assert.NotEqual(0UL, info.MemoryBytes);
        Assert.Equal((int)info.JitedLength, info.JitedImage.Length);
    }

    [Fact]
    public void ProgLoad_Rejected_GivesErrnoAndLog()
    {
        SysResult result = LinuxOracle.Load(kernel, Attributes("r0 = r5\nexit") with { LogLevel = 1 }, out string log);
        Assert.Equal(Errno.EACCES, result.Errno);
        Assert.Contains("R5 !read_ok", log, StringComparison.Ordinal);
    }

    [Fact]
    public void ProgLoad_LogTooShort_TellsTheTrueSize()
    {
        SysResult result = kernel.ProgLoad(Attributes("r0 = 0\nexit") with { LogLevel = 2 }, new byte[16], out uint size);
        Assert.Equal(Errno.ENOSPC, result.Errno);
        Assert.True(size > 16);
        byte[] log = new byte[size];
        Assert.False(kernel.ProgLoad(Attributes("r0 = 0\nexit") with { LogLevel = 2 }, log, out uint again).IsError);
        Assert.InRange(again, size - 8, size + 8);
    }

    [Fact]
    public void ProgTestRun_Xdp_GivesVerdictPacketAndSizes()
    {
        int program = Load(
            """
            r2 = *(u32 *)(r1 + 0)
            r3 = *(u32 *)(r1 + 4)
            r4 = r2
            r4 += 14
            r0 = 1
            if r4 > r3 goto end
            *(u8 *)(r2 + 0) = 0x5a
            r0 = 3
            end: exit
            """, "touch");
        byte[] packet = [.. Enumerable.Range(0, 64).Select(i => (byte)i)];
        byte[] output = new byte[100];
        ProgTestRunArguments arguments = new() { DataIn = packet, DataOut = output, Repeat = 3 };
        Assert.Equal(SysResult.Ok, kernel.ProgTestRun(program, arguments));
        Assert.Equal((3u, 64u), (arguments.ReturnValue, arguments.DataSizeOut));
        Assert.Equal(0x5a, output[0]);
        Assert.Equal(packet[1..], output[1..64]);
        Assert.Equal(0, packet[0]);

        arguments.DataOut = new byte[10];
        Assert.Equal(Errno.ENOSPC, kernel.ProgTestRun(program, arguments).Errno);
        Assert.Equal(64u, arguments.DataSizeOut);
        Assert.Equal(0x5a, arguments.DataOut.Span[0]);
    }

    [Fact]
    public void ProgTestRun_SyscallProgram_GivesItsContextBackAndLeavesTheInput()
    {
        ProgLoadAttributes attributes = Attributes("*(u32 *)(r1 + 4) = 7\nr0 = 0\nexit") with { Type = ProgramType.Syscall, Flags = ProgramFlags.Sleepable };
        int program = kernel.ProgLoad(attributes, default, out _).Value;
        byte[] context = [1, 2, 3, 4, 5, 6, 7, 8];
        ProgTestRunArguments arguments = new() { ContextIn = context, ContextOut = new byte[8] };
        Assert.Equal(SysResult.Ok, kernel.ProgTestRun(program, arguments));
        Assert.Equal([1, 2, 3, 4, 7, 0, 0, 0], arguments.ContextOut.ToArray());
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], context);
    }

    [Fact]
    public void ProgGetInfo_MapLookups_ShowsRewritesMapIdsAndFunctionNames()
    {
        int array = kernel.MapCreate(new() { Type = MapType.Array, KeySize = 4, ValueSize = 8, MaxEntries = 4, Flags = MapFlags.InnerMap }).Value;
        int program = Load(
            $"""
            *(u32 *)(r10 - 4) = 0
            r1 = map_fd {array} ll
            r2 = r10
            r2 += -4
            call bpf_map_lookup_elem
            r0 = 0
            exit
            """, "lookup");
        kernel.MapGetInfo(array, out MapInfo? map);
        kernel.ProgGetInfo(program, out ProgInfo? info);
        Assert.Equal([map!.Id], info!.MapIds);
        Instruction load = Assert.Single(info.XlatedInstructions, i => i.IsWide);
        Assert.Equal((PseudoImmediate.MapFd, (int)map.Id), (load.Source, load.Immediate));
        Instruction call = Assert.Single(info.XlatedInstructions, i => i.IsCall);
        Assert.SkipUnless(info.FunctionNames.Count > 0, "kernel symbols are hidden (kptr_restrict)");
        Assert.Equal("array_map_lookup_elem", info.FunctionNames[call.Immediate]);
    }

    [Fact]
    public void ProgGetInfo_MapFd_AnswersEinval()
    {
        int map = kernel.MapCreate(new() { Type = MapType.Array, KeySize = 4, ValueSize = 8, MaxEntries = 4 }).Value;
        Assert.Equal(Errno.EINVAL, kernel.ProgGetInfo(map, out ProgInfo? info).Errno);
        Assert.Null(info);
        Assert.Equal(Errno.EINVAL, kernel.BtfGetInfo(map, out _).Errno);
        Assert.Equal(Errno.EINVAL, kernel.MapGetInfo(Load("r0 = 0\nexit", "p"), out _).Errno);
    }

    [Fact]
    public void BtfGetInfo_KernelBtf_IsNamedVmlinux()
    {
        Assert.SkipUnless(File.Exists("/sys/kernel/btf/vmlinux"), "the kernel has no BTF");
        uint id = 0;
        while (!kernel.ObjGetNextId(BpfObjectKind.Btf, id, out id).IsError)
        {
            int fd = kernel.ObjGetFdById(BpfObjectKind.Btf, id).Value;
            Assert.Equal(SysResult.Ok, kernel.BtfGetInfo(fd, out BtfInfo? info));
            kernel.Close(fd);
            if (info!.Name != "vmlinux") continue;
            Assert.True(info.IsKernel);
            Assert.Equal(new FileInfo("/sys/kernel/btf/vmlinux").Length, info.Bytes.Length);
            return;
        }

        Assert.Fail("no BTF object is named vmlinux");
    }

    [Fact]
    public void BtfLoad_Truncated_GivesErrnoAndLog()
    {
        byte[] log = new byte[4096];
        SysResult result = kernel.BtfLoad(new byte[10], 1, log, out uint size);
        Assert.Equal(Errno.EINVAL, result.Errno);
        Assert.True(size > 1);
    }

    private static ProgLoadAttributes Attributes(string text) => new() { Type = ProgramType.Xdp, License = "GPL", Instructions = Assembler.Assemble(text) };

    private int Load(string text, string name)
    {
        SysResult result = LinuxOracle.Load(kernel, Attributes(text) with { Name = name, LogLevel = 1 }, out string log);
        Assert.False(result.IsError, log);
        return result.Value;
    }
}
