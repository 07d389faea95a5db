using Nbpf.Runtime.Interleaving;
using Nbpf.Runtime.Memory;
using Nbpf.Syscall;

namespace Nbpf.Runtime.Objects;

/// <summary>
/// An object of the kernel that has an id and is counted: a map, a program, a BTF object. When the last reference goes, its id vanishes
/// at once and its memory is freed a grace period later, because a run may still hold a pointer into it.
/// </summary>
public abstract class KernelObject : IReclaimable
{
    private readonly ObjectTable table;
    private long references = 1;
    private int userReferences;

    /// <summary>Makes an object with one reference, its creator's, and no id yet: see <see cref="ObjectTable.Admit"/>.</summary>
    /// <param name="table">The kernel's objects.</param>
    protected KernelObject(ObjectTable table) => this.table = table;

    /// <summary>Which ids it has.</summary>
    public abstract BpfObjectKind Kind { get; }

    /// <summary>Its id, unique among the living objects of its kind; 0 before <see cref="ObjectTable.Admit"/>.</summary>
    public uint Id { get; private set; }

    /// <summary>Whether it can be given a name in a BPF file system: maps, programs and links.</summary>
    public virtual bool CanBePinned => false;

    /// <summary>Takes a further reference. The caller must know that the object lives.</summary>
    public void Get() => Interlocked.Increment(ref references);

    /// <summary>Takes a further reference unless the last one has gone.</summary>
    public bool TryGet()
    {
        long seen = Volatile.Read(ref references);
        while (seen != 0)
        {
            Interleaved.At(YieldPoint.ReferenceTaken);
            long found = Interlocked.CompareExchange(ref references, seen + 1, seen);
            if (found == seen)
                return true;
            seen = found;
        }
        return false;
    }

    /// <summary>Drops a reference; with the last one the object goes.</summary>
    public void Put()
    {
        // A full barrier, as every change of the count: what any holder did to the object comes before its release.
        if (Interlocked.Decrement(ref references) != 0)
            return;
        Interleaved.At(YieldPoint.LastReferenceDropped);
        if (Id != 0)
            table.Withdraw(this);
        OnLastReference();
        table.GracePeriods.RetireOwner(this);
    }

    /// <summary>Called when the last reference has gone, before the object's grace period.</summary>
    protected virtual void OnLastReference()
    {
    }

    /// <summary>Called when the last file descriptor has been closed while others may still hold the object.</summary>
    protected virtual void OnLastDescriptorClosed()
    {
    }

    /// <summary>Frees what the object holds. Called once, a grace period after the last reference went.</summary>
    protected abstract void Release();

    /// <summary>Called when the object got its id.</summary>
    protected virtual void OnPublished()
    {
    }

    void IReclaimable.Reclaim(nint item) => Release();

    internal void SetId(uint id)
    {
        Id = id;
        OnPublished();
    }

    /// <summary>Whether a file descriptor or a name refers to it.</summary>
    protected bool HasDescriptor => Volatile.Read(ref userReferences) != 0;

    internal void AddDescriptor() => Interlocked.Increment(ref userReferences);

    internal void RemoveDescriptor()
    {
        if (Interlocked.Decrement(ref userReferences) == 0)
            OnLastDescriptorClosed();
        Put();
    }
}
