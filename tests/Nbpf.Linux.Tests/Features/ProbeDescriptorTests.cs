using Nbpf.Features;
using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Linux.Tests.Features;

/// <summary>Counts the process's file descriptors, so that no other test may run beside.</summary>
[CollectionDefinition(nameof(ProbeDescriptorTests), DisableParallelization = true)]
[Collection(nameof(ProbeDescriptorTests))]
public sealed class ProbeDescriptorTests
{
    [Fact]
    public void Everything_LeavesNoFileDescriptor()
    {
        Assert.SkipUnless(LinuxOracle.IsAvailable(out string reason), reason);
        using IBpf kernel = LinuxOracle.Open();
        KernelFeatures features = KernelFeatures.Of(kernel);
        _ = features.KernelTypes;
        int before = Directory.GetFileSystemEntries("/proc/self/fd").Count(IsBpf);

        foreach (ProgramType type in Enum.GetValues<ProgramType>()) _ = features.ProgramType(type);
        foreach (MapType type in Enum.GetValues<MapType>()) _ = features.MapType(type);
        foreach (HelperId helper in Enum.GetValues<HelperId>()) _ = features.Helper(ProgramType.Xdp, helper);
        _ = features.Btf;

        Assert.Equal(before, Directory.GetFileSystemEntries("/proc/self/fd").Count(IsBpf));
    }

    private static bool IsBpf(string fd) => new FileInfo(fd).LinkTarget?.StartsWith("anon_inode:bp", StringComparison.Ordinal) == true;
}
