using System.Collections.Immutable;
using Nbpf.Runtime.Objects;
using Nbpf.Runtime.Programs;
using Nbpf.Syscall;
using Nbpf.Uapi;

namespace Nbpf.Runtime.Links;

/// <summary>
/// Programs of one hook in their order, each attached by a link or by itself (struct bpf_mprog_entry; kernel/bpf/mprog.c, Linux 6.18). Changes are
/// made under the hooks' lock; runs take the whole array at once, so that they see a change entirely or not at all.
/// </summary>
/// <param name="objects">The kernel's objects.</param>
internal sealed class ProgramChain(ObjectTable objects)
{
    private const int MaximumPrograms = 64;
    private const int Nowhere = int.MinValue;

    private ImmutableArray<Entry> entries = [];
    private KernelProgram[] programs = [];

    /// <summary>What runs, in order.</summary>
    public KernelProgram[] Programs => Volatile.Read(ref programs);

    /// <summary>Raised by every change; 1 for an empty chain.</summary>
    public ulong Revision { get; private set; } = 1;

    /// <summary>Programs and links in order.</summary>
    public ImmutableArray<Entry> Entries => entries;

    /// <summary>A program of the chain, and the link that attached it; without one the chain holds the program.</summary>
    internal readonly record struct Entry(KernelProgram Program, KernelLink? Link);

    /// <summary>Attaches a program (bpf_mprog_attach). Without a link, the caller's reference becomes the chain's on success.</summary>
    /// <param name="added">The program, and its link if it has one.</param>
    /// <param name="replaced">The program to replace, with BPF_F_REPLACE.</param>
    /// <param name="flags">BPF_F_BEFORE, BPF_F_AFTER, BPF_F_REPLACE, BPF_F_ID, BPF_F_LINK.</param>
    /// <param name="relative">What it stands before or after: a file descriptor or id; 0 for the chain's ends.</param>
    /// <param name="expectedRevision">0 for any.</param>
    public Errno Attach(Entry added, KernelProgram? replaced, uint flags, int relative, ulong expectedRevision)
    {
        if (expectedRevision != 0 && expectedRevision != Revision)
            return Errno.ESTALE;
        if (entries.Any(entry => entry.Program == added.Program))
            return Errno.EEXIST;
        Errno error = FindRelative(flags & ~Constants.BPF_F_REPLACE, relative, added.Program.Type.Type, out Entry neighbour);
        if (error != Errno.None)
            return error;
        int at = Nowhere;
        if ((flags & Constants.BPF_F_REPLACE) != 0)
        {
            error = FindExact(replaced, added.Link, out at);
            if (error != Errno.None)
                return error;
        }
        else if (entries.Length == MaximumPrograms)
        {
            return Errno.ERANGE;
        }
        error = FindPlace(flags, neighbour, ref at);
        if (error != Errno.None)
            return error;
        if ((flags & Constants.BPF_F_REPLACE) != 0)
        {
            Entry old = entries[at];
            Publish(entries.SetItem(at, added));
            if (added.Link is null)
                old.Program.Put();
            return Errno.None;
        }
        bool goesBefore = (flags & Constants.BPF_F_BEFORE) != 0 && at != entries.Length;
        Publish(entries.Insert(goesBefore ? at + 1 : Math.Max(at, 0), added));
        return Errno.None;
    }

    /// <summary>Replaces a link's program in its place.</summary>
    public Errno Replace(KernelProgram old, KernelProgram next, KernelLink link)
        => Attach(new Entry(next, link), old, Constants.BPF_F_REPLACE | Constants.BPF_F_ID, (int)old.Id, 0);

    /// <summary>Detaches a program that was attached without a link (bpf_mprog_detach), and drops the chain's reference to it.</summary>
    /// <param name="removed">The program; null for the one that flags and place tell.</param>
    /// <param name="flags">As in <see cref="Attach"/>, without BPF_F_REPLACE.</param>
    /// <param name="relative">As in <see cref="Attach"/>.</param>
    /// <param name="expectedRevision">0 for any.</param>
    public Errno Detach(KernelProgram? removed, uint flags, int relative, ulong expectedRevision)
    {
        if (entries.Length == 0)
            return Errno.ENOENT;
        if ((flags & Constants.BPF_F_REPLACE) != 0)
            return Errno.EINVAL;
        if (expectedRevision != 0 && expectedRevision != Revision)
            return Errno.ESTALE;
        Errno error = FindRelative(flags, relative, removed?.Type.Type, out Entry neighbour);
        if (error != Errno.None)
            return error;
        int at = Nowhere;
        if (removed is not null)
        {
            error = FindExact(removed, null, out at);
            if (error != Errno.None)
                return error;
        }
        error = FindPlace(flags, neighbour, ref at);
        if (error != Errno.None)
            return error;
        at = Math.Clamp(at, 0, entries.Length - 1);
        if (entries[at].Link is not null)
            return Errno.EBUSY;
        KernelProgram program = entries[at].Program;
        Publish(entries.RemoveAt(at));
        program.Put();
        return Errno.None;
    }

    /// <summary>Removes a link's entry.</summary>
    public void Remove(KernelLink link)
    {
        int at = Find(entry => entry.Link == link);
        if (at >= 0)
            Publish(entries.RemoveAt(at));
    }

    /// <summary>Drops everything that was attached without a link.</summary>
    public void Clear()
    {
        ImmutableArray<Entry> old = entries;
        Publish([]);
        foreach (Entry entry in old)
        {
            if (entry.Link is null)
                entry.Program.Put();
        }
    }

    private void Publish(ImmutableArray<Entry> changed)
    {
        entries = changed;
        Revision = changed.IsEmpty ? 1 : Revision + 1;
        // A release: a run that takes the array sees all of it. The programs it no longer has go a grace period later.
        Volatile.Write(ref programs, [.. changed.Select(entry => entry.Program)]);
    }

    // Every rule that is given tells a place; all must tell the same. Before the first is -1, after the last the length.
    private Errno FindPlace(uint flags, Entry neighbour, ref int at)
    {
        if ((flags & Constants.BPF_F_BEFORE) != 0)
        {
            int before = neighbour.Program is null ? -1 : Position(neighbour) is >= 0 and int found ? found - 1 : Nowhere;
            if (before == Nowhere)
                return Errno.ENOENT;
            if (at != Nowhere && before != at)
                return Errno.ERANGE;
            at = before;
        }
        if ((flags & Constants.BPF_F_AFTER) != 0)
        {
            int after = neighbour.Program is null ? entries.Length : Position(neighbour) is >= 0 and int found ? found + 1 : Nowhere;
            if (after == Nowhere)
                return Errno.ENOENT;
            if (at != Nowhere && after != at)
                return Errno.ERANGE;
            at = after;
        }
        if (at != Nowhere)
            return at >= MaximumPrograms ? Errno.ERANGE : Errno.None;
        if (neighbour.Program is not null || flags != 0)
            return Errno.EINVAL;
        at = entries.Length;
        return Errno.None;
    }

    private int Position(Entry neighbour)
        => Find(entry => entry.Program == neighbour.Program && (neighbour.Link is null || entry.Link == neighbour.Link));

    private Errno FindExact(KernelProgram? program, KernelLink? link, out int at)
    {
        at = Find(entry => entry.Program == program);
        return at < 0 ? Errno.ENOENT : entries[at].Link == link ? Errno.None : Errno.EBUSY;
    }

    private int Find(Func<Entry, bool> isIt)
    {
        for (int i = 0; i < entries.Length; i++)
        {
            if (isIt(entries[i]))
                return i;
        }
        return -1;
    }

    // The neighbour is compared with what the chain holds only, so it need not be kept alive.
    private Errno FindRelative(uint flags, int relative, ProgramType? type, out Entry neighbour)
    {
        neighbour = default;
        bool byId = (flags & Constants.BPF_F_ID) != 0, isLink = (flags & Constants.BPF_F_LINK) != 0;
        if (relative == 0 && !byId)
            return isLink ? Errno.EINVAL : Errno.None;
        Errno error = isLink
            ? Acquire(BpfObjectKind.Link, byId, relative, out KernelLink? link)
            : Acquire(BpfObjectKind.Program, byId, relative, out link, out neighbour);
        if (error != Errno.None)
            return error;
        if (link is not null)
        {
            neighbour = new Entry(link.Program, link);
            link.Put();
        }
        return type is not null && neighbour.Program.Type.Type != type ? Errno.EINVAL : Errno.None;
    }

    private Errno Acquire(BpfObjectKind kind, bool byId, int relative, out KernelLink? link)
    {
        KernelObject? found = null;
        link = null;
        Errno error = byId ? objects.AcquireById(kind, (uint)relative, out found) : objects.Acquire(relative, out link);
        link ??= (KernelLink?)found;
        return error;
    }

    private Errno Acquire(BpfObjectKind kind, bool byId, int relative, out KernelLink? none, out Entry neighbour)
    {
        none = null;
        neighbour = default;
        KernelObject? found = null;
        KernelProgram? program = null;
        Errno error = byId ? objects.AcquireById(kind, (uint)relative, out found) : objects.Acquire(relative, out program);
        program ??= (KernelProgram?)found;
        if (error != Errno.None)
            return error;
        neighbour = new Entry(program!, null); // set on success
        program!.Put();
        return Errno.None;
    }
}
