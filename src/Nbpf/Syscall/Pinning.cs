namespace Nbpf.Syscall;

/// <summary>Names in BPF file systems, alike for maps, programs and links.</summary>
internal static class Pinning
{
    /// <summary>Reads what the kernel tells of one kind of object: an error for another kind.</summary>
    internal delegate SysResult InfoCommand<T>(IBpf kernel, int fd, out T? info);

    /// <summary>Pins, and makes the directory first when it is missing.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    internal static void Pin(IBpf kernel, string path, int fd, string kind)
    {
        SysResult result = TryPin(kernel, path, fd);
        if (result.IsError) throw Failure(result.Errno, $"pin {kind} at", path);
    }

    internal static SysResult TryPin(IBpf kernel, string path, int fd)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        SysResult result = kernel.ObjPin(path, fd);
        if (result.Errno != Errno.ENOENT || Path.GetDirectoryName(path) is not { Length: > 0 } directory) return result;
        return kernel.MakeDirectory(directory) is { IsError: true, Errno: not Errno.EEXIST } ? result : kernel.ObjPin(path, fd);
    }

    /// <exception cref="InvalidOperationException">There is no name.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    internal static void Unpin(IBpf kernel, string? path, string kind, string name)
    {
        if (path is null) throw new InvalidOperationException($"{kind} '{name}' is not pinned");
        Unpin(kernel, path);
    }

    /// <exception cref="BpfException">The kernel refused.</exception>
    internal static void Unpin(IBpf kernel, string path)
    {
        SysResult result = kernel.ObjUnpin(path);
        if (result.IsError) throw Failure(result.Errno, "unpin", path);
    }

    /// <summary>Opens a pinned object of one kind.</summary>
    /// <returns>The file descriptor.</returns>
    /// <exception cref="BpfException">There is no such name, it is another kind's, or the kernel refused.</exception>
    internal static int Open<T>(IBpf kernel, string path, string kind, out T info, InfoCommand<T> read, uint fileFlags = 0)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentException.ThrowIfNullOrEmpty(path);
        SysResult opened = kernel.ObjGet(path, fileFlags);
        if (opened.IsError) throw Failure(opened.Errno, $"open pinned {kind}", path);
        SysResult result = read(kernel, opened.Value, out T? found);
        if (!result.IsError && found is not null)
        {
            info = found;
            return opened.Value;
        }

        kernel.Close(opened.Value);
        throw new BpfException(result.Errno, $"open pinned {kind}", path, result.Errno == Errno.EINVAL ? $"what is pinned there is no {kind}" : null);
    }

    private static BpfException Failure(Errno errno, string operation, string path) => new(errno, operation, path, errno switch
    {
        Errno.EPERM => "not in a BPF file system, or not permitted",
        Errno.EACCES => "not a pin of a BPF object, or not permitted",
        Errno.ENOENT => "no such name or directory",
        Errno.EEXIST => "the name is taken",
        _ => null,
    });
}
