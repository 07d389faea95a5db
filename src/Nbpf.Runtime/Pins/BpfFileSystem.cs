using Nbpf.Runtime.Objects;
using Nbpf.Runtime.Pins;
using Nbpf.Syscall;

namespace Nbpf.Runtime;

/// <summary>
/// The directories in which objects of an in-process kernel are pinned: a BPF file system at <c>/sys/fs/bpf</c>, and others where
/// <see cref="Mount"/> puts them. Names are this kernel's own: no file of the machine is touched. Thread-safe.
/// </summary>
public sealed class BpfFileSystem
{
    private readonly Lock gate = new();
    private readonly PathTree tree;
    private readonly ObjectTable objects;

    internal BpfFileSystem(ObjectTable objects, int nameLimit)
    {
        this.objects = objects;
        tree = new PathTree(nameLimit);
    }

    /// <summary>Makes a directory (mkdir(2)).</summary>
    /// <param name="path">Its path, inside a BPF file system; the directory above must exist.</param>
    /// <exception cref="BpfException">EEXIST, ENOENT, ENOTDIR, EPERM outside of a BPF file system or for a name with a dot.</exception>
    public void CreateDirectory(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        Check(Make(path), "create directory", path);
    }

    /// <summary>Removes an empty directory (rmdir(2)).</summary>
    /// <param name="path">Its path.</param>
    /// <exception cref="BpfException">ENOTEMPTY, ENOENT, ENOTDIR, EBUSY for the root of a BPF file system.</exception>
    public void RemoveDirectory(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        lock (gate)
            Check(tree.RemoveDirectory(path), "remove directory", path);
    }

    /// <summary>What is in a directory, by name.</summary>
    /// <param name="path">Its path.</param>
    /// <exception cref="BpfException">ENOENT, ENOTDIR.</exception>
    public IReadOnlyList<BpfFileSystemEntry> List(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        lock (gate)
        {
            Errno error = tree.Find(path, out PathNode? found);
            if (error == Errno.None && found is not DirectoryNode)
                error = Errno.ENOTDIR;
            Check(error, "list directory", path);
            return [.. ((DirectoryNode)found!).Entries.Select(entry => entry.Value is PinNode pin // an error has thrown
                ? new BpfFileSystemEntry(entry.Key, pin.Pinned.Kind, pin.Pinned.Id)
                : new BpfFileSystemEntry(entry.Key, null, 0))];
        }
    }

    /// <summary>Makes another, empty BPF file system (mount -t bpf), and the directories above it.</summary>
    /// <param name="path">Its root.</param>
    /// <exception cref="BpfException">EBUSY where a BPF file system is already.</exception>
    public void Mount(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        lock (gate)
            Check(tree.Mount(path), "mount BPF file system", path);
    }

    /// <summary>Removes a BPF file system; what is pinned in it is released.</summary>
    /// <param name="path">Its root.</param>
    /// <exception cref="BpfException">EINVAL when the path is not the root of a BPF file system.</exception>
    public void Unmount(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        IReadOnlyList<PinNode> pins;
        lock (gate)
            Check(tree.Unmount(path, out pins), "unmount BPF file system", path);
        Release(pins);
    }

    /// <summary>mkdir(2)</summary>
    internal Errno Make(string path)
    {
        lock (gate)
            return tree.MakeDirectory(path);
    }

    /// <summary>Gives an object a name. On success the caller's reference becomes the name's.</summary>
    internal Errno Pin(string path, KernelObject pinned)
    {
        lock (gate)
        {
            Errno error = tree.FindPlace(path, forDirectory: false, out ParentPath place);
            if (error != Errno.None)
                return error;
            pinned.AddDescriptor();
            tree.Add(place, new PinNode(pinned));
            return Errno.None;
        }
    }

    /// <summary>The pinned object of a name with a reference for the caller: EACCES for a directory.</summary>
    internal Errno Get(string path, out KernelObject? pinned)
    {
        pinned = null;
        lock (gate)
        {
            Errno error = tree.Find(path, out PathNode? found);
            if (error != Errno.None)
                return error;
            if (found is not PinNode pin)
                return Errno.EACCES;
            pinned = pin.Pinned;
            pinned.Get();
            return Errno.None;
        }
    }

    /// <summary>Removes a name and its reference.</summary>
    internal Errno Unpin(string path)
    {
        PinNode? removed;
        lock (gate)
        {
            Errno error = tree.Unlink(path, out removed);
            if (error != Errno.None)
                return error;
        }
        Release([removed!]); // set on success
        return Errno.None;
    }

    /// <summary>Releases every pin.</summary>
    internal void ReleaseAll()
    {
        lock (gate)
            Release([.. tree.Pins]);
    }

    private void Release(IEnumerable<PinNode> pins)
    {
        foreach (PinNode pin in pins)
            pin.Pinned.RemoveDescriptor();
        objects.GracePeriods.TryReclaim();
    }

    private static void Check(Errno error, string operation, string path)
    {
        if (error != Errno.None)
            throw new BpfException(error, operation, path);
    }
}
