using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Nbpf.Features;
using Nbpf.Syscall;
using Nbpf.Uapi;

namespace Nbpf.Linux;

/// <summary>
/// The running Linux kernel behind <see cref="IBpf"/>: each method is one bpf(2) command, its answer the kernel's.
/// Before a command runs, the spans are checked against the map's sizes (EFAULT), because the kernel reads and writes
/// them without knowing their length. File descriptors are closed on exec.
/// </summary>
public sealed partial class LinuxKernel : IBpf
{
    private readonly DescriptorTable descriptors = new();
    private readonly KernelSymbols symbols = new();

    private LinuxKernel() => PossibleCpuCount = CpuList.Possible().Length;

    /// <inheritdoc/>
    public int PossibleCpuCount { get; }

    /// <summary>Opens access to the running kernel.</summary>
    /// <exception cref="BpfException">bpf(2) is not there or not permitted; the message says what is missing.</exception>
    [SupportedOSPlatform("linux")]
    public static LinuxKernel Open() =>
        Probe(out Errno errno, out string reason) ? new() : throw new BpfException(errno, "open", "Linux kernel", reason);

    /// <summary>Whether <see cref="Open"/> would succeed.</summary>
    /// <param name="reason">One sentence on what is missing; empty when nothing is.</param>
    public static bool IsAvailable(out string reason)
    {
        if (OperatingSystem.IsLinux()) return Probe(out _, out reason);
        reason = "this is not Linux";
        return false;
    }

    /// <inheritdoc/>
    public SysResult Close(int fd)
    {
        if (!descriptors.TryRemove(fd, out DescriptorTable.Entry? closed)) return Errno.EBADF;
        closed.Handle.Dispose();
        return SysResult.Ok;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (int fd in descriptors.Open) Close(fd);
    }

    /// <summary>Creates the smallest map there is and closes it.</summary>
    private static bool Probe(out Errno errno, out string reason)
    {
        errno = Errno.ENOSYS;
        if (!BpfSystemCall.IsArchitectureKnown)
        {
            reason = "the number of bpf(2) on this processor architecture is not known";
            return false;
        }

        Span<byte> attributes = stackalloc byte[BpfAttr.SizeBytes];
        attributes.Clear();
        BpfAttr.MapCreate.map_type.Write(attributes, (uint)MapType.Array);
        BpfAttr.MapCreate.key_size.Write(attributes, 4);
        BpfAttr.MapCreate.value_size.Write(attributes, 4);
        BpfAttr.MapCreate.max_entries.Write(attributes, 1);
        SysResult result = BpfSystemCall.Run(BpfCommand.MapCreate, attributes);
        errno = result.Errno;
        reason = errno switch
        {
            Errno.None => "",
            Errno.EPERM => ProcessPrivileges.Read(null).Explain(null),
            Errno.ENOSYS => "this kernel is built without bpf(2)",
            _ => $"bpf(2) cannot create a map: {errno}",
        };
        if (!result.IsError) new SafeFileHandle(result.Value, ownsHandle: true).Dispose();
        return !result.IsError;
    }

    /// <summary>Takes ownership of the file descriptor that a command answered.</summary>
    private SysResult Own(SysResult result)
    {
        if (result.IsError) return result;
        SysResult kept = FileSystemCalls.AboveStandardStreams(result.Value);
        if (!kept.IsError) descriptors.Add(kept.Value);
        return kept;
    }

    /// <summary>
    /// The sizes of a map, or null when the file descriptor is no map, which the kernel then says itself before it touches a
    /// buffer. Kept for file descriptors of ours only: others may be closed and reused behind our back.
    /// </summary>
    private MapShape? ShapeOf(int mapFd)
    {
        DescriptorTable.Entry? known = descriptors.Find(mapFd);
        return known?.Shape ?? ReadShape(mapFd, known);
    }

    private MapShape? ReadShape(int mapFd, DescriptorTable.Entry? known)
    {
        MapShape? shape = MapShape.Read(mapFd, PossibleCpuCount);
        if (known is not null) known.Shape = shape;
        return shape;
    }
}
