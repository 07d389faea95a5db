using Nbpf.Runtime.Interleaving;
using Nbpf.Runtime.Memory;
using Nbpf.Syscall;

namespace Nbpf.Runtime.Objects;

/// <summary>
/// The objects of one kernel: ids by kind, and the file descriptors through which commands reach them. Thread-safe. What a command
/// found by descriptor stays in memory until its read section ends, also when the descriptor is closed meanwhile.
/// </summary>
public sealed class ObjectTable
{
    private readonly Lock gate = new();
    private readonly IdSpace[] ids = [new(), new(), new(), new()];
    private readonly DescriptorTable descriptors = new();
    private readonly int objectLimit;
    private readonly int descriptorLimit;

    /// <summary>Makes an empty table.</summary>
    /// <param name="gracePeriods">The kernel's grace periods.</param>
    /// <param name="objectLimit">The most objects of a kind.</param>
    /// <param name="descriptorLimit">The most open file descriptors.</param>
    public ObjectTable(GracePeriods gracePeriods, int objectLimit = int.MaxValue, int descriptorLimit = int.MaxValue)
    {
        GracePeriods = gracePeriods;
        this.objectLimit = objectLimit;
        this.descriptorLimit = descriptorLimit;
    }

    /// <summary>The kernel's grace periods.</summary>
    public GracePeriods GracePeriods { get; }

    /// <summary>
    /// Gives a new object its id, the lowest free one after the last that was given, as Linux's cyclic allocator does, and a file descriptor, which
    /// takes the creator's reference over. ENOSPC, EMFILE: there is no room, and the object is gone.
    /// </summary>
    /// <param name="newObject">An object without an id.</param>
    /// <param name="access">What commands may do through the descriptor.</param>
    public SysResult Admit(KernelObject newObject, DescriptorAccess access = DescriptorAccess.ReadWrite)
    {
        bool hasRoom;
        using (Hold())
        {
            IdSpace space = ids[(int)newObject.Kind];
            hasRoom = space.Count < objectLimit;
            if (hasRoom)
                newObject.SetId(space.Add(newObject));
        }
        if (hasRoom)
            return Open(newObject, access);
        newObject.Put();
        return Errno.ENOSPC;
    }

    /// <summary>Gives out a file descriptor, the lowest free one from 3 on. The caller's reference becomes the descriptor's. EMFILE: there is no room, and the reference is dropped.</summary>
    /// <param name="referenced">The object.</param>
    /// <param name="access">What commands may do through it.</param>
    public SysResult Open(KernelObject referenced, DescriptorAccess access = DescriptorAccess.ReadWrite)
    {
        referenced.AddDescriptor();
        using (Hold())
        {
            if (descriptors.Count < descriptorLimit)
                return new SysResult(descriptors.Add(new Descriptor(referenced, access)));
        }
        referenced.RemoveDescriptor();
        return Errno.EMFILE;
    }

    /// <summary>Closes a file descriptor: EBADF when it is not open.</summary>
    /// <param name="fd">The file descriptor.</param>
    public Errno Close(int fd)
    {
        Descriptor? closed;
        using (Hold())
            closed = descriptors.Remove(fd);
        if (closed is null)
            return Errno.EBADF;
        Interleaved.At(YieldPoint.DescriptorClosed);
        closed.Object.RemoveDescriptor();
        return Errno.None;
    }

    /// <summary>
    /// The object of a file descriptor: EBADF when it is not open, EINVAL when it is something else. The object stays in memory until the
    /// caller's read section ends; to keep it longer, <see cref="KernelObject.TryGet"/>.
    /// </summary>
    /// <typeparam name="T">What it must be.</typeparam>
    /// <param name="fd">The file descriptor.</param>
    /// <param name="found">Receives the object, or null on error.</param>
    /// <param name="access">Receives what commands may do through it.</param>
    public Errno Find<T>(int fd, out T? found, out DescriptorAccess access)
        where T : class
    {
        Descriptor? descriptor = descriptors.Find(fd);
        Interleaved.At(YieldPoint.DescriptorFound);
        found = descriptor?.Object as T;
        access = descriptor?.Access ?? DescriptorAccess.None;
        return descriptor is null ? Errno.EBADF : found is null ? Errno.EINVAL : Errno.None;
    }

    /// <summary>As <see cref="Find{T}(int, out T, out DescriptorAccess)"/>, and takes a reference that the caller drops with <see cref="KernelObject.Put"/>.</summary>
    /// <typeparam name="T">What it must be.</typeparam>
    /// <param name="fd">The file descriptor.</param>
    /// <param name="found">Receives the object, or null on error.</param>
    public Errno Acquire<T>(int fd, out T? found)
        where T : KernelObject => Acquire(fd, out found, out _);

    /// <summary>As the other; what may be done through the descriptor is told of the same descriptor, whoever closes it meanwhile.</summary>
    /// <param name="fd">The file descriptor.</param>
    /// <param name="found">Receives the object.</param>
    /// <param name="access">Receives what may be done through the descriptor.</param>
    public Errno Acquire<T>(int fd, out T? found, out DescriptorAccess access)
        where T : KernelObject
    {
        using (Hold())
        {
            Errno error = Find(fd, out found, out access);
            if (error == Errno.None && !found!.TryGet())
                error = Errno.EBADF;
            return error;
        }
    }

    /// <summary>The smallest id above one: EINVAL past the largest possible, ENOENT when there is none.</summary>
    /// <param name="kind">Which ids.</param>
    /// <param name="startId">The id to go on from.</param>
    /// <param name="nextId">Receives the id, 0 on error.</param>
    public Errno NextId(BpfObjectKind kind, uint startId, out uint nextId)
    {
        nextId = 0;
        if (startId >= int.MaxValue)
            return Errno.EINVAL;
        using (Hold())
            nextId = ids[(int)kind].Next(startId);
        return nextId == 0 ? Errno.ENOENT : Errno.None;
    }

    /// <summary>Finds a living object by id and takes a reference that the caller drops: ENOENT when there is none.</summary>
    /// <param name="kind">Which ids.</param>
    /// <param name="id">The id.</param>
    /// <param name="found">Receives the object, or null on error.</param>
    public Errno AcquireById(BpfObjectKind kind, uint id, out KernelObject? found)
    {
        using (Hold())
        {
            found = ids[(int)kind].Find(id);
            if (found is not null && found.TryGet())
                return Errno.None;
        }
        found = null;
        return Errno.ENOENT;
    }

    /// <summary>All living objects of a kind that are of a type, each referenced while the caller has it.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="kind">Which ids.</param>
    public IEnumerable<T> Living<T>(BpfObjectKind kind)
        where T : KernelObject
    {
        uint id = 0;
        while (NextId(kind, id, out id) == Errno.None)
        {
            if (AcquireById(kind, id, out KernelObject? found) != Errno.None)
                continue;
            if (found is T wanted)
                yield return wanted;
            found!.Put();
        }
    }

    /// <summary>Closes every file descriptor.</summary>
    public void CloseAll()
    {
        List<int> open;
        using (Hold())
            open = descriptors.OpenDescriptors();
        foreach (int fd in open)
            Close(fd);
    }

    internal void Withdraw(KernelObject gone)
    {
        using (Hold())
            ids[(int)gone.Kind].Remove(gone.Id);
    }

    private Lock.Scope Hold()
    {
        Interleaved.Await(gate);
        return gate.EnterScope();
    }
}
