using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Linux.Tests.Loading;

/// <summary>What the loader leaves out or replaces for kernels that lack it, and what it says when that is not possible.</summary>
public sealed class OldKernelTests : IDisposable
{
    private const string Preamble = """
        #include <linux/bpf.h>
        #include <linux/ptrace.h>
        #include <bpf/bpf_helpers.h>
        char _license[] SEC("license") = "GPL";

        """;

    private readonly IBpf kernel;

    public OldKernelTests()
    {
        Assert.SkipUnless(LinuxOracle.IsAvailable(out string reason), reason);
        Assert.SkipUnless(ClangCompiler.IsAvailable(out reason), reason);
        kernel = LinuxOracle.Open();
    }

    private static byte[] ConnectProgram => ClangCompiler.Compile($"{Preamble}SEC(\"cgroup/connect4\") int probe(struct bpf_sock_addr *c) {{ return 1; }}");

    public void Dispose() => kernel?.Dispose();

    [Theory]
    [InlineData("xdp", "xdp_md", AttachType.Xdp)]
    [InlineData("cgroup_skb/egress", "__sk_buff", AttachType.CgroupInetEgress)]
    public void Load_OfAnOptionalAttachType_GoesWithoutItWhereTheKernelHasNone(string section, string context, AttachType attachType)
    {
        using var old = new OldKernel(kernel) { HasExpectedAttachTypes = false };

        using BpfObject loaded = BpfObject.Load(old, ClangCompiler.Compile($"{Preamble}SEC(\"{section}\") int probe(struct {context} *c) {{ return 1; }}"), "optional.bpf.o");

        Assert.Contains(old.Programs, program => program.ExpectedAttachType == attachType);
        Assert.Equal((AttachType)0, old.Programs[^1].ExpectedAttachType);
    }

    [Fact]
    public void Load_OfATypeThatCameWithAttachTypes_NamesIt()
    {
        using var old = new OldKernel(kernel) { HasExpectedAttachTypes = false };

        BpfException failure = Assert.ThrowsAny<BpfException>(() => BpfObject.Load(old, ConnectProgram, "needed.bpf.o"));

        Assert.Equal("load program 'probe': E2BIG: this kernel has no program type cgroup_sock_addr", failure.Message);
    }

    [Fact]
    public void Load_OfAnAttachTypeThatTheKernelHasNot_NamesIt()
    {
        ObjectSpec spec = ObjectSpec.Read(ConnectProgram, "attach.bpf.o");
        spec.Program("probe").AttachType = AttachType.Xdp;

        BpfException failure = Assert.ThrowsAny<BpfException>(() => BpfObject.Load(kernel, spec));

        Assert.Equal("load program 'probe': EINVAL: this kernel has no attach type xdp for programs of type cgroup_sock_addr", failure.Message);
    }

    [Fact]
    public void Load_OfReadsOfKernelMemory_UsesTheOlderHelperWhereTheKernelHasNoOther()
    {
        using var old = new OldKernel(kernel) { HasReadKernelHelpers = false };
        byte[] file = ClangCompiler.Compile(Preamble + """
            SEC("tracepoint") int probe(void *c)
            {
                char b[4];
                return bpf_probe_read_kernel(b, 4, c) + bpf_probe_read_user_str(b, 4, c) + bpf_probe_read_kernel_str(b, 4, c) + bpf_probe_read_user(b, 4, c);
            }
            """);

        using BpfObject loaded = LoadOrSkip(old, file, "reads.bpf.o");

        int[] calls = [.. old.Programs[^1].Instructions.ToArray().Where(instruction => instruction.IsCall).Select(instruction => instruction.Immediate)];
        Assert.Equal([(int)HelperId.ProbeRead, (int)HelperId.ProbeReadStr, (int)HelperId.ProbeReadStr, (int)HelperId.ProbeRead], calls);
    }

    [Fact]
    public void Load_OfNames_GoesWithoutThemWhereTheKernelHasNone()
    {
        using var old = new OldKernel(kernel) { HasNames = false };
        byte[] file = ClangCompiler.Compile($"{Preamble}int counter; SEC(\"xdp\") int probe(struct xdp_md *c) {{ return counter++ ? 1 : 2; }}");

        using BpfObject loaded = BpfObject.Load(old, file, "names.bpf.o");

        Assert.Equal(("", 2u), (loaded.Program("probe").Info.Name, loaded.Program("probe").Run(new byte[64]).ReturnValue));
    }

    [Fact]
    public void Load_OfAMapTypeThatTheKernelHasNot_NamesIt()
    {
        using var old = new OldKernel(kernel) { MissingMapTypes = new HashSet<MapType> { MapType.RingBuf } };
        byte[] file = ClangCompiler.Compile(Preamble + """
            struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); } ring SEC(".maps");
            SEC("xdp") int probe(struct xdp_md *c) { return bpf_ringbuf_query(&ring, 0); }
            """);

        BpfException failure = Assert.ThrowsAny<BpfException>(() => BpfObject.Load(old, file, "ring.bpf.o"));

        Assert.Equal("create map 'ring': EINVAL: this kernel has no map type ringbuf", failure.Message);
    }

    [Fact]
    public void Load_OfAProgramTypeThatTheKernelHasNot_NamesIt()
    {
        using var old = new OldKernel(kernel) { MissingProgramTypes = new HashSet<ProgramType> { ProgramType.SkLookup } };
        byte[] file = ClangCompiler.Compile($"{Preamble}SEC(\"sk_lookup\") int probe(struct bpf_sk_lookup *c) {{ return 1; }}");

        BpfException failure = Assert.ThrowsAny<BpfException>(() => BpfObject.Load(old, file, "lookup.bpf.o"));

        Assert.Equal("load program 'probe': EINVAL: this kernel has no program type sk_lookup", failure.Message);
    }

    [Fact]
    public void Load_OfKprobes_TellsTheKernelItsVersion()
    {
        using var old = new OldKernel(kernel);

        using BpfObject loaded = LoadOrSkip(old, ClangCompiler.Compile($"{Preamble}SEC(\"kprobe/x\") int probe(struct pt_regs *c) {{ return 0; }}"), "kprobe.bpf.o");

        Assert.Equal(((IKernelFacts)kernel).Version, old.Programs[^1].KernelVersion);
        Assert.True(old.Programs[^1].KernelVersion > 4 << 16);
    }

    [Fact]
    public void Load_OfTracing_WhereASandboxForbidsIt_SaysSo()
    {
        byte[] file = ClangCompiler.Compile($"{Preamble}SEC(\"fentry/bpf_fentry_test1\") int probe(void *c) {{ return 0; }}");
        try
        {
            using BpfObject loaded = BpfObject.Load(kernel, file, "fentry.bpf.o");
            Assert.SkipWhen(true, "tracing programs are permitted here");
        }
        catch (BpfException failure)
        {
            Assert.Equal(Errno.EPERM, failure.Errno);
            Assert.Contains("programs of type tracing need, so something else forbids it: a sandbox", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Load_OfAnExtension_NamesTheFunctionOfTheProgramItReplaces()
    {
        byte[] target = ClangCompiler.Compile($"{Preamble}__attribute__((noinline)) int part(struct xdp_md *c) {{ return c->ingress_ifindex; }} SEC(\"xdp\") int whole(struct xdp_md *c) {{ return part(c); }}");
        using BpfObject loaded = BpfObject.Load(kernel, target, "target.bpf.o");
        ObjectSpec spec = ObjectSpec.Read(ClangCompiler.Compile($"{Preamble}SEC(\"freplace\") int probe(struct xdp_md *c) {{ return 2; }}"), "extension.bpf.o");
        using var recorded = new OldKernel(kernel);
        BpfException untargeted = Assert.ThrowsAny<BpfException>(() => BpfObject.Load(recorded, spec));
        Assert.Contains("it extends a program: say which with ProgramSpec.SetAttachTarget", untargeted.Message, StringComparison.Ordinal);

        spec.Program("probe").SetAttachTarget(loaded.Program("whole"), "part");
        LoadWherePermitted(recorded, spec);

        ProgLoadAttributes attributes = recorded.Programs[0];
        Assert.Equal(loaded.Program("whole").Fd, attributes.AttachFd);
        SysResult types = kernel.ObjGetFdById(BpfObjectKind.Btf, loaded.Program("whole").Info.BtfId);
        kernel.BtfGetInfo(types.Value, out BtfInfo? info);
        kernel.Close(types.Value);
        Assert.Equal((BtfKind.Func, "part"), (Btf.Parse(info!.Bytes.AsMemory())[attributes.AttachBtfId].Kind, Btf.Parse(info.Bytes.AsMemory())[attributes.AttachBtfId].Name));

        spec.Program("probe").SetAttachTarget(loaded.Program("whole"), "missing");
        BpfException missing = Assert.ThrowsAny<BpfException>(() => BpfObject.Load(recorded, spec));
        Assert.Equal("load program 'probe': ENOENT: program 'whole' has no function 'missing' to attach to", missing.Message);
    }

    [Fact]
    public void SetAttachTarget_OfAProgramThatAttachesToNone_IsRefused()
    {
        ObjectSpec spec = ObjectSpec.Read(ConnectProgram, "attach.bpf.o");
        using BpfObject loaded = BpfObject.Load(kernel, spec);

        Assert.Throws<ArgumentException>(() => spec.Program("probe").SetAttachTarget(loaded.Program("probe"), "probe"));
    }

    private static BpfObject LoadOrSkip(IBpf kernel, byte[] file, string name)
    {
        try
        {
            return BpfObject.Load(kernel, file, name);
        }
        catch (BpfException failure) when (HostRefusal.Is(failure, out string reason))
        {
            Assert.Skip(reason);
            throw;
        }
    }

    // Sandboxes may forbid programs of type ext: what was asked for is recorded all the same.
    private static void LoadWherePermitted(IBpf recorded, ObjectSpec spec)
    {
        try
        {
            BpfObject.Load(recorded, spec).Dispose();
        }
        catch (BpfVerifierException refusal) when (refusal.Errno == Errno.EPERM)
        {
            Assert.Contains("programs of type ext need, so something else forbids it", refusal.Message, StringComparison.Ordinal);
        }
    }
}
