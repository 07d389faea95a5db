using Nbpf.Runtime.Maps;
using Nbpf.Runtime.Objects;
using Nbpf.Syscall;

namespace Nbpf.Runtime.Commands;

/// <summary>Commands that make, freeze and describe maps, with Linux's checks in Linux's order (map_create, map_freeze; kernel/bpf/syscall.c).</summary>
/// <param name="environment">What maps take from the kernel.</param>
internal sealed class MapCommands(MapEnvironment environment)
{
    private const int MaximumNameLength = 15;

    private readonly MapTypes types = new();

    /// <summary>BPF_MAP_CREATE</summary>
    public SysResult Create(MapCreateAttributes attributes)
    {
        bool withToken = (attributes.Flags & MapFlags.TokenFd) != 0;
        if (withToken)
            attributes = attributes with { Flags = attributes.Flags & ~MapFlags.TokenFd };

        if (attributes.BtfVmlinuxValueTypeId != 0)
        {
            if (attributes.Type != MapType.StructOps || attributes.BtfKeyTypeId != 0 || attributes.BtfValueTypeId != 0)
                return Errno.EINVAL;
        }
        else if (attributes.BtfKeyTypeId != 0 && attributes.BtfValueTypeId == 0)
        {
            return Errno.EINVAL;
        }
        if (attributes.Extra != 0 && attributes.Type is not (MapType.BloomFilter or MapType.Arena))
            return Errno.EINVAL;
        Errno error = ObjectCommands.AccessOf(attributes.Flags, out DescriptorAccess access);
        if (error != Errno.None)
            return error;

        // One memory node: number 0.
        if ((attributes.Flags & MapFlags.NumaNode) != 0 && attributes.NumaNode != 0)
            return Errno.EINVAL;
        if (types.Find(attributes.Type) is not { } type)
            return Errno.EINVAL;
        error = type.CheckAttributes(attributes);
        if (error != Errno.None)
            return error;

        // No devices to offload to, and no tokens.
        if (attributes.InterfaceIndex != 0 || withToken)
            return Errno.EINVAL;
        error = type.Create(environment, attributes, out KernelMap? map);
        if (error != Errno.None)
            return error;
        error = Describe(map!, attributes);
        if (error != Errno.None)
        {
            map!.Put();
            return error;
        }
        return environment.Objects.Admit(map!, access);
    }

    /// <summary>BPF_MAP_FREEZE</summary>
    public SysResult Freeze(int fd)
    {
        using var section = environment.GracePeriods.Enter();
        Errno error = environment.Objects.Find(fd, out KernelMap? map, out DescriptorAccess access);
        if (error != Errno.None)
            return error;
        if (map!.IsFrozen || (access & DescriptorAccess.Write) == 0)
            return Errno.EPERM;
        return map.Freeze();
    }

    /// <summary>BPF_OBJ_GET_INFO_BY_FD on a map</summary>
    public SysResult GetInfo(int fd, out MapInfo? info)
    {
        info = null;
        using var section = environment.GracePeriods.Enter();
        Errno error = environment.Objects.Find(fd, out KernelMap? map, out _);
        if (error != Errno.None)
            return ObjectCommands.InfoError(error);
        info = new MapInfo(
            map!.Type,
            map.Id,
            map.KeySize,
            map.ValueSize,
            map.MaxEntries,
            map.Flags,
            map.Name,
            map.Btf?.Id ?? 0,
            map.BtfKeyTypeId,
            map.BtfValueTypeId,
            map.Extra,
            map.MemoryBytes,
            map.IsFrozen);
        return SysResult.Ok;
    }

    /// <summary>Whether a name may be given to an object: at most 15 of [A-Za-z0-9_.] (bpf_obj_name_cpy).</summary>
    public static bool IsValidName(string name)
    {
        if (name.Length > MaximumNameLength)
            return false;
        foreach (char letter in name)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('_' or '.'))
                return false;
        }
        return true;
    }

    // Name and BTF, which Linux looks at after the map was allocated.
    private Errno Describe(KernelMap map, MapCreateAttributes attributes)
    {
        if (!IsValidName(attributes.Name))
            return Errno.EINVAL;
        map.Name = attributes.Name;
        if (attributes.BtfValueTypeId == 0)
            return Errno.None;

        Errno error = environment.Objects.Acquire(attributes.BtfFd, out KernelObject? found);
        if (error != Errno.None)
            return error;
        if (found is not IBtfTypes btf)
        {
            found!.Put();
            return Errno.EINVAL;
        }
        map.SetBtf(found, attributes.BtfKeyTypeId, attributes.BtfValueTypeId);
        if (btf.IsKernel)
            return Errno.EACCES;

        BtfTypeShape? key = null;
        if (attributes.BtfKeyTypeId != 0)
        {
            if (!btf.TryGetShape(attributes.BtfKeyTypeId, out BtfTypeShape keyShape) || keyShape.SizeBytes != map.KeySize)
                return Errno.EINVAL;
            key = keyShape;
        }
        if (!btf.TryGetShape(attributes.BtfValueTypeId, out BtfTypeShape value) || value.SizeBytes != map.ValueSize)
            return Errno.EINVAL;
        return map.Definition.CheckBtf(map, key, value);
    }
}
