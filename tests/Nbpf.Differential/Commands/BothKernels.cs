using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Nbpf.Comparison.Commands;
using Nbpf.Runtime;
using Nbpf.Syscall;
using Nbpf.Testing;
using Nbpf.Testing.Resources;

namespace Nbpf.Differential.Commands;

/// <summary>Runs sequences on the kernel under test and on Linux.</summary>
internal static class BothKernels
{
    private const ulong MemoryLimitBytes = 4UL << 30;
    private const int MaskWords = 16;

    /// <summary>Where the in-process kernel has a BPF file system.</summary>
    public const string PinDirectory = "/sys/fs/bpf";

    public static BpfRuntime InProcess(int cpuCount, ExecutionEngine engine = ExecutionEngine.Interpreter) =>
        new(new BpfRuntimeOptions { CpuCount = cpuCount, MemoryLimitBytes = MemoryLimitBytes, Engine = engine });

    public static ImmutableArray<TranscriptEntry> RunInProcess(CommandSequence sequence, int cpuCount, ExecutionEngine engine = ExecutionEngine.Interpreter)
    {
        using BpfRuntime runtime = InProcess(cpuCount, engine);
        ImmutableArray<TranscriptEntry> transcript = OnOneCpu(() => sequence.Run(runtime, PinDirectory));
        CheckNothingIsLeft(runtime);
        return transcript;
    }

    /// <summary>A sequence closes what it made: no object may be left, whatever failed on the way.</summary>
    public static void CheckNothingIsLeft(IBpf kernel)
    {
        foreach (BpfObjectKind kind in Enum.GetValues<BpfObjectKind>())
        {
            if (kernel.ObjGetNextId(kind, 0, out uint id).Errno != Errno.ENOENT)
                throw new InvalidOperationException($"{kind} {id} is left after everything was closed");
        }
    }

    public static ImmutableArray<Answer> RunOnLinux(CommandSequence sequence, out int cpuCount)
    {
        using IBpf linux = LinuxOracle.Open();
        cpuCount = linux.PossibleCpuCount;
        using BpfFileSystemMount? pins = sequence.HasPins ? BpfFileSystemMount.Create() : null;
        return [.. OnOneCpu(() => sequence.Run(linux, pins?.Root)).Select(entry => entry.Answer)];
    }

    /// <summary>Does something on a thread that stays on one CPU: programs that run one after the other then work on the same per-CPU values.</summary>
    public static T OnOneCpu<T>(Func<T> work)
    {
        T? result = default;
        Exception? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                if (OperatingSystem.IsLinux()) StayOnOneCpu();
                result = work();
            }
            catch (Exception error)
            {
                failure = error;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? result! : throw new InvalidOperationException(failure.Message, failure);
    }

    // The CPU that the thread is on, which it surely may use.
    private static void StayOnOneCpu()
    {
        Span<ulong> mask = stackalloc ulong[MaskWords];
        int cpu = Thread.GetCurrentProcessorId();
        mask.Clear();
        mask[cpu / 64] = 1UL << (cpu % 64);
        if (SetAffinity(0, MaskWords * sizeof(ulong), ref mask[0]) != 0) throw new InvalidOperationException($"this thread cannot be kept on CPU {cpu}");
    }

    [DllImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetAffinity(int threadId, nint size, ref ulong mask);
}
