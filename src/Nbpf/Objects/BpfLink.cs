using Nbpf.Syscall;

namespace Nbpf;

/// <summary>
/// A program's attachment to a hook. Disposing closes its file descriptor; the program is detached when the last reference goes:
/// other file descriptors and pins keep it. Thread-safe.
/// </summary>
public sealed class BpfLink : IDisposable
{
    private readonly BpfHandle _handle;
    private readonly string _name;

    internal BpfLink(IBpf kernel, int fd, string name, string? pinPath = null)
    {
        Kernel = kernel;
        _handle = new BpfHandle(kernel, fd);
        _name = name;
        PinPath = pinPath;
    }

    /// <summary>The kernel the link is in.</summary>
    public IBpf Kernel { get; }

    /// <summary>The file descriptor.</summary>
    public int Fd => _handle.Fd;

    /// <summary>Where the link was pinned through this object or opened from, or null.</summary>
    public string? PinPath { get; private set; }

    /// <summary>What the kernel tells of the link now.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public LinkInfo Info
    {
        get
        {
            SysResult result = Kernel.LinkGetInfo(Fd, out LinkInfo? info);
            return !result.IsError && info is not null ? info : throw Failure(result, "get info of link");
        }
    }

    /// <summary>The link's id.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public uint Id => Info.Id;

    /// <summary>Opens an existing link.</summary>
    /// <param name="kernel">Where.</param>
    /// <param name="id">Its id.</param>
    /// <exception cref="BpfException">There is no such link, or the kernel refused.</exception>
    public static BpfLink OpenById(IBpf kernel, uint id)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        SysResult opened = kernel.ObjGetFdById(BpfObjectKind.Link, id);
        return opened.IsError ? throw new BpfException(opened.Errno, "open link with id", id.ToString()) : new BpfLink(kernel, opened.Value, $"id {id}");
    }

    /// <summary>Opens a pinned link.</summary>
    /// <param name="kernel">Where.</param>
    /// <param name="path">Its name in a BPF file system.</param>
    /// <exception cref="BpfException">There is no such name, it is no link's, or the kernel refused.</exception>
    public static BpfLink OpenPinned(IBpf kernel, string path)
    {
        int fd = Pinning.Open(kernel, path, "link", out LinkInfo _, static (IBpf k, int opened, out LinkInfo? info) => k.LinkGetInfo(opened, out info));
        return new BpfLink(kernel, fd, path, path);
    }

    /// <summary>Puts another program in place of the link's, atomically: every event runs either the old one or the new one.</summary>
    /// <param name="program">The new program.</param>
    /// <param name="expectedOld">The program that must be in place now; null for any.</param>
    /// <exception cref="BpfException">EPERM when another program is in place than expected; ENOLINK or EINVAL when the hook has gone or its kind cannot be updated.</exception>
    public void Update(BpfProgram program, BpfProgram? expectedOld = null)
    {
        ArgumentNullException.ThrowIfNull(program);
        SysResult result = Kernel.LinkUpdate(Fd, program.Fd, expectedOld is null ? 0 : Uapi.Constants.BPF_F_REPLACE, expectedOld?.Fd ?? 0);
        if (result.IsError) throw Failure(result, "update link");
    }

    /// <summary>Puts another struct_ops map in place of the link's, atomically.</summary>
    /// <param name="map">The new map.</param>
    /// <param name="expectedOld">The map that must be in place now; null for any.</param>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public void Update(BpfMap map, BpfMap? expectedOld = null)
    {
        ArgumentNullException.ThrowIfNull(map);
        SysResult result = Kernel.LinkUpdate(Fd, map.Fd, expectedOld is null ? 0 : Uapi.Constants.BPF_F_REPLACE, expectedOld?.Fd ?? 0);
        if (result.IsError) throw Failure(result, "update link");
    }

    /// <summary>Ends the attachment now, whoever else refers to the link; the link stays, without effect.</summary>
    /// <exception cref="BpfException">EOPNOTSUPP for kinds that cannot be detached.</exception>
    public void Detach()
    {
        SysResult result = Kernel.LinkDetach(Fd);
        if (result.IsError) throw Failure(result, "detach link");
    }

    /// <summary>Opens the iterator of an iterator program's link: what the program prints while it visits everything once.</summary>
    /// <returns>A stream to read to its end, and to dispose.</returns>
    /// <exception cref="BpfException">The kernel refused; EINVAL for other links.</exception>
    public Stream OpenIterator()
    {
        SysResult result = Kernel.IterCreate(Fd);
        return result.IsError ? throw Failure(result, "create iterator of link") : new IteratorStream(Kernel, result.Value, _name);
    }

    /// <summary>Gives the link a name in a BPF file system, which keeps it attached after this object and this process have gone.</summary>
    /// <param name="path">The new name; its directory is made when it is missing.</param>
    /// <exception cref="BpfException">EEXIST when the name is taken; or the kernel refused.</exception>
    public void Pin(string path)
    {
        Pinning.Pin(Kernel, path, Fd, "link");
        PinPath = path;
    }

    /// <summary>Removes the name that the link was pinned under or opened from.</summary>
    /// <exception cref="InvalidOperationException">It has none.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public void Unpin()
    {
        Pinning.Unpin(Kernel, PinPath, "link", _name);
        PinPath = null;
    }

    /// <summary>Closes the file descriptor.</summary>
    public void Dispose() => _handle.Dispose();

    private BpfException Failure(SysResult result, string operation) => new(result.Errno, operation, _name);
}
