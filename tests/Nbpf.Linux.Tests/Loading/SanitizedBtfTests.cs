using Nbpf.Features;
using Nbpf.Loading;
using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Linux.Tests.Loading;

/// <summary>What stands for missing kinds is BTF that Linux takes, and an object loads and runs on kernels without them.</summary>
public sealed class SanitizedBtfTests : IDisposable
{
    private const string Source = """
        #include <linux/bpf.h>
        #include <bpf/bpf_helpers.h>
        enum wide { BIG = 0x1122334455667788ULL, SMALL = -5 };
        struct value { enum wide wide; int __attribute__((btf_type_tag("user"))) *pointer; float real; double more; };
        struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, int); __type(value, struct value); __uint(max_entries, 1); } values SEC(".maps");
        int counter = 40;
        const volatile int step = 2;
        static int hidden SEC(".data.my-own") = 0;
        __attribute__((btf_decl_tag("tagged"))) int tagged;
        __attribute__((noinline)) int add(int left, int right) { return left + right + hidden; }
        static __attribute__((noinline)) int twice(int x) { return x * 2 + tagged; }
        SEC("xdp") int answer(struct xdp_md *context) { hidden = 0; return twice(add(counter, step)) >> 1; }
        SEC("?xdp") int asleep(struct xdp_md *context) { return XDP_PASS; }
        char _license[] SEC("license") = "GPL";
        """;

    private readonly IBpf kernel;

    public SanitizedBtfTests()
    {
        Assert.SkipUnless(LinuxOracle.IsAvailable(out string reason), reason);
        kernel = LinuxOracle.Open();
    }

    /// <summary>What kernels took, release by release, and each of the latest's kinds taken away alone.</summary>
    public static TheoryData<KernelBtfSupport> Kernels
    {
        get
        {
            TheoryData<KernelBtfSupport> kernels = [KernelBtfSupport.None, KernelBtfSupport.All];
            KernelBtfSupport release = KernelBtfSupport.None;
            foreach (KernelBtfSupport kind in new[]
            {
                KernelBtfSupport.Basic, KernelBtfSupport.Functions, KernelBtfSupport.DataSections, KernelBtfSupport.GlobalFunctions, KernelBtfSupport.Floats,
                KernelBtfSupport.DeclarationTags, KernelBtfSupport.TypeTags, KernelBtfSupport.Enum64,
            })
            {
                release |= kind;
                kernels.Add(release);
                if (kind != KernelBtfSupport.Basic) kernels.Add(KernelBtfSupport.All & ~kind);
            }
            return kernels;
        }
    }

    public void Dispose() => kernel?.Dispose();

    [Fact]
    public void Sanitize_ForEveryCombination_GivesBtfThatLinuxTakes()
    {
        Assert.SkipUnless(LinuxOracle.IsReference(out string reason), reason);
        Btf types = EveryKind.Types();
        for (int bits = 0; bits <= (int)KernelBtfSupport.All; bits += 2)
        {
            ReadOnlyMemory<byte> bytes = BtfSanitizer.Sanitize(types, (KernelBtfSupport)bits | KernelBtfSupport.Basic);
            byte[] log = new byte[1 << 16];
            SysResult result = kernel.BtfLoad(bytes.Span, 1, log, out _);
            Assert.False(result.IsError, $"{(KernelBtfSupport)bits}: {result.Errno}: {System.Text.Encoding.ASCII.GetString(log).TrimEnd('\0')}");

            kernel.BtfGetInfo(result.Value, out BtfInfo? info);
            kernel.Close(result.Value);
            Assert.Equal(types.TypeCount, Btf.Parse(info!.Bytes.AsMemory()).TypeCount);
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Load_IntoAKernelWithoutSomeKinds_RunsAllTheSame(KernelBtfSupport support)
    {
        Assert.SkipUnless(ClangCompiler.IsAvailable(out string reason), reason);
        using var old = new OldKernel(kernel) { Btf = support };

        using BpfObject loaded = BpfObject.Load(old, ClangCompiler.Compile(Source, "-mcpu=v3"), "old.bpf.o");

        Assert.Equal(42u, loaded.Program("answer").Run(new byte[64]).ReturnValue);
        Assert.Equal(support.HasFlag(KernelBtfSupport.Basic), loaded.BtfFd >= 0);
        Assert.Equal(support.HasFlag(KernelBtfSupport.Functions), loaded.Program("answer").Info.BtfId != 0);
    }

    [Fact]
    public void Load_IntoAKernelThatTakesTheTypes_AsksNothingMore()
    {
        Assert.SkipUnless(ClangCompiler.IsAvailable(out string reason), reason);
        using var counted = new OldKernel(kernel);

        using BpfObject loaded = BpfObject.Load(counted, ClangCompiler.Compile(Source, "-mcpu=v3"), "old.bpf.o");

        Assert.Single(counted.Types);
        Assert.Single(counted.Programs);
    }
}
