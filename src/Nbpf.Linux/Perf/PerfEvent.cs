using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Nbpf.Syscall;

namespace Nbpf.Linux.Perf;

/// <summary>
/// The software event that bpf_perf_event_output writes to (PERF_COUNT_SW_BPF_OUTPUT) on one CPU. It observes nothing: only programs that
/// name its map write to it.
/// </summary>
internal static unsafe partial class PerfEvent
{
    private const int AttributesSize = 64;
    private const uint TypeSoftware = 1;
    private const ulong BpfOutput = 10;
    private const ulong SampleRaw = 1 << 10;
    private const ulong WatermarkBit = 1 << 14;
    private const ulong CloseOnExec = 8;
    private const nuint Enable = 0x2400;

    private static long Number => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 298,
        Architecture.Ppc64le => 319,
        _ => 241,
    };

    /// <summary>Opens the event of a CPU.</summary>
    /// <param name="cpu">The CPU.</param>
    /// <param name="wakeup">After how many records or bytes who waits is woken.</param>
    /// <param name="wakeupCountsBytes">Whether bytes are meant.</param>
    /// <param name="handle">Receives the event, or null on error.</param>
    public static Errno Open(int cpu, uint wakeup, bool wakeupCountsBytes, out SafeFileHandle? handle)
    {
        // struct perf_event_attr, its first published size.
        Span<byte> attributes = stackalloc byte[AttributesSize];
        attributes.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(attributes, TypeSoftware);
        BinaryPrimitives.WriteUInt32LittleEndian(attributes[4..], AttributesSize);
        BinaryPrimitives.WriteUInt64LittleEndian(attributes[8..], BpfOutput);
        BinaryPrimitives.WriteUInt64LittleEndian(attributes[16..], 1);
        BinaryPrimitives.WriteUInt64LittleEndian(attributes[24..], SampleRaw);
        BinaryPrimitives.WriteUInt64LittleEndian(attributes[40..], wakeupCountsBytes ? WatermarkBit : 0);
        BinaryPrimitives.WriteUInt32LittleEndian(attributes[48..], wakeup);
        handle = null;

        // SAFETY: the attributes are pinned, of the size they state, and only read.
        fixed (byte* pointer = attributes)
        {
            long fd = Syscall(Number, pointer, -1, cpu, -1, CloseOnExec);
            if (fd < 0) return (Errno)Marshal.GetLastPInvokeError();
            handle = new((nint)fd, ownsHandle: true);
        }

        if (IoControl(handle, Enable, 0) == 0) return Errno.None;
        Errno errno = (Errno)Marshal.GetLastPInvokeError();
        handle.Dispose();
        handle = null;
        return errno;
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long Syscall(long number, byte* attributes, long pid, long cpu, long group, ulong flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int IoControl(SafeFileHandle handle, nuint request, nint argument);
}
