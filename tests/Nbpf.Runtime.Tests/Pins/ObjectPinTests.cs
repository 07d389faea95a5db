using Nbpf.Syscall;
using Nbpf.Testing;
using Nbpf.Testing.Resources;
using Xunit;

namespace Nbpf.Runtime.Tests.Pins;

/// <summary>Pins of the object API: one sequence, the same on both kernels.</summary>
public sealed class ObjectPinTests
{
    private const string Source =
        """
        #include <linux/bpf.h>
        #include <bpf/bpf_helpers.h>
        struct { __uint(type, BPF_MAP_TYPE_HASH); __type(key, __u32); __type(value, __u64); __uint(max_entries, ENTRIES); __uint(pinning, LIBBPF_PIN_BY_NAME); } shared SEC(".maps");
        struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, __u32); __type(value, __u64); __uint(max_entries, 1); } own SEC(".maps");
        SEC("xdp") int pass(struct xdp_md *ctx) { __u32 key = 0; bpf_map_lookup_elem(&own, &key); return bpf_map_lookup_elem(&shared, &key) ? XDP_PASS : XDP_DROP; }
        char _license[] SEC("license") = "GPL";
        """;

    [Fact]
    public void Pins_InProcess_AreSharedOpenedAndRemoved()
    {
        Assert.SkipUnless(ClangCompiler.IsAvailable(out string reason), reason);
        using BpfRuntime runtime = new();
        runtime.FileSystem.Mount("/mnt/pins");
        Run(runtime, "/mnt/pins");
        Assert.Empty(runtime.FileSystem.List("/mnt/pins/all"));
    }

    [Fact]
    public void Pins_OnLinux_AreSharedOpenedAndRemoved()
    {
        Assert.SkipUnless(LinuxOracle.IsAvailable(out string reason), reason);
        Assert.SkipUnless(ClangCompiler.IsAvailable(out reason), reason);
        using IBpf kernel = LinuxOracle.Open();
        using BpfFileSystemMount mount = BpfFileSystemMount.Create();
        Run(kernel, mount.Root);
    }

    private static void Run(IBpf kernel, string root)
    {
        BpfLoadOptions options = new() { PinRoot = root };
        using BpfObject first = Load(kernel, 4, options);
        using BpfObject second = Load(kernel, 4, options);
        first.Map<uint, ulong>("shared")[0] = 7;
        Assert.Equal((7UL, 2u), (second.Map<uint, ulong>("shared")[0], second.Program("pass").Run(new byte[64]).ReturnValue));
        BpfException refused = Assert.Throws<BpfException>(() => Load(kernel, 5, options));
        Assert.Equal($"reuse pinned map '{root}/shared': EINVAL: its maximum of entries is 4, the object defines 5", refused.Message);

        first.Pin($"{root}/all");
        Assert.Equal($"pin map at '{root}/all/own': EEXIST: the name is taken", Assert.Throws<BpfException>(() => second.PinMaps($"{root}/all")).Message);
        using (BpfMap map = BpfMap.OpenPinned(kernel, $"{root}/all/own", BpfAccess.ReadOnly))
        {
            Assert.Equal(first.Map("own").Info.Id, map.Info.Id);
            Assert.Equal(Errno.EPERM, Assert.Throws<BpfException>(() => map.Update(new byte[4], new byte[8])).Errno);
        }

        using (BpfProgram program = BpfProgram.OpenPinned(kernel, $"{root}/all/pass"))
            Assert.Equal((first.Program("pass").Info.Id, "pass", ProgramType.Xdp), (program.Info.Id, program.Name, program.Type));
        Assert.Contains("no program", Assert.Throws<BpfException>(() => BpfProgram.OpenPinned(kernel, $"{root}/all/own")).Message, StringComparison.Ordinal);
        first.Unpin($"{root}/all");
        Assert.Equal(Errno.ENOENT, Assert.Throws<BpfException>(() => BpfMap.OpenPinned(kernel, $"{root}/all/own")).Errno);
        second.Map("shared").Unpin();
    }

    private static BpfObject Load(IBpf kernel, int entries, BpfLoadOptions options) =>
        BpfObject.Load(kernel, ClangCompiler.Compile(Source.Replace("ENTRIES", $"{entries}", StringComparison.Ordinal)), "test.bpf.o", options);
}
