using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Nbpf.Elf;
using Nbpf.Links;
using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Linux.Tests.Links;

/// <summary>Probes in a library that the test compiled and loaded into its own process, and in this process only.</summary>
[SupportedOSPlatform("linux")]
public sealed unsafe class UprobeTests : LinkTest
{
    private const string Library =
        """
        __attribute__((noinline)) int nbpf_first(int a, int b) { return a * 3 + b; }
        __attribute__((noinline)) int nbpf_second(int a, int b) { return a - b; }
        __attribute__((noinline)) int unrelated(int a, int b) { return a ^ b; }
        """;

    private const string Probes =
        """
        #include <linux/ptrace.h>
        #include <bpf/bpf_tracing.h>
        __u64 count[4];
        SEC("uprobe") int enter(struct pt_regs *ctx) { count[0]++; count[1] = PT_REGS_PARM1(ctx); count[2] = bpf_get_attach_cookie(ctx); return 0; }
        SEC("uretprobe") int leave(struct pt_regs *ctx) { count[0]++; count[1] = PT_REGS_RC(ctx); return 0; }
        SEC("uprobe.multi") int many(struct pt_regs *ctx) { count[0]++; count[2] += bpf_get_attach_cookie(ctx); return 0; }
        SEC("uprobe.session") int both(struct pt_regs *ctx) { count[0]++; return 0; }
        SEC("uretprobe.multi") int many_leave(struct pt_regs *ctx) { count[0]++; count[1] = PT_REGS_RC(ctx); return 0; }
        """;

    private readonly string path;
    private readonly nint library;
    private readonly BpfObject loaded;

    public UprobeTests()
    {
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64, "the probes read x86-64 registers");
        Assert.SkipUnless(ToolRun.Find("cc") is not null, "cc is not installed");
        path = Path.Combine(Path.GetTempPath(), $"libnbpf-{Environment.ProcessId}-{Guid.NewGuid():N}.so");
        ToolRun.Output(ToolRun.Find("cc")!, ["-shared", "-fPIC", "-O1", "-x", "c", "-o", path, "-"], Library);
        library = NativeLibrary.Load(path);
        Own(new Unloading(this));
        loaded = Load("#define __TARGET_ARCH_x86 1\n" + Probes);
    }

    [Fact]
    public void Attach_Uprobe_SeesArgumentsAndCookieUntilDisposed()
    {
        BpfLink link = Own(loaded.Program("enter").Attach(new UprobeTarget(path, "nbpf_first") { ProcessId = Environment.ProcessId, Cookie = 0xfeed }));
        Assert.Equal(19, Call("nbpf_first", 5, 4));
        Assert.Equal((1UL, 5UL, 0xfeedUL), (Count(loaded, 0), Count(loaded, 1), Count(loaded, 2)));
        LinkHook.PerfEvent hook = Assert.IsType<LinkHook.PerfEvent>(link.Info.Hook);
        Assert.Equal((PerfEventLinkKind.Uprobe, path, (uint)ExecutableFile.Read(path).OffsetOf("nbpf_first"), 0xfeedUL), (hook.Kind, hook.Name, hook.OffsetBytes, hook.Cookie));
        Call("unrelated", 1, 2);
        End(link);
        Call("nbpf_first", 6, 4);
        Assert.Equal(1UL, Count(loaded, 0));
    }

    [Fact]
    public void Attach_Uretprobe_SeesTheReturnValue()
    {
        Own(loaded.Program("leave").Attach(new UprobeTarget(path, "nbpf_first") { ProcessId = Environment.ProcessId, IsReturn = true }));
        Call("nbpf_first", 7, 2);
        Assert.Equal((1UL, 23UL), (Count(loaded, 0), Count(loaded, 1)));
    }

    [Fact]
    public void Attach_UprobeByOffset_IsTheSamePlace()
    {
        ulong offset = ExecutableFile.Read(path).OffsetOf("nbpf_second");
        Own(loaded.Program("enter").Attach(new UprobeTarget(path, null, offset) { ProcessId = Environment.ProcessId }));
        Call("nbpf_second", 9, 2);
        Assert.Equal((1UL, 9UL), (Count(loaded, 0), Count(loaded, 1)));
    }

    [Fact]
    public void Attach_UprobeMultiBySymbols_GivesEachItsCookie()
    {
        string[] symbols = ["nbpf_first", "nbpf_second"];
        BpfLink link = Own(loaded.Program("many").Attach(new UprobeMultiTarget(path) { Symbols = symbols, Cookies = new ulong[] { 100, 1 }, ProcessId = (uint)Environment.ProcessId }));
        Call("nbpf_first", 1, 1);
        Call("nbpf_second", 1, 1);
        Call("nbpf_second", 1, 1);
        Call("unrelated", 1, 1);
        Assert.Equal((3UL, 102UL), (Count(loaded, 0), Count(loaded, 2)));
        LinkHook.UprobeMulti hook = Assert.IsType<LinkHook.UprobeMulti>(link.Info.Hook);
        Assert.Equal((path, 2u, (uint)Environment.ProcessId), (hook.Path, hook.Count, hook.ProcessId));
        Assert.Equal(ExecutableFile.Read(path).OffsetsOf(symbols), hook.Offsets);
        Assert.Equal([100UL, 1UL], hook.Cookies);
    }

    [Fact]
    public void Attach_UretprobeMultiByPattern_MatchesThemAll()
    {
        Own(loaded.Program("many_leave").Attach(new UprobeMultiTarget(path) { Pattern = "nbpf_*", IsReturn = true, ProcessId = (uint)Environment.ProcessId }));
        Call("nbpf_first", 1, 1);
        Call("unrelated", 1, 1);
        Call("nbpf_second", 8, 1);
        Assert.Equal((2UL, 7UL), (Count(loaded, 0), Count(loaded, 1)));
    }

    [Fact]
    public void Attach_UprobeSession_RunsOnEntryAndReturn()
    {
        Assert.SkipUnless(LinuxOracle.Has(Kernel, 6, 13, "uprobe sessions", out string reason), reason);
        Own(loaded.Program("both").Attach(new UprobeMultiTarget(path) { Symbols = ["nbpf_first"], ProcessId = (uint)Environment.ProcessId }));
        Call("nbpf_first", 1, 1);
        Call("nbpf_second", 1, 1);
        Assert.Equal(2UL, Count(loaded, 0));
    }

    [Fact]
    public void Attach_NoSuchFunctionOrFile_NamesIt()
    {
        BpfException missing = Assert.Throws<BpfException>(() => loaded.Program("enter").Attach(new UprobeTarget(path, "nothing") { ProcessId = Environment.ProcessId }));
        Assert.Equal((Errno.ENOENT, "nothing"), (missing.Errno, missing.ObjectName));
        missing = Assert.Throws<BpfException>(() => loaded.Program("enter").Attach(new UprobeTarget("libnosuch.so.7", "nothing") { ProcessId = Environment.ProcessId }));
        Assert.Equal((Errno.ENOENT, "libnosuch.so.7"), (missing.Errno, missing.ObjectName));
        Assert.Throws<ArgumentException>(() => loaded.Program("many").Attach(new UprobeMultiTarget(path) { ProcessId = 1 }));
    }

    [Fact]
    public void TaskFdQuery_AProbesEvent_TellsFileAndOffset()
    {
        IPerfEvents events = Assert.IsAssignableFrom<IPerfEvents>(Kernel);
        ulong offset = ExecutableFile.Read(path).OffsetOf("nbpf_first");
        SysResult opened = events.OpenUprobe(new UprobeEvent(path, offset) { ProcessId = Environment.ProcessId });
        Assert.False(opened.IsError, opened.ToString());
        using BpfLink link = loaded.Program("enter").Attach(new PerfEventTarget(opened.Value));
        Assert.Equal(SysResult.Ok, Kernel.TaskFdQuery(Environment.ProcessId, opened.Value, 0, out TaskFdInfo? info));
        Assert.Equal(new TaskFdInfo(loaded.Program("enter").Info.Id, TaskFdType.Uprobe, path, offset, 0), info);
        Kernel.Close(opened.Value);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Call(string name, int first, int second) => ((delegate* unmanaged<int, int, int>)NativeLibrary.GetExport(library, name))(first, second);

    private sealed class Unloading(UprobeTests test) : IDisposable
    {
        public void Dispose()
        {
            NativeLibrary.Free(test.library);
            File.Delete(test.path);
        }
    }
}
