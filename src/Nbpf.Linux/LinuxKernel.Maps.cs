using System.Runtime.InteropServices;
using System.Text;
using Nbpf.Syscall;
using Nbpf.Uapi;
using static Nbpf.Uapi.BpfAttr;

namespace Nbpf.Linux;

/// <content>Map commands.</content>
public sealed unsafe partial class LinuxKernel
{
    /// <inheritdoc/>
    public SysResult MapCreate(MapCreateAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        Span<byte> attr = stackalloc byte[SizeBytes];
        attr.Clear();
        BpfAttr.MapCreate.map_type.Write(attr, (uint)attributes.Type);
        BpfAttr.MapCreate.key_size.Write(attr, attributes.KeySize);
        BpfAttr.MapCreate.value_size.Write(attr, attributes.ValueSize);
        BpfAttr.MapCreate.max_entries.Write(attr, attributes.MaxEntries);
        BpfAttr.MapCreate.map_flags.Write(attr, (uint)attributes.Flags);
        BpfAttr.MapCreate.inner_map_fd.Write(attr, attributes.InnerMapFd);
        BpfAttr.MapCreate.numa_node.Write(attr, attributes.NumaNode);
        WriteName(BpfAttr.MapCreate.map_name.Bytes(attr), attributes.Name);
        BpfAttr.MapCreate.map_ifindex.Write(attr, attributes.InterfaceIndex);
        BpfAttr.MapCreate.btf_fd.Write(attr, attributes.BtfFd);
        BpfAttr.MapCreate.btf_key_type_id.Write(attr, attributes.BtfKeyTypeId);
        BpfAttr.MapCreate.btf_value_type_id.Write(attr, attributes.BtfValueTypeId);
        BpfAttr.MapCreate.btf_vmlinux_value_type_id.Write(attr, attributes.BtfVmlinuxValueTypeId);
        BpfAttr.MapCreate.map_extra.Write(attr, attributes.Extra);
        BpfAttr.MapCreate.value_type_btf_obj_fd.Write(attr, attributes.ValueTypeBtfFd);
        BpfAttr.MapCreate.map_token_fd.Write(attr, attributes.TokenFd);

        // SAFETY: the hash is pinned and only read.
        fixed (byte* hash = attributes.ExclusiveProgramHash.Span)
        {
            BpfAttr.MapCreate.excl_prog_hash.Write(attr, (ulong)hash);
            BpfAttr.MapCreate.excl_prog_hash_size.Write(attr, (uint)attributes.ExclusiveProgramHash.Length);
            return Own(RunCharged(BpfCommand.MapCreate, attr));
        }
    }

    /// <inheritdoc/>
    public SysResult MapLookupElem(int mapFd, ReadOnlySpan<byte> key, Span<byte> value, ulong flags = 0)
    {
        // SAFETY: the key is only read by this command; value is checked to hold what the kernel writes.
        fixed (byte* target = value)
            return Element(BpfCommand.MapLookupElem, mapFd, key, target, value.Length, flags);
    }

    /// <inheritdoc/>
    public SysResult MapUpdateElem(int mapFd, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ulong flags = 0)
    {
        // SAFETY: both are only read by this command, and are checked to be long enough.
        fixed (byte* source = value)
            return Element(BpfCommand.MapUpdateElem, mapFd, key, source, value.Length, flags);
    }

    /// <inheritdoc/>
    public SysResult MapLookupAndDeleteElem(int mapFd, ReadOnlySpan<byte> key, Span<byte> value, ulong flags = 0)
    {
        // SAFETY: as in MapLookupElem.
        fixed (byte* target = value)
            return Element(BpfCommand.MapLookupAndDeleteElem, mapFd, key, target, value.Length, flags);
    }

    /// <inheritdoc/>
    public SysResult MapDeleteElem(int mapFd, ReadOnlySpan<byte> key)
    {
        if (ShapeOf(mapFd) is { } shape && IsTooShort(key.Length, shape.KeySize)) return Errno.EFAULT;
        Span<byte> attr = stackalloc byte[SizeBytes];
        attr.Clear();

        // SAFETY: the key is pinned, only read, and long enough.
        fixed (byte* keyPointer = key)
        {
            MapElement.map_fd.Write(attr, mapFd);
            MapElement.key.Write(attr, (ulong)keyPointer);
            return BpfSystemCall.Run(BpfCommand.MapDeleteElem, attr);
        }
    }

    /// <inheritdoc/>
    public SysResult MapGetNextKey(int mapFd, ReadOnlySpan<byte> key, Span<byte> nextKey)
    {
        if (ShapeOf(mapFd) is { } shape && (IsTooShort(key.Length, shape.KeySize) || IsTooShort(nextKey.Length, shape.KeySize))) return Errno.EFAULT;
        Span<byte> attr = stackalloc byte[SizeBytes];
        attr.Clear();

        // SAFETY: both are pinned and hold a key each or are NULL; the first is only read.
        fixed (byte* keyPointer = key, nextPointer = nextKey)
        {
            MapElement.map_fd.Write(attr, mapFd);
            MapElement.key.Write(attr, (ulong)keyPointer);
            MapElement.next_key.Write(attr, (ulong)nextPointer);
            return BpfSystemCall.Run(BpfCommand.MapGetNextKey, attr);
        }
    }

    /// <inheritdoc/>
    public SysResult MapFreeze(int mapFd)
    {
        Span<byte> attr = stackalloc byte[SizeBytes];
        attr.Clear();
        MapElement.map_fd.Write(attr, mapFd);
        return BpfSystemCall.Run(BpfCommand.MapFreeze, attr);
    }

    /// <inheritdoc/>
    public SysResult MapGetInfo(int mapFd, out MapInfo? info)
    {
        info = null;
        byte[] raw = new byte[MapInfoLayout.SizeBytes];
        if (FdInfo.Read(mapFd) is { } other && other.Number("map_type") is null) return Errno.EINVAL;
        SysResult result = GetInfo(mapFd, raw);
        if (result.IsError) return result;
        FdInfo? fdInfo = FdInfo.Read(mapFd);
        info = new(
            (MapType)MapInfoLayout.type.ReadUInt32(raw),
            MapInfoLayout.id.ReadUInt32(raw),
            MapInfoLayout.key_size.ReadUInt32(raw),
            MapInfoLayout.value_size.ReadUInt32(raw),
            MapInfoLayout.max_entries.ReadUInt32(raw),
            (MapFlags)MapInfoLayout.map_flags.ReadUInt32(raw),
            ReadName(MapInfoLayout.name.Bytes(raw)),
            MapInfoLayout.btf_id.ReadUInt32(raw),
            MapInfoLayout.btf_key_type_id.ReadUInt32(raw),
            MapInfoLayout.btf_value_type_id.ReadUInt32(raw),
            MapInfoLayout.map_extra.Read(raw),
            fdInfo?.Number("memlock") ?? 0,
            fdInfo?.Number("frozen") is > 0);
        return result;
    }

    /// <summary>The commands of one element are the hot ones: only their part of the attributes is written and handed over.</summary>
    private SysResult Element(BpfCommand command, int mapFd, ReadOnlySpan<byte> key, byte* value, int valueLength, ulong flags)
    {
        if (ShapeOf(mapFd) is { } shape && (IsTooShort(key.Length, shape.KeySize) || IsTooShort(valueLength, shape.ValueSize))) return Errno.EFAULT;

        // SAFETY: the key is pinned, only read, and long enough or NULL; the caller pinned the value; the attributes are as long as said.
        fixed (byte* keyPointer = key)
        {
            ElementAttributes attributes = new() { MapFd = (uint)mapFd, Key = (ulong)keyPointer, Value = (ulong)value, Flags = flags };
            return BpfSystemCall.Run(command, (byte*)&attributes, MapElement.SizeBytes);
        }
    }

    /// <summary>Whether the kernel would read or write past a buffer. An empty one is NULL, which the kernel refuses itself, after what it checks before.</summary>
    private static bool IsTooShort(int length, ulong size) => length != 0 && (uint)length < size;

    private static bool IsTooShort(int length, UInt128 size) => length != 0 && (uint)length < size;

    private static SysResult GetInfo(int fd, Span<byte> info)
    {
        Span<byte> attr = stackalloc byte[SizeBytes];
        attr.Clear();

        // SAFETY: info is pinned and the kernel writes at most info_len bytes of it.
        fixed (byte* pointer = info)
        {
            ObjectInfo.bpf_fd.Write(attr, fd);
            ObjectInfo.info_len.Write(attr, (uint)info.Length);
            ObjectInfo.info.Write(attr, (ulong)pointer);
            return BpfSystemCall.Run(BpfCommand.ObjGetInfoByFd, attr);
        }
    }

    /// <summary>Writes a name as far as it fits: without room for its NUL the kernel answers EINVAL, as it must.</summary>
    private static void WriteName(Span<byte> field, string name)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        bytes.AsSpan(0, Math.Min(bytes.Length, field.Length)).CopyTo(field);
    }

    private static string ReadName(ReadOnlySpan<byte> field)
    {
        int end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }

    /// <summary>The part of union bpf_attr that belongs to the commands of one element; <see cref="MapElement"/> has the same places.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ElementAttributes
    {
        public ulong MapFd;
        public ulong Key;
        public ulong Value;
        public ulong Flags;
    }
}
