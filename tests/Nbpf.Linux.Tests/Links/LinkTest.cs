using System.Runtime.Versioning;
using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Linux.Tests.Links;

/// <summary>What tests of links share: the kernel, objects compiled from C, and that no file descriptor is left over.</summary>
[SupportedOSPlatform("linux")]
public abstract class LinkTest : IDisposable
{
    private const string Includes =
        """
        #include <linux/bpf.h>
        #include <bpf/bpf_helpers.h>
        char _license[] SEC("license") = "GPL";

        """;

    private readonly List<IDisposable> owned = [];

    protected LinkTest()
    {
        Assert.SkipUnless(LinuxOracle.IsAvailable(out string reason), reason);
        Assert.SkipUnless(ClangCompiler.IsAvailable(out reason), reason);
        Kernel = LinuxOracle.Open();
    }

    protected IBpf Kernel { get; }

    public void Dispose()
    {
        for (int i = owned.Count - 1; i >= 0; i--) owned[i].Dispose();
        Kernel?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Disposes something at the end of the test, last made first.</summary>
    protected T Own<T>(T value)
        where T : IDisposable
    {
        owned.Add(value);
        return value;
    }

    /// <summary>Compiles and loads an object.</summary>
    protected BpfObject Load(string source, BpfLoadOptions? options = null) =>
        Own(BpfObject.Load(Kernel, ClangCompiler.Compile(Includes + source), "test.bpf.o", options));

    /// <summary>The global variable <c>count</c> of an object.</summary>
    protected static ulong Count(BpfObject loaded, int index = 0)
    {
        byte[] bytes = new byte[loaded.Map(".bss").ValueSize];
        Assert.True(loaded.Map(".bss").TryLookup(new byte[4], bytes));
        return BitConverter.ToUInt64(bytes, index * sizeof(ulong));
    }
}
