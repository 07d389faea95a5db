using Nbpf.Runtime.Maps;
using Nbpf.Runtime.Objects;
using Nbpf.Syscall;
using Nbpf.Uapi;

namespace Nbpf.Runtime.Commands;

/// <summary>Commands on one element of a map, with Linux's checks in Linux's order (kernel/bpf/syscall.c, Linux 6.18).</summary>
internal sealed unsafe class MapElementCommands(ObjectTable objects)
{
    // SAFETY (all commands): spans are checked against the map's sizes before their addresses are passed on, and of an empty one
    // the address is null; the read section keeps the map in memory.

    /// <summary>BPF_MAP_LOOKUP_ELEM</summary>
    public SysResult Lookup(int fd, ReadOnlySpan<byte> key, Span<byte> value, ulong flags)
    {
        using var section = objects.GracePeriods.Enter();
        Errno error = Find(fd, key.Length, value.Length, out KernelMap? map, out DescriptorAccess access);
        if (error == Errno.EFAULT)
            return error;
        if ((flags & ~(ulong)Constants.BPF_F_LOCK) != 0)
            return Errno.EINVAL;
        if (error == Errno.None && (access & DescriptorAccess.Read) == 0)
            error = Errno.EPERM;
        if (error == Errno.None)
            error = CheckLockAndKey(map!, flags, key);
        if (error != Errno.None)
            return error;

        // A missing key is reported before a NULL value.
        fixed (byte* keyAddress = key, valueAddress = value)
            error = map!.Lookup(keyAddress, valueAddress);
        return error == Errno.None && value.IsEmpty ? Errno.EFAULT : error;
    }

    /// <summary>BPF_MAP_UPDATE_ELEM</summary>
    public SysResult Update(int fd, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ulong flags)
    {
        bool wait;
        using (objects.GracePeriods.Enter())
        {
            Errno error = Find(fd, key.Length, value.Length, out KernelMap? map, out DescriptorAccess access);
            if (error != Errno.None)
                return error;
            map!.BeginWrite();
            try
            {
                error = CheckAccess(map, access, DescriptorAccess.Write);
                if (error == Errno.None)
                    error = CheckLockAndKey(map, flags, key);
                if (error == Errno.None && value.Length < map.CommandValueSize)
                    error = Errno.EFAULT;
                if (error != Errno.None)
                    return error;
                fixed (byte* keyAddress = key, valueAddress = value)
                    error = map.Update(keyAddress, valueAddress, flags);
                if (error != Errno.None)
                    return error;
            }
            finally
            {
                map.EndWrite();
            }
            wait = map.WaitsForRuns;
        }
        if (wait)
            objects.GracePeriods.Synchronize();
        return SysResult.Ok;
    }

    /// <summary>BPF_MAP_DELETE_ELEM</summary>
    public SysResult Delete(int fd, ReadOnlySpan<byte> key)
    {
        bool wait;
        using (objects.GracePeriods.Enter())
        {
            Errno error = Find(fd, key.Length, 0, out KernelMap? map, out DescriptorAccess access);
            if (error != Errno.None)
                return error;
            map!.BeginWrite();
            try
            {
                error = CheckAccess(map, access, DescriptorAccess.Write);
                if (error == Errno.None)
                    error = CheckLockAndKey(map, 0, key);
                if (error != Errno.None)
                    return error;
                fixed (byte* keyAddress = key)
                    error = map.Delete(keyAddress);
                if (error != Errno.None)
                    return error;
            }
            finally
            {
                map.EndWrite();
            }
            wait = map.WaitsForRuns;
        }
        if (wait)
            objects.GracePeriods.Synchronize();
        return SysResult.Ok;
    }

    /// <summary>BPF_MAP_LOOKUP_AND_DELETE_ELEM</summary>
    public SysResult LookupAndDelete(int fd, ReadOnlySpan<byte> key, Span<byte> value, ulong flags)
    {
        using var section = objects.GracePeriods.Enter();
        Errno error = Find(fd, key.Length, value.Length, out KernelMap? map, out DescriptorAccess access);
        if (error == Errno.EFAULT)
            return error;
        if ((flags & ~(ulong)Constants.BPF_F_LOCK) != 0)
            return Errno.EINVAL;
        if (error != Errno.None)
            return error;
        map!.BeginWrite();
        try
        {
            error = CheckAccess(map, access, DescriptorAccess.ReadWrite);
            if (error == Errno.None)
                error = CheckLockAndKey(map, flags, key);
            if (error != Errno.None)
                return error;
            if (!map.HasLookupAndDelete)
                return Errno.ENOTSUPP;
            fixed (byte* keyAddress = key, valueAddress = value)
                error = map.LookupAndDelete(keyAddress, valueAddress);
            return error == Errno.None && value.IsEmpty ? Errno.EFAULT : error;
        }
        finally
        {
            map.EndWrite();
        }
    }

    /// <summary>BPF_MAP_GET_NEXT_KEY</summary>
    public SysResult GetNextKey(int fd, ReadOnlySpan<byte> key, Span<byte> nextKey)
    {
        using var section = objects.GracePeriods.Enter();
        Errno error = Find(fd, key.Length, 0, out KernelMap? map, out DescriptorAccess access);
        if (error != Errno.None)
            return error;
        if (IsTooShort(nextKey.Length, map!.KeySize))
            return Errno.EFAULT;
        if ((access & DescriptorAccess.Read) == 0)
            return Errno.EPERM;
        if (!key.IsEmpty && map.KeySize == 0)
            return Errno.EINVAL;
        byte[]? scratch = nextKey.Length < map.KeySize ? new byte[map.KeySize] : null;
        fixed (byte* keyAddress = key, nextAddress = scratch ?? nextKey)
            error = map.NextKey(keyAddress, nextAddress);
        return error == Errno.None && scratch is not null ? Errno.EFAULT : error;
    }

    // A span that is too short is refused before anything else, as on the Linux boundary: a pointer there has no length. An empty one is NULL, which is found
    // where Linux finds it.
    private Errno Find(int fd, int keyLength, int valueLength, out KernelMap? map, out DescriptorAccess access)
    {
        Errno error = objects.Find(fd, out map, out access);
        if (error != Errno.None)
            return error;
        return IsTooShort(keyLength, map!.KeySize) || IsTooShort(valueLength, map.CommandValueSize) ? Errno.EFAULT : Errno.None;
    }

    private static bool IsTooShort(int length, ulong size) => length != 0 && (ulong)length < size;

    // A frozen map cannot be written by commands, whatever the descriptor allows (map_get_sys_perms). Asked after BeginWrite, so that
    // freezing and changing exclude each other.
    private static Errno CheckAccess(KernelMap map, DescriptorAccess access, DescriptorAccess wanted)
    {
        if (map.IsFrozen)
            access &= ~DescriptorAccess.Write;
        return (access & wanted) != wanted ? Errno.EPERM : Errno.None;
    }

    // No map of this kernel has a bpf_spin_lock in its value, so BPF_F_LOCK is refused.
    private static Errno CheckLockAndKey(KernelMap map, ulong flags, ReadOnlySpan<byte> key)
    {
        if ((flags & Constants.BPF_F_LOCK) != 0)
            return Errno.EINVAL;
        if (map.KeySize == 0 && !key.IsEmpty)
            return Errno.EINVAL;
        return key.Length < map.KeySize ? Errno.EFAULT : Errno.None;
    }
}
