using Nbpf.Runtime;
using Nbpf.Syscall;
using Nbpf.Testing;

namespace Nbpf.Maglev.Tests.DataPlane;

/// <summary>The kernels that the data plane's tests run on: the same test, the same answers.</summary>
internal static class Kernels
{
    internal const string Linux = "Linux";

    /// <summary>All of them, as theory data.</summary>
    public static TheoryData<string> All => [Linux, .. Enum.GetNames<ExecutionEngine>()];

    /// <summary>Opens one; skips the test where it is not.</summary>
    internal static IBpf Open(string name)
    {
        switch (name)
        {
            case Linux:
                Assert.SkipUnless(LinuxOracle.IsAvailable(out string reason), reason);
                return LinuxOracle.Open();
            default:
                return new BpfRuntime(new BpfRuntimeOptions { Engine = Enum.Parse<ExecutionEngine>(name) });
        }
    }
}
