using System.Runtime.InteropServices;
using Nbpf.Features;
using Nbpf.Syscall;

namespace Nbpf.Linux;

/// <summary>
/// RLIMIT_MEMLOCK of this process. Kernels before 5.11 count the memory of maps, programs and BTF against it, and its usual 64 KiB
/// are too little for most objects; later ones count it against the memory cgroup. <see cref="LinuxKernel"/> raises it by itself
/// when such a kernel answers EPERM.
/// </summary>
public static unsafe partial class LockedMemoryLimit
{
    /// <summary>No limit (RLIM_INFINITY).</summary>
    public const ulong Unlimited = ulong.MaxValue;

    private const int MemLock = 8;
    private const uint FirstKernelWithCgroupAccounting = (5 << 16) + (11 << 8);

    /// <summary>The limit in bytes: what holds now, and how far this process may raise it by itself.</summary>
    /// <exception cref="BpfException">prlimit(2) failed.</exception>
    public static (ulong Soft, ulong Hard) Read()
    {
        ResourceLimit limit;

        // SAFETY: the kernel writes one struct rlimit, two unsigned longs on the 64-bit machines that bpf(2) is known for.
        return Limit(0, MemLock, null, &limit) == 0 ? (limit.Soft, limit.Hard) : throw Failure("read");
    }

    /// <summary>Sets the soft limit in bytes.</summary>
    /// <param name="soft">At most the hard limit.</param>
    /// <exception cref="BpfException">It is above the hard limit (EINVAL).</exception>
    public static void SetSoft(ulong soft)
    {
        if (!TrySet(soft, Read().Hard)) throw Failure("set");
    }

    /// <summary>Removes the limit; without CAP_SYS_RESOURCE, raises it as far as this process may.</summary>
    public static void Raise()
    {
        (_, ulong hard) = Read();
        if (!TrySet(Unlimited, Unlimited)) TrySet(hard, hard);
    }

    /// <summary>Whether a kernel counts maps and programs against the limit.</summary>
    /// <param name="cgroupAccounting">What it answered about <see cref="KernelFeatures.MemoryCgroupAccounting"/>.</param>
    /// <param name="kernelVersion">Its version code, which decides where it did not answer.</param>
    public static bool Counts(Availability cgroupAccounting, uint kernelVersion) => cgroupAccounting switch
    {
        Availability.Available => false,
        Availability.Missing => true,
        Availability.NotPermitted or Availability.Unknown => kernelVersion is not 0 and < FirstKernelWithCgroupAccounting,
        _ => throw new ArgumentOutOfRangeException(nameof(cgroupAccounting), cgroupAccounting, "no such answer"),
    };

    private static bool TrySet(ulong soft, ulong hard)
    {
        ResourceLimit limit = new(soft, hard);

        // SAFETY: the kernel reads one struct rlimit.
        return Limit(0, MemLock, &limit, null) == 0;
    }

    private static BpfException Failure(string operation) => new((Errno)Marshal.GetLastPInvokeError(), operation, "limit of locked memory");

    [LibraryImport("libc", EntryPoint = "prlimit", SetLastError = true)]
    private static partial int Limit(int processId, int resource, ResourceLimit* value, ResourceLimit* old);

    private readonly record struct ResourceLimit(ulong Soft, ulong Hard);
}
