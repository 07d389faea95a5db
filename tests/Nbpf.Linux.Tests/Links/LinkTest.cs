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

    /// <summary>Compiles and loads an object; skips the test where the host forbids its programs.</summary>
    protected BpfObject Load(string source, BpfLoadOptions? options = null)
    {
        try
        {
            return Own(BpfObject.Load(Kernel, Compile(source), "test.bpf.o", options));
        }
        catch (BpfException failure) when (HostRefusal.Is(failure, out string reason))
        {
            Assert.Skip(reason);
            throw;
        }
    }

    /// <summary>Compiles an object.</summary>
    protected static byte[] Compile(string source) => ClangCompiler.Compile(Includes + source);

    /// <summary>
    /// Disposes a link and waits until the kernel has let go of it: a process that a test beside this one is starting holds a copy of
    /// every file descriptor up to its exec(2).
    /// </summary>
    protected void End(BpfLink link)
    {
        uint id = link.Id;
        link.Dispose();
        Assert.True(SpinWait.SpinUntil(() =>
        {
            SysResult found = Kernel.ObjGetFdById(BpfObjectKind.Link, id);
            if (!found.IsError) Kernel.Close(found.Value);
            return found.IsError;
        }, 10_000));
    }

    /// <summary>The global variable <c>count</c> of an object.</summary>
    protected static ulong Count(BpfObject loaded, int index = 0)
    {
        byte[] bytes = new byte[loaded.Map(".bss").ValueSize];
        Assert.True(loaded.Map(".bss").TryLookup(new byte[4], bytes));
        return BitConverter.ToUInt64(bytes, index * sizeof(ulong));
    }
}
