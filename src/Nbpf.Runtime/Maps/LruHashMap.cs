using Nbpf.Isa;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Interleaving;
using Nbpf.Runtime.Memory;
using Nbpf.Syscall;
using Nbpf.Verification;

namespace Nbpf.Runtime.Maps;

/// <summary>
/// BPF_MAP_TYPE_LRU_HASH: when it is full, an update evicts an element that no program has looked up for long. Where Linux keeps
/// an active and an inactive list (kernel/bpf/bpf_lru_list.c), a hand goes round all elements here: it clears the mark of a looked-up
/// element and evicts the first unmarked one. New elements lie behind the hand, so they have a whole round to be looked up.
/// </summary>
internal sealed unsafe class LruHashMap(MapEnvironment environment, LruHashMapType definition, MapCreateAttributes attributes, MapHeader* header, PreallocatedElements store)
    : HashFamilyMap(environment, definition, attributes, header, store)
{
    private readonly PreallocatedElements elements = store;
    private int handGate;
    private uint hand;

    /// <inheritdoc/>
    public override bool HoldsValue(byte* address) => HoldsElementWith(address);

    /// <inheritdoc/>
    protected override void CopyValueOut(HashElement* element, byte* value)
        => ValueMemory.Copy(value, (byte*)element + ValueOffset, ValueSize);

    /// <inheritdoc/>
    protected override void WriteNewValue(HashElement* element, byte* value, int cpu)
        => ValueMemory.Copy((byte*)element + ValueOffset, value, ValueSize);

    /// <summary>The element is taken before the bucket is locked, because an eviction locks another bucket.</summary>
    protected override Errno UpdateElement(byte* key, byte* value, ulong flags, int cpu)
    {
        Errno error = CheckFlags(flags);
        if (error != Errno.None)
            return error;
        ulong hash = HashOf(key);
        uint bucket = (uint)hash & Header->IndexMask;
        ref int gate = ref GateOf(bucket);
        if (flags != 0)
        {
            // Nothing is evicted for an update that will be refused.
            SpinGate.Enter(ref gate);
            error = CheckExistence(FindInBucket(bucket, (uint)hash, key), flags);
            SpinGate.Exit(ref gate);
            if (error != Errno.None)
                return error;
        }

        HashElement* element = elements.TryTake(out bool isRested);
        bool evicted = element == null;
        if (evicted)
            element = Evict(out isRested);
        if (element == null)
            return Errno.ENOMEM;
        Fill(element, (uint)hash, key, value, cpu);

        SpinGate.Enter(ref gate);
        HashElement* old = FindInBucket(bucket, (uint)hash, key);
        error = evicted && flags == Uapi.Constants.BPF_EXIST ? Errno.None : CheckExistence(old, flags);
        HashElement* left = element;
        if (error == Errno.None)
        {
            left = old;
            Place(bucket, old, element, isRested);
        }
        SpinGate.Exit(ref gate);
        Interleaved.At(YieldPoint.ElementUnlinked);
        if (left != null)
            elements.Return(left);
        return error;
    }

    private void Place(uint bucket, HashElement* old, HashElement* element, bool isRested)
    {
        if (old == null)
        {
            Link(bucket, element);
            CountAdded();
            return;
        }
        element->Referenced = 1;
        Replace(bucket, old, element, isRested);
    }

    // Takes an element out of its bucket that was not looked up since the hand passed; null when all are in other hands.
    private HashElement* Evict(out bool isRested)
    {
        isRested = false;
        SpinGate.Enter(ref handGate);
        try
        {
            // Two rounds clear all marks; what is left after a third is being inserted or removed by others.
            for (ulong step = 0; step < 3UL * elements.Count; step++)
            {
                HashElement* candidate = elements.At(hand);
                hand = hand + 1 == elements.Count ? 0 : hand + 1;
                // Hints, read without the bucket's lock; asked again under it.
                if (Volatile.Read(ref candidate->Linked) == 0)
                    continue;
                if (candidate->Referenced != 0)
                {
                    candidate->Referenced = 0;
                    continue;
                }
                if (TryUnlink(candidate))
                    return candidate;
            }
            return elements.TryTake(out isRested);
        }
        finally
        {
            SpinGate.Exit(ref handGate);
        }
    }

    private bool TryUnlink(HashElement* candidate)
    {
        // SAFETY: elements never leave the preallocated block. The hash is read again under the lock, because the element may have moved.
        uint hash = candidate->Hash;
        uint bucket = hash & Header->IndexMask;
        Interleaved.At(YieldPoint.ElementEvicted);
        ref int gate = ref GateOf(bucket);
        SpinGate.Enter(ref gate);
        bool own = candidate->Linked != 0 && (candidate->Hash & Header->IndexMask) == bucket;
        if (own)
        {
            Unlink(bucket, candidate);
            CountRemoved();
        }
        SpinGate.Exit(ref gate);
        return own;
    }
}

/// <summary>The map type LRU_HASH.</summary>
internal sealed unsafe class LruHashMapType : HashFamilyType
{
    /// <inheritdoc/>
    public override MapType Type => MapType.LruHash;

    /// <inheritdoc/>
    public override Errno Create(MapEnvironment environment, MapCreateAttributes attributes, out KernelMap? map)
    {
        attributes = attributes with { MaxEntries = EffectiveMaxEntries(environment, attributes) };
        Errno error = Allocate(environment, attributes, attributes.ValueSize, out MapHeader* header, out ElementStore? store);
        map = error == Errno.None ? new LruHashMap(environment, this, attributes, header, (PreallocatedElements)store!) : null;
        return error;
    }

    /// <inheritdoc/>
    public override int EmitLookup(IMapFacts map, MapFunctions functions, Span<Instruction> buffer)
    {
        LookupCode code = new(buffer);
        code.Call(functions.HashFind);
        code.SkipIfNull(4);
        code.SetByteOnce(HashElement.ReferencedOffset);
        code.AddOffset(HashElement.SizeBytes + RoundUp8(map.KeySize));
        return code.Count;
    }

    /// <inheritdoc/>
    public override KernelFunction? FunctionFor(MapFunctions functions, HelperId helper) => helper switch
    {
        HelperId.MapLookupElem => functions.LruHashLookup,
        HelperId.MapUpdateElem => functions.LruHashUpdate,
        HelperId.MapDeleteElem => functions.LruHashDelete,
        _ => null,
    };

    // A list per CPU needs the same number of elements on each (BPF_F_NO_COMMON_LRU).
    private static uint EffectiveMaxEntries(MapEnvironment environment, MapCreateAttributes attributes)
    {
        if ((attributes.Flags & MapFlags.NoCommonLru) == 0)
            return attributes.MaxEntries;
        ulong cpus = (ulong)environment.CpuCount;
        ulong rounded = (attributes.MaxEntries + cpus - 1) / cpus * cpus;
        return rounded > uint.MaxValue ? (uint)(attributes.MaxEntries / cpus * cpus) : (uint)rounded;
    }
}
