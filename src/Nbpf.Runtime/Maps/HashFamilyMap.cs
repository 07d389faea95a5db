using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Interleaving;
using Nbpf.Runtime.Memory;
using Nbpf.Syscall;
using Nbpf.Uapi;

namespace Nbpf.Runtime.Maps;

/// <summary>
/// What all hash maps share: buckets of linked elements. Writers take the lock of a group of buckets, readers none. An element is
/// complete before it is linked and keeps its contents after it was unlinked until its grace period is over.
/// </summary>
/// <remarks>
/// A key that is replaced is never missing: the new element takes the old one's place in one store. An element on which readers may be from its life before
/// cannot do so, since they would be led past their key; it goes to the bucket's front, from where all others follow, and whoever missed both then looks
/// again (<see cref="MapHeader.Moves"/>).
/// </remarks>
internal abstract unsafe class HashFamilyMap : KernelMap, IBucketBatches
{
    private const int MostGates = 16;

    private readonly int[] gates;
    private uint count;

    protected HashFamilyMap(MapEnvironment environment, MapTypeDefinition definition, MapCreateAttributes attributes, MapHeader* header, ElementStore store)
        : base(environment, definition, attributes, header)
    {
        Store = store;
        gates = new int[Math.Min(MostGates, BucketCount)];
        ValueOffset = (uint)HashFunctions.ValueOffset(header);
    }

    /// <summary>Number of elements.</summary>
    public uint Count => Volatile.Read(ref count);

    /// <inheritdoc/>
    public uint BucketCount => Header->IndexMask + 1;

    /// <inheritdoc/>
    public override ulong MemoryBytes => (ulong)sizeof(MapHeader) + BucketCount * (ulong)sizeof(nint) + Store.MemoryBytes;

    /// <inheritdoc/>
    public override bool HasLookupAndDelete => true;

    /// <inheritdoc/>
    public override MapBatchSupport BatchSupport
        => MapBatchSupport.Lookup | MapBatchSupport.Update | MapBatchSupport.Delete | MapBatchSupport.LookupAndDelete;

    /// <summary>The elements.</summary>
    protected ElementStore Store { get; }

    /// <summary>Bytes from an element to its value.</summary>
    protected uint ValueOffset { get; }

    /// <summary>Whether linked elements hold something that has to be given back when the map goes.</summary>
    protected virtual bool HoldsReferences => false;

    /// <inheritdoc/>
    public override Errno Lookup(byte* key, byte* value)
    {
        while (true)
        {
            HashElement* element = Find(key);
            if (element == null)
                return Errno.ENOENT;

            // An element that was taken for another key while it was copied is not an answer. The version is read by an acquire, so that key and value are
            // not older; the barrier keeps them from being read after the version is looked at again.
            Interleaved.At(YieldPoint.ElementFound);
            Interleaved.Touch(HashElement.Key(element));
            uint version = Volatile.Read(ref element->Version);
            if ((version & 1) != 0 || !KeyHash.AreEqual(HashElement.Key(element), key, KeySize))
                continue;
            Interleaved.At(YieldPoint.ElementFound);
            if (value != null)
                CopyValueOut(element, value);
            Interleaved.At(YieldPoint.ValueCopied);
            Interlocked.MemoryBarrier();
            if (element->Version == version)
                return Errno.None;
        }
    }

    /// <inheritdoc/>
    public override Errno Update(byte* key, byte* value, ulong flags) => UpdateElement(key, value, flags, cpu: -1);

    /// <summary>An update by a program: of its own CPU's value where values are per CPU.</summary>
    public Errno UpdateFromProgram(byte* key, byte* value, ulong flags, uint cpu) => UpdateElement(key, value, flags, (int)cpu);

    /// <inheritdoc/>
    public override Errno Delete(byte* key) => Remove(key, null);

    /// <inheritdoc/>
    public override Errno LookupAndDelete(byte* key, byte* value) => Remove(key, value);

    /// <inheritdoc/>
    public override Errno NextKey(byte* key, byte* nextKey)
    {
        uint bucket = 0;
        if (key != null)
        {
            ulong hash = HashOf(key);
            uint own = (uint)hash & Header->IndexMask;
            bool found = false;
            ref int gate = ref GateOf(own);
            SpinGate.Enter(ref gate);
            nint node = Bucket(own);
            while (IsElement(node))
            {
                HashElement* element = (HashElement*)node;
                Interleaved.Touch(HashElement.Key(element));
                node = element->Next;
                if (found)
                {
                    CopyKeyOut(element, nextKey);
                    SpinGate.Exit(ref gate);
                    return Errno.None;
                }
                found = element->Hash == (uint)hash && KeyHash.AreEqual(HashElement.Key(element), key, KeySize);
            }
            SpinGate.Exit(ref gate);
            bucket = found ? own + 1 : 0;
        }
        for (; bucket < BucketCount; bucket++)
        {
            if (!IsElement(Bucket(bucket)))
                continue;
            ref int gate = ref GateOf(bucket);
            SpinGate.Enter(ref gate);
            nint first = Bucket(bucket);
            if (IsElement(first))
                CopyKeyOut((HashElement*)first, nextKey);
            SpinGate.Exit(ref gate);
            if (IsElement(first))
                return Errno.None;
        }
        return Errno.ENOENT;
    }

    /// <inheritdoc/>
    public int CopyBucket(uint bucket, byte* keys, byte* values, uint room, bool delete)
    {
        if (!IsElement(Bucket(bucket)))
            return 0;
        ref int gate = ref GateOf(bucket);
        SpinGate.Enter(ref gate);
        uint found = 0;
        for (nint node = Bucket(bucket); IsElement(node); node = ((HashElement*)node)->Next)
            found++;
        if (found > room)
        {
            SpinGate.Exit(ref gate);
            return -1;
        }
        HashElement* removed = null;
        nint next = Bucket(bucket);
        while (IsElement(next))
        {
            HashElement* element = (HashElement*)next;
            next = element->Next;
            CopyKeyOut(element, keys);
            CopyValueOut(element, values);
            keys += KeySize;
            values += CommandValueSize;
            if (delete)
            {
                Unlink(bucket, element);
                element->FreeNext = removed;
                removed = element;
            }
        }
        SpinGate.Exit(ref gate);
        while (removed != null)
        {
            HashElement* element = removed;
            removed = element->FreeNext;
            Retire(element);
        }
        return (int)found;
    }

    /// <summary>Copies an element's value as commands see it.</summary>
    protected abstract void CopyValueOut(HashElement* element, byte* value);

    /// <summary>Writes the value of a new element.</summary>
    /// <param name="element">The element, which nobody reads yet.</param>
    /// <param name="value">The value.</param>
    /// <param name="cpu">The CPU of the program that writes, or -1 for a command.</param>
    protected abstract void WriteNewValue(HashElement* element, byte* value, int cpu);

    /// <summary>Whether an existing element's value is always changed where it is; else the element is replaced.</summary>
    protected virtual bool TryWriteInPlace(HashElement* element, byte* value, int cpu) => false;

    /// <summary>Called for an element that left the map, before it goes back to the store.</summary>
    protected virtual void OnRemoved(HashElement* element)
    {
    }

    /// <summary>An element for a new key, within <see cref="KernelMap.MaxEntries"/>: E2BIG, ENOMEM.</summary>
    protected virtual Errno TakeForNewKey(out HashElement* element)
    {
        element = null;
        if (Interlocked.Increment(ref count) > MaxEntries)
        {
            Interlocked.Decrement(ref count);
            return Errno.E2BIG;
        }
        element = Store.TryTake(out _);
        if (element != null)
            return Errno.None;
        Interlocked.Decrement(ref count);
        return Errno.ENOMEM;
    }

    /// <summary>An element to replace another: ENOMEM.</summary>
    private Errno TakeForReplacement(out HashElement* element, out bool isRested)
    {
        SpinWait spin = default;
        element = Store.TryTake(out isRested);

        // As many spare elements as CPUs, and each is back as soon as its writer has replaced one.
        while (element == null && Store.IsPreallocated)
        {
            Interleaved.Spin(YieldPoint.SparesTaken, ref spin, sleep1Threshold: -1);
            element = Store.TryTake(out isRested);
        }
        return element == null ? Errno.ENOMEM : Errno.None;
    }

    /// <summary>Adds or replaces an element.</summary>
    protected virtual Errno UpdateElement(byte* key, byte* value, ulong flags, int cpu)
    {
        Errno error = CheckFlags(flags);
        if (error != Errno.None)
            return error;
        ulong hash = HashOf(key);
        uint bucket = (uint)hash & Header->IndexMask;
        HashElement* replaced = null;
        ref int gate = ref GateOf(bucket);
        SpinGate.Enter(ref gate);
        try
        {
            HashElement* old = FindInBucket(bucket, (uint)hash, key);
            error = CheckExistence(old, flags);
            if (error != Errno.None || (old != null && TryWriteInPlace(old, value, cpu)))
                return error;
            HashElement* element;
            if (old == null)
            {
                error = TakeForNewKey(out element);
                if (error != Errno.None)
                    return error;
                Fill(element, (uint)hash, key, value, cpu);
                Link(bucket, element);
                return Errno.None;
            }
            error = TakeForReplacement(out element, out bool isRested);
            if (error != Errno.None)
                return error;
            Fill(element, (uint)hash, key, value, cpu);
            Replace(bucket, old, element, isRested);
            replaced = old;
        }
        finally
        {
            SpinGate.Exit(ref gate);
        }
        Interleaved.At(YieldPoint.ElementUnlinked);
        GiveBack(replaced);
        return Errno.None;
    }

    /// <summary>EINVAL for unknown flags; BPF_F_LOCK needs a lock in the value, which no map has.</summary>
    protected virtual Errno CheckFlags(ulong flags) => flags > Constants.BPF_EXIST ? Errno.EINVAL : Errno.None;

    /// <summary>EEXIST, ENOENT by BPF_NOEXIST and BPF_EXIST.</summary>
    protected static Errno CheckExistence(HashElement* old, ulong flags)
    {
        if (old != null && flags == Constants.BPF_NOEXIST)
            return Errno.EEXIST;
        return old == null && flags == Constants.BPF_EXIST ? Errno.ENOENT : Errno.None;
    }

    /// <summary>Whether an element's own value stands at an address: elements stand one after the other from where their block begins.</summary>
    protected bool HoldsElementWith(byte* value)
    {
        ulong element = (ulong)value - ValueOffset;
        return Environment.Heap.TryFindBlock(element, out ulong start, out ulong length)
            && (element - start) % Header->ElementSize == 0 && element - start + Header->ElementSize <= length;
    }

    /// <summary>Hash of a key.</summary>
    protected ulong HashOf(byte* key) => KeyHash.Of(key, KeySize, Header->Seed);

    /// <summary>The lock of the group that a bucket belongs to.</summary>
    protected ref int GateOf(uint bucket) => ref gates[bucket & ((uint)gates.Length - 1)];

    /// <summary>Writes a taken element for its new life; nobody can find it yet.</summary>
    protected void Fill(HashElement* element, uint hash, byte* key, byte* value, int cpu)
    {
        // SAFETY: the element is ours; a command that still holds it from its last life sees the odd version and looks again. The first change of the
        // version is a full barrier: nothing is written before it can be seen. The second is a release: all is written when it can be.
        Interlocked.Increment(ref element->Version);
        System.Runtime.CompilerServices.Unsafe.CopyBlockUnaligned(HashElement.Key(element), key, KeySize);
        element->Hash = hash;
        element->Referenced = 0;
        WriteNewValue(element, value, cpu);
        Volatile.Write(ref element->Version, element->Version + 1);
    }

    /// <summary>The element of a key in a bucket whose lock is held.</summary>
    protected HashElement* FindInBucket(uint bucket, uint hash, byte* key)
    {
        for (nint node = Bucket(bucket); IsElement(node); node = ((HashElement*)node)->Next)
        {
            HashElement* element = (HashElement*)node;
            Interleaved.Touch(HashElement.Key(element));
            if (element->Hash == hash && KeyHash.AreEqual(HashElement.Key(element), key, KeySize))
                return element;
        }
        return null;
    }

    /// <summary>Puts an element first in a bucket whose lock is held.</summary>
    protected void Link(uint bucket, HashElement* element)
    {
        nint first = Bucket(bucket);
        element->Next = first == 0 ? HashFunctions.EndOf(bucket) : first;
        element->Linked = 1;
        Interleaved.At(YieldPoint.ElementLinks);

        // A release: who finds the element finds its key, value and neighbour.
        Volatile.Write(ref Buckets[bucket], (nint)element);
        Interleaved.At(YieldPoint.ElementLinks);
    }

    /// <summary>Puts an element in another's place, in a bucket whose lock is held: a reader finds one of the two, wherever it is, or looks again.</summary>
    protected void Replace(uint bucket, HashElement* old, HashElement* element, bool isRested)
    {
        if (!isRested)
        {
            // In between: a reader that came past the front before and past the old one afterwards sees the number change.
            Link(bucket, element);
            Interlocked.Increment(ref Header->Moves);
            Unlink(bucket, old);
            return;
        }
        element->Next = old->Next;
        element->Linked = 1;
        Interleaved.At(YieldPoint.ElementLinks);

        // A release, as in Link.
        Volatile.Write(ref *PlaceOf(bucket, old), (nint)element);
        old->Linked = 0;
    }

    /// <summary>Takes an element out of a bucket whose lock is held. Readers that are on it find their way on.</summary>
    protected void Unlink(uint bucket, HashElement* element)
    {
        // A release for the neighbour: who finds it by this store finds it complete.
        Volatile.Write(ref *PlaceOf(bucket, element), element->Next);
        element->Linked = 0;
    }

    /// <summary>Gives back an element that was unlinked.</summary>
    protected void GiveBack(HashElement* element)
    {
        OnRemoved(element);
        Store.Return(element);
    }

    /// <summary>Gives back an element that was removed, and its place in the map.</summary>
    protected void Retire(HashElement* element)
    {
        Interleaved.At(YieldPoint.ElementUnlinked);
        GiveBack(element);
        Interlocked.Decrement(ref count);
    }

    /// <summary>Counts an element that was added outside <see cref="TakeForNewKey"/>.</summary>
    protected void CountAdded() => Interlocked.Increment(ref count);

    /// <summary>Counts an element that was removed outside <see cref="Retire"/>.</summary>
    protected void CountRemoved() => Interlocked.Decrement(ref count);

    /// <inheritdoc/>
    protected override void ReleaseStorage()
    {
        for (uint bucket = 0; HoldsReferences && Count != 0 && bucket < BucketCount; bucket++)
        {
            for (nint node = Bucket(bucket); IsElement(node); node = ((HashElement*)node)->Next)
            {
                OnRemoved((HashElement*)node);
                (Store as GrowingElements)?.ReleaseValue((HashElement*)node);
            }
        }
        Store.Release();
        Environment.Heap.Free(Header->Storage);
    }

    private nint* Buckets => (nint*)Header->Storage;

    // An acquire, though most callers hold the bucket's lock: some only look whether there is anything.
    private nint Bucket(uint bucket) => Volatile.Read(ref Buckets[bucket]);

    // Where an element of a bucket, whose lock is held, is linked from.
    private nint* PlaceOf(uint bucket, HashElement* element)
    {
        nint* place = Buckets + bucket;
        while (*place != (nint)element)
        {
            Interleaved.Touch(HashElement.Key((HashElement*)*place));
            place = &((HashElement*)*place)->Next;
        }
        return place;
    }

    private static bool IsElement(nint node) => node != 0 && (node & 1) == 0;

    private HashElement* Find(byte* key) => (HashElement*)HashFunctions.Find(null, (ulong)Header, (ulong)key, 0, 0, 0);

    private void CopyKeyOut(HashElement* element, byte* key)
        => System.Runtime.CompilerServices.Unsafe.CopyBlockUnaligned(key, HashElement.Key(element), KeySize);

    private Errno Remove(byte* key, byte* value)
    {
        ulong hash = HashOf(key);
        uint bucket = (uint)hash & Header->IndexMask;
        ref int gate = ref GateOf(bucket);
        SpinGate.Enter(ref gate);
        HashElement* element = FindInBucket(bucket, (uint)hash, key);
        if (element != null)
        {
            if (value != null)
                CopyValueOut(element, value);
            Unlink(bucket, element);
        }
        SpinGate.Exit(ref gate);
        if (element == null)
            return Errno.ENOENT;
        Retire(element);
        return Errno.None;
    }
}
