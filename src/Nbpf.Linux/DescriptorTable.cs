using System.Diagnostics.CodeAnalysis;
using Microsoft.Win32.SafeHandles;

namespace Nbpf.Linux;

/// <summary>
/// The file descriptors that a kernel gave out and owns, with what is known of them. Finding one takes no lock and no hash, because
/// every map command does it: the numbers are small and dense, so they are places in an array. Thread-safe.
/// </summary>
internal sealed class DescriptorTable
{
    private readonly Lock changing = new();
    private volatile Entry?[] entries = new Entry?[64];

    /// <summary>The file descriptors that are open now.</summary>
    public IReadOnlyList<int> Open
    {
        get
        {
            Entry?[] all = entries;
            return [.. Enumerable.Range(0, all.Length).Where(fd => all[fd] is not null)];
        }
    }

    /// <summary>What is known of a file descriptor; null for one that is not ours.</summary>
    /// <param name="fd">The file descriptor.</param>
    public Entry? Find(int fd)
    {
        Entry?[] all = entries;
        return (uint)fd < (uint)all.Length ? all[fd] : null;
    }

    /// <summary>Takes a file descriptor over.</summary>
    /// <param name="fd">The file descriptor.</param>
    public void Add(int fd)
    {
        lock (changing)
        {
            Entry?[] all = entries;
            if (fd >= all.Length) Array.Resize(ref all, Math.Max(fd + 1, all.Length * 2));

            // An entry that is still here was closed behind our back: its finalizer must not close the new owner's.
            all[fd]?.Handle.SetHandleAsInvalid();
            all[fd] = new(new SafeFileHandle(fd, ownsHandle: true));
            entries = all;
        }
    }

    /// <summary>Gives a file descriptor up.</summary>
    /// <param name="fd">The file descriptor.</param>
    /// <param name="removed">Receives what was known of it.</param>
    /// <returns>False for one that is not ours.</returns>
    public bool TryRemove(int fd, [NotNullWhen(true)] out Entry? removed)
    {
        lock (changing)
        {
            removed = Find(fd);
            if (removed is not null) entries[fd] = null;
            return removed is not null;
        }
    }

    /// <summary>A file descriptor of ours.</summary>
    /// <param name="handle">Owns it.</param>
    internal sealed class Entry(SafeFileHandle handle)
    {
        /// <summary>Owns the file descriptor.</summary>
        public SafeFileHandle Handle { get; } = handle;

        /// <summary>The map's sizes, once they were asked for; null before, and for what is no map.</summary>
        public MapShape? Shape { get; set; }
    }
}
