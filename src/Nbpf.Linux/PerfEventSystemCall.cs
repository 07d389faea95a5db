using System.Runtime.InteropServices;
using Nbpf.Syscall;
using Nbpf.Uapi;

namespace Nbpf.Linux;

/// <summary>perf_event_open(2) and the ioctl that lets an event count.</summary>
internal static unsafe partial class PerfEventSystemCall
{
    private const ulong CloseOnExec = 8;
    private const nuint EnableRequest = 0x2400;

    private static readonly long Number = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 298,
        Architecture.Arm64 or Architecture.RiscV64 or Architecture.LoongArch64 => 241,
        Architecture.Ppc64le => 319,
        _ => -1,
    };

    /// <summary>Opens an event.</summary>
    /// <param name="attributes">struct perf_event_attr up to <see cref="PerfEventLayout"/>'s size. Addresses in it are those of texts with their NUL.</param>
    /// <param name="processId">The process or thread; -1 for all.</param>
    /// <param name="cpu">The CPU; -1 for all.</param>
    public static SysResult Open(Span<byte> attributes, int processId, int cpu)
    {
        PerfEventLayout.size.Write(attributes, PerfEventLayout.SizeBytes);

        // SAFETY: the attributes are pinned and the kernel reads as many bytes as their size says, which they have.
        fixed (byte* pointer = attributes[..PerfEventLayout.SizeBytes])
        {
            long answer = Syscall(Number, (long)pointer, processId, cpu, -1, (long)CloseOnExec);
            return answer >= 0 ? new((int)answer) : new(-Marshal.GetLastSystemError());
        }
    }

    /// <summary>PERF_EVENT_IOC_ENABLE.</summary>
    /// <param name="fd">The event.</param>
    public static SysResult Enable(int fd) => Ioctl(fd, EnableRequest, 0) >= 0 ? SysResult.Ok : new(-Marshal.GetLastSystemError());

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial long Syscall(long number, long attributes, long processId, long cpu, long group, long flags);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Ioctl(int fd, nuint request, nint argument);
}
