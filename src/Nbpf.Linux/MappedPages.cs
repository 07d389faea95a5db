using System.Runtime.InteropServices;
using Nbpf.Syscall;

namespace Nbpf.Linux;

/// <summary>Owns a range of mapped pages and unmaps it once.</summary>
internal sealed unsafe partial class MappedPages : SafeHandle
{
    private const int ProtectionRead = 1;
    private const int ProtectionWrite = 2;
    private const int MapShared = 1;
    private const int MapAnonymous = 0x20;
    private const int MapPopulate = 0x8000;
    private const int MapFixedNoReplace = 0x100000;
    private static readonly nint Failed = -1;

    private readonly nuint length;

    private MappedPages(nint address, nuint length)
        : base(Failed, ownsHandle: true)
    {
        this.length = length;
        SetHandle(address);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == Failed;

    /// <summary>Maps pages.</summary>
    /// <param name="fd">What is mapped; -1 for fresh memory, which is populated.</param>
    /// <param name="offset">Where in it, in bytes.</param>
    /// <param name="length">How many bytes.</param>
    /// <param name="isWritable">Whether for writing as well.</param>
    /// <param name="address">Where they must lie, which nothing else may use; 0 for anywhere.</param>
    /// <param name="pages">Receives the pages, or null on error.</param>
    public static Errno Map(int fd, ulong offset, int length, bool isWritable, ulong address, out MappedPages? pages)
    {
        int flags = fd < 0 ? MapShared | MapAnonymous | MapPopulate : MapShared;
        if (address != 0) flags |= MapFixedNoReplace;
        nint mapped = Mmap((nint)address, (nuint)length, ProtectionRead | (isWritable ? ProtectionWrite : 0), flags, fd, (long)offset);
        Errno errno = mapped == Failed ? (Errno)Marshal.GetLastPInvokeError() : Errno.None;
        pages = errno == Errno.None ? new(mapped, (nuint)length) : null;
        return errno;
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => Munmap(handle, length) == 0;

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Mmap(nint address, nuint length, int protection, int flags, int fd, long offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Munmap(nint address, nuint length);
}
