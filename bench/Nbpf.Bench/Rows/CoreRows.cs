using Nbpf.Bench.Measuring;
using Nbpf.Syscall;

namespace Nbpf.Bench.Rows;

/// <summary>The running kernel's BTF and an object that is relocated against it, against libbpf.</summary>
internal static class CoreRows
{
    internal const string ChildArgument = "--parse-once";

    private const string KernelTypes = "/sys/kernel/btf/vmlinux";

    internal static IEnumerable<ResultRow> Measure(int rounds)
    {
        Measured fresh = Rounds.InterleaveOnce(rounds, () => FreshProcess.Report(ChildArgument)[0])[0];
        yield return ResultRow.Alone("read the kernel's BTF and find a type, fresh process", fresh, "ms", 150, $"{new FileInfo(KernelTypes).Length / 1e6:F1} MB");

        using IBpf kernel = Kernels.Linux();
        using LibbpfPeers libbpf = new();
        Measured[] parses = Rounds.Interleave(rounds, Parse, libbpf.ParseKernelBtf);
        yield return ResultRow.Against("the same, warm", parses[0], "libbpf", parses[1], "ms", null);
        Measured[] loads = Rounds.InterleaveOnce(rounds, LoadFirst, () => Load(kernel), () => libbpf.Load(RepositoryRoot.CoreObject));
        yield return ResultRow.Against("load an object of 2 programs and CO-RE into Linux, the kernel's types included", loads[0], "libbpf", loads[2], "ms", null);
        yield return ResultRow.Against("the same with the types that an earlier load read", loads[1], "libbpf, which reads them each time", loads[2], "ms", null);
    }

    /// <summary>Milliseconds to read the kernel's BTF and find one type by name.</summary>
    internal static double Parse() => Rounds.Milliseconds(() =>
    {
        Btf types = Btf.Parse(File.ReadAllBytes(KernelTypes));
        if (!types.TryFind("task_struct", BtfKind.Struct, out _)) throw new InvalidOperationException("the kernel has no task_struct");
    });

    private static double LoadFirst()
    {
        using IBpf kernel = Kernels.Linux();
        return Load(kernel);
    }

    private static double Load(IBpf kernel) => Rounds.Milliseconds(() => BpfObject.Load(kernel, RepositoryRoot.CoreObject).Dispose());
}
