using System.Text;
using Nbpf.Syscall;

namespace Nbpf.Runtime.Pins;

/// <summary>
/// The names of the in-process kernel: directories, BPF file systems among them, and pins. Paths are walked as Linux walks them
/// (fs/namei.c, kernel/bpf/inode.c, Linux 6.18); there are no symbolic links, and relative paths start at the root. Used under its owner's lock.
/// </summary>
internal sealed class PathTree
{
    private const int MaximumPathBytes = 4096; // PATH_MAX, the NUL included
    private const int MaximumNameBytes = 255;

    private readonly DirectoryNode root = new(parent: null, isBpf: false);
    private readonly int nameLimit;
    private int nameCount;

    /// <summary>Makes the tree with one BPF file system, at /sys/fs/bpf.</summary>
    /// <param name="nameLimit">The most names in BPF file systems.</param>
    public PathTree(int nameLimit)
    {
        this.nameLimit = nameLimit;
        Mount("/sys/fs/bpf");
    }

    /// <summary>All pins.</summary>
    public IEnumerable<PinNode> Pins => PinsIn(root);

    /// <summary>Finds what a path names.</summary>
    /// <param name="path">The path.</param>
    /// <param name="found">Receives it, or null on error.</param>
    public Errno Find(string path, out PathNode? found)
    {
        found = null;
        Errno error = WalkToParent(path, out ParentPath last);
        if (error == Errno.None)
            error = Step(last.Directory, last.Name, out found);
        if (error != Errno.None)
            return error;
        if (found is null)
            return Errno.ENOENT;
        return last.EndsWithSlash && found is not DirectoryNode ? Errno.ENOTDIR : Errno.None;
    }

    /// <summary>Finds where a new name goes: EEXIST when there is something already (filename_create).</summary>
    /// <param name="path">The path.</param>
    /// <param name="forDirectory">Whether a directory is to be made: only then may the path end with a slash.</param>
    /// <param name="place">Receives the directory and the name.</param>
    public Errno FindPlace(string path, bool forDirectory, out ParentPath place)
    {
        Errno error = WalkToParent(path, out place);
        if (error != Errno.None)
            return error;
        if (!place.IsName)
            return Errno.EEXIST;
        error = Step(place.Directory, place.Name, out PathNode? existing);
        if (error != Errno.None)
            return error;
        if (existing is not null)
            return Errno.EEXIST;
        if (place.EndsWithSlash && !forDirectory)
            return Errno.ENOENT;
        return !place.Directory.IsBpf ? Errno.EPERM : nameCount >= nameLimit ? Errno.ENOSPC : Errno.None;
    }

    /// <summary>Adds a name at a place that was found for it.</summary>
    /// <param name="place">The place.</param>
    /// <param name="node">What the name stands for.</param>
    public void Add(ParentPath place, PathNode node)
    {
        place.Directory.Entries.Add(place.Name, node);
        nameCount++;
    }

    /// <summary>mkdir(2): EPERM outside of BPF file systems.</summary>
    /// <param name="path">The path.</param>
    public Errno MakeDirectory(string path)
    {
        Errno error = FindPlace(path, forDirectory: true, out ParentPath place);
        if (error == Errno.None)
            Add(place, new DirectoryNode(place.Directory, isBpf: true));
        return error;
    }

    /// <summary>rmdir(2): ENOTEMPTY, EBUSY for the root of a file system.</summary>
    /// <param name="path">The path.</param>
    public Errno RemoveDirectory(string path)
    {
        Errno error = WalkToParent(path, out ParentPath place);
        if (error != Errno.None)
            return error;
        if (!place.IsName)
            return place.Name switch { ".." => Errno.ENOTEMPTY, "." => Errno.EINVAL, _ => Errno.EBUSY };
        error = Step(place.Directory, place.Name, out PathNode? found);
        if (error != Errno.None)
            return error;
        if (found is not DirectoryNode directory)
            return found is null ? Errno.ENOENT : Errno.ENOTDIR;
        if (!directory.IsBpf)
            return Errno.EPERM;
        if (directory.IsMountPoint)
            return Errno.EBUSY;
        if (directory.Entries.Count != 0)
            return Errno.ENOTEMPTY;
        place.Directory.Entries.Remove(place.Name);
        nameCount--;
        return Errno.None;
    }

    /// <summary>unlink(2)</summary>
    /// <param name="path">The path.</param>
    /// <param name="removed">Receives what the name stood for, or null on error.</param>
    public Errno Unlink(string path, out PinNode? removed)
    {
        removed = null;
        Errno error = WalkToParent(path, out ParentPath place);
        if (error != Errno.None)
            return error;
        if (!place.IsName)
            return Errno.EISDIR;
        error = Step(place.Directory, place.Name, out PathNode? found);
        if (error != Errno.None)
            return error;
        if (found is null)
            return Errno.ENOENT;
        if (found is not PinNode pin)
            return Errno.EISDIR;
        if (place.EndsWithSlash)
            return Errno.ENOTDIR;
        place.Directory.Entries.Remove(place.Name);
        nameCount--;
        removed = pin;
        return Errno.None;
    }

    /// <summary>Makes an empty BPF file system, and the directories above it: EBUSY when there is one, or inside another.</summary>
    /// <param name="path">Its root.</param>
    public Errno Mount(string path)
    {
        Errno error = WalkToParent(path, out ParentPath place, makeDirectories: true);
        if (error != Errno.None)
            return error;
        if (!place.IsName || place.Directory.IsBpf)
            return Errno.EBUSY;
        if (place.Directory.Entries.TryGetValue(place.Name, out PathNode? existing) && (existing is DirectoryNode { IsBpf: true } or DirectoryNode { Entries.Count: > 0 }))
            return Errno.EBUSY;
        place.Directory.Entries[place.Name] = new DirectoryNode(place.Directory, isBpf: true);
        return Errno.None;
    }

    /// <summary>Removes a BPF file system with all its names: EINVAL when the path is not the root of one.</summary>
    /// <param name="path">Its root.</param>
    /// <param name="pins">Receives the pins that were in it.</param>
    public Errno Unmount(string path, out IReadOnlyList<PinNode> pins)
    {
        pins = [];
        Errno error = Find(path, out PathNode? found);
        if (error != Errno.None)
            return error;
        if (found is not DirectoryNode { IsMountPoint: true } directory)
            return Errno.EINVAL;
        pins = [.. PinsIn(directory)];
        nameCount -= NamesIn(directory);
        string name = directory.Parent.Entries.Single(entry => entry.Value == directory).Key;
        directory.Parent.Entries[name] = new DirectoryNode(directory.Parent, isBpf: false);
        return Errno.None;
    }

    private Errno WalkToParent(string path, out ParentPath place, bool makeDirectories = false)
    {
        place = default;
        if (path.Length == 0)
            return Errno.ENOENT;
        if (PathBytes.Of(path) is not { } bytes)
            return Errno.EINVAL;
        if (bytes.Length > MaximumPathBytes)
            return Errno.ENAMETOOLONG;
        string[] names = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        DirectoryNode directory = root;
        for (int i = 0; i < names.Length - 1; i++)
        {
            Errno error = Step(directory, names[i], out PathNode? next);
            if (error != Errno.None)
                return error;
            if (next is null && makeDirectories && !directory.IsBpf)
                directory.Entries.Add(names[i], next = new DirectoryNode(directory, isBpf: false));
            if (next is null)
                return Errno.ENOENT;
            if (next is not DirectoryNode inner)
                return Errno.ENOTDIR;
            directory = inner;
        }
        place = new ParentPath(directory, names.Length == 0 ? "" : names[^1], path[^1] == '/');
        return Errno.None;
    }

    // In a BPF file system a name with a dot is refused before it is looked for (bpf_lookup).
    private static Errno Step(DirectoryNode directory, string name, out PathNode? next)
    {
        next = name switch { "" or "." => directory, ".." => directory.Parent, _ => null };
        if (next is not null)
            return Errno.None;
        if (directory.IsBpf && name.Contains('.', StringComparison.Ordinal))
            return Errno.EPERM;
        if (Encoding.UTF8.GetByteCount(name) > MaximumNameBytes)
            return Errno.ENAMETOOLONG;
        next = directory.Entries.GetValueOrDefault(name);
        return Errno.None;
    }

    private static int NamesIn(DirectoryNode directory) => directory.Entries.Values.Sum(static node => 1 + (node is DirectoryNode inner ? NamesIn(inner) : 0));

    private static IEnumerable<PinNode> PinsIn(DirectoryNode directory) => directory.Entries.Values.SelectMany(
        node => node is DirectoryNode inner ? PinsIn(inner) : node is PinNode pin ? [pin] : Enumerable.Empty<PinNode>());
}
