using Nbpf.Runtime.Maps;
using Nbpf.Runtime.Objects;
using Nbpf.Syscall;

namespace Nbpf.Runtime.Commands;

/// <summary>Commands on many elements of a map (bpf_map_do_batch and the generic_map_*_batch functions; kernel/bpf/syscall.c).</summary>
internal sealed unsafe class MapBatchCommands(ObjectTable objects)
{
    // SAFETY (all commands): every element's key and value span is checked before its address is passed on; the read section keeps
    // the map in memory.

    /// <summary>BPF_MAP_LOOKUP_BATCH</summary>
    public SysResult Lookup(int fd, ReadOnlySpan<byte> inBatch, Span<byte> outBatch, Span<byte> keys, Span<byte> values, ref uint count, ulong elementFlags, ulong flags)
    {
        using var section = objects.GracePeriods.Enter();
        Errno error = Find(fd, MapBatchSupport.Lookup, new BatchBuffers(inBatch.Length, outBatch.Length, keys.Length, values.Length, count), out KernelMap? map);
        if (error != Errno.None)
            return error;
        return map is IBucketBatches buckets
            ? LookupBuckets(map, buckets, inBatch, outBatch, keys, values, ref count, elementFlags, flags, delete: false)
            : LookupElements(map!, inBatch, outBatch, keys, values, ref count, elementFlags);
    }

    /// <summary>BPF_MAP_LOOKUP_AND_DELETE_BATCH</summary>
    public SysResult LookupAndDelete(int fd, ReadOnlySpan<byte> inBatch, Span<byte> outBatch, Span<byte> keys, Span<byte> values, ref uint count, ulong elementFlags, ulong flags)
    {
        SysResult result;
        bool wait;
        using (objects.GracePeriods.Enter())
        {
            Errno error = Find(fd, MapBatchSupport.LookupAndDelete, new BatchBuffers(inBatch.Length, outBatch.Length, keys.Length, values.Length, count), out KernelMap? map);
            if (error != Errno.None)
                return error;
            map!.BeginWrite();
            try
            {
                if (map.IsFrozen)
                    return Errno.EPERM;
                result = LookupBuckets(map, (IBucketBatches)map, inBatch, outBatch, keys, values, ref count, elementFlags, flags, delete: true);
            }
            finally
            {
                map.EndWrite();
            }
            wait = map.WaitsForRuns;
        }
        if (wait)
            objects.GracePeriods.Synchronize();
        return result;
    }

    /// <summary>BPF_MAP_UPDATE_BATCH</summary>
    public SysResult Update(int fd, ReadOnlySpan<byte> keys, ReadOnlySpan<byte> values, ref uint count, ulong elementFlags)
        => Change(fd, MapBatchSupport.Update, keys, values, ref count, elementFlags);

    /// <summary>BPF_MAP_DELETE_BATCH</summary>
    public SysResult Delete(int fd, ReadOnlySpan<byte> keys, ref uint count, ulong elementFlags)
        => Change(fd, MapBatchSupport.Delete, keys, [], ref count, elementFlags);

    private SysResult Change(int fd, MapBatchSupport how, ReadOnlySpan<byte> keys, ReadOnlySpan<byte> values, ref uint count, ulong elementFlags)
    {
        Errno error;
        bool wait;
        using (objects.GracePeriods.Enter())
        {
            error = Find(fd, how, new BatchBuffers(0, 0, keys.Length, values.Length, count), out KernelMap? map);
            if (error != Errno.None)
                return error;
            map!.BeginWrite();
            try
            {
                if (map.IsFrozen)
                    return Errno.EPERM;
                if (HasBadElementFlags(elementFlags))
                    return Errno.EINVAL;
                error = how == MapBatchSupport.Update
                    ? UpdateElements(map, keys, values, ref count, elementFlags)
                    : DeleteElements(map, keys, ref count);
            }
            finally
            {
                map.EndWrite();
            }
            wait = map.WaitsForRuns;
        }
        if (wait)
            objects.GracePeriods.Synchronize();
        return error;
    }

    // Only BPF_F_LOCK may be set, and that needs a lock in the value, which no map of this kernel has.
    private static bool HasBadElementFlags(ulong elementFlags) => elementFlags != 0;

    private static Errno UpdateElements(KernelMap map, ReadOnlySpan<byte> keys, ReadOnlySpan<byte> values, ref uint count, ulong elementFlags)
    {
        uint wanted = count;
        ulong keySize = map.KeySize, valueSize = map.CommandValueSize;
        if (wanted == 0)
            return Errno.None;
        fixed (byte* key = keys, value = values)
        {
            for (count = 0; count < wanted; count++)
            {
                if ((count + 1UL) * keySize > (ulong)keys.Length || (count + 1UL) * valueSize > (ulong)values.Length)
                    return Errno.EFAULT;
                Errno error = map.Update(key + count * keySize, value + count * valueSize, elementFlags);
                if (error != Errno.None)
                    return error;
            }
        }
        return Errno.None;
    }

    private static Errno DeleteElements(KernelMap map, ReadOnlySpan<byte> keys, ref uint count)
    {
        uint wanted = count;
        ulong keySize = map.KeySize;
        if (wanted == 0)
            return Errno.None;
        fixed (byte* key = keys)
        {
            for (count = 0; count < wanted; count++)
            {
                if ((count + 1UL) * keySize > (ulong)keys.Length)
                    return Errno.EFAULT;
                Errno error = map.Delete(key + count * keySize);
                if (error != Errno.None)
                    return error;
            }
        }
        return Errno.None;
    }

    // By keys: the position is the last key that was looked at (generic_map_lookup_batch).
    private static SysResult LookupElements(KernelMap map, ReadOnlySpan<byte> inBatch, Span<byte> outBatch, Span<byte> keys, Span<byte> values, ref uint count, ulong elementFlags)
    {
        if (HasBadElementFlags(elementFlags))
            return Errno.EINVAL;
        uint wanted = count;
        if (wanted == 0)
            return SysResult.Ok;
        count = 0;
        int keySize = (int)map.KeySize;
        ulong valueSize = map.CommandValueSize;
        if (!inBatch.IsEmpty && inBatch.Length < keySize)
            return Errno.EFAULT;

        byte[] previous = new byte[keySize], next = new byte[keySize];
        bool hasPrevious = !inBatch.IsEmpty;
        if (hasPrevious)
            inBatch[..keySize].CopyTo(previous);
        uint done = 0;
        Errno error = Errno.None;
        while (done < wanted)
        {
            bool hasRoom = (done + 1UL) * (ulong)keySize <= (ulong)keys.Length && (done + 1UL) * valueSize <= (ulong)values.Length;
            fixed (byte* from = previous, to = next, value = values)
            {
                error = map.NextKey(hasPrevious ? from : null, to);
                if (error != Errno.None)
                    break;
                error = map.Lookup(to, hasRoom ? value + done * valueSize : null);
            }
            if (error == Errno.None)
            {
                if (!hasRoom)
                    return Errno.EFAULT;
                next.CopyTo(keys[(int)(done * (ulong)keySize)..]);
                done++;
            }
            else if (error != Errno.ENOENT)
            {
                return error;
            }
            (previous, next) = (next, previous);
            hasPrevious = true;
        }
        if (done != 0)
        {
            if (outBatch.Length < keySize)
                return Errno.EFAULT;
            previous.CopyTo(outBatch);
        }
        count = done;
        return error;
    }

    // By buckets: the position is the number of the next bucket (__htab_map_lookup_and_delete_batch).
    private static SysResult LookupBuckets(
        KernelMap map, IBucketBatches buckets, ReadOnlySpan<byte> inBatch, Span<byte> outBatch, Span<byte> keys, Span<byte> values, ref uint count, ulong elementFlags, ulong flags, bool delete)
    {
        if (HasBadElementFlags(elementFlags) || flags != 0)
            return Errno.EINVAL;
        uint wanted = count;
        if (wanted == 0)
            return SysResult.Ok;
        count = 0;
        if (!inBatch.IsEmpty && inBatch.Length < sizeof(uint))
            return Errno.EFAULT;
        uint bucket = inBatch.IsEmpty ? 0 : BitConverter.ToUInt32(inBatch);
        if (bucket >= buckets.BucketCount)
            return Errno.ENOENT;

        // A NULL buffer has no room for anything (EFAULT in Linux, found when the copy fails).
        ulong room = Math.Min((ulong)keys.Length / map.KeySize, (ulong)values.Length / map.CommandValueSize);
        uint total = 0;
        Errno error = Errno.None;
        fixed (byte* key = keys, value = values)
        {
            for (; bucket < buckets.BucketCount; bucket++)
            {
                int copied = buckets.CopyBucket(
                    bucket,
                    key + total * (ulong)map.KeySize,
                    value + total * (ulong)map.CommandValueSize,
                    (uint)Math.Min(wanted - total, room - total),
                    delete);
                if (copied < 0)
                {
                    if (wanted > room && wanted - total > room - total)
                        return Errno.EFAULT;
                    error = total == 0 ? Errno.ENOSPC : Errno.None;
                    break;
                }
                total += (uint)copied;
            }
        }
        if (bucket == buckets.BucketCount)
            error = Errno.ENOENT;
        if (outBatch.Length < sizeof(uint))
            return Errno.EFAULT;
        BitConverter.TryWriteBytes(outBatch, bucket);
        count = total;
        return error;
    }

    private Errno Find(int fd, MapBatchSupport command, BatchBuffers buffers, out KernelMap? map)
    {
        Errno error = objects.Find(fd, out map, out DescriptorAccess access);
        if (error != Errno.None)
            return error;
        if (!buffers.Fit(map!))
            return Errno.EFAULT;
        bool reads = (command & (MapBatchSupport.Lookup | MapBatchSupport.LookupAndDelete)) != 0;
        bool writes = command != MapBatchSupport.Lookup;
        if (reads && (access & DescriptorAccess.Read) == 0)
            return Errno.EPERM;
        if (writes && (map!.IsFrozen || (access & DescriptorAccess.Write) == 0))
            return Errno.EPERM;
        return (map!.BatchSupport & command) == 0 ? Errno.ENOTSUPP : Errno.None;
    }

    /// <summary>Lengths of the caller's spans, for so many elements. One that is too short is refused before anything else, as on the Linux boundary; an empty one is NULL.</summary>
    private readonly record struct BatchBuffers(int In, int Out, int Keys, int Values, uint Count)
    {
        public bool Fit(KernelMap map)
        {
            uint position = map is IBucketBatches ? sizeof(uint) : map.KeySize;
            return HasRoom(Keys, (UInt128)Count * map.KeySize) && HasRoom(Values, (UInt128)Count * map.CommandValueSize) && HasRoom(In, position) && HasRoom(Out, position);
        }

        private static bool HasRoom(int length, UInt128 size) => length == 0 || (uint)length >= size;
    }
}
