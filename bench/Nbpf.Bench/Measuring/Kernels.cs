using Nbpf.Linux;
using Nbpf.Runtime;
using Nbpf.Syscall;

namespace Nbpf.Bench.Measuring;

/// <summary>The kernels that are compared.</summary>
internal static class Kernels
{
    internal static IBpf InProcess(ExecutionEngine engine) => new BpfRuntime(new BpfRuntimeOptions { Engine = engine });

    internal static IBpf Linux() => OperatingSystem.IsLinux() ? LinuxKernel.Open() : throw new PlatformNotSupportedException("the benchmark compares with Linux");
}
