using System.Globalization;
using System.Text;
using Nbpf.Syscall;

namespace Nbpf.Runtime.Tests.Maps;

/// <summary>A sequence of map commands on some kernel, and its answers as text: the same text from two kernels means the same behaviour.</summary>
internal sealed class CommandScript(IBpf bpf)
{
    private readonly StringBuilder text = new();

    public int Cpus => bpf.PossibleCpuCount;

    public int Create(string label, MapCreateAttributes attributes)
    {
        SysResult result = bpf.MapCreate(attributes);
        Add(label, result.IsError ? result : SysResult.Ok);
        return result.Value;
    }

    public int Map(MapType type, uint key = 4, uint value = 8, uint max = 4, MapFlags flags = MapFlags.None, int inner = 0)
    {
        SysResult result = bpf.MapCreate(new MapCreateAttributes { Type = type, KeySize = key, ValueSize = value, MaxEntries = max, Flags = flags, InnerMapFd = inner });
        if (result.IsError)
            throw new InvalidOperationException($"creating {type}: {result}");
        return result.Value;
    }

    public void Update(string label, int fd, byte[] key, byte[] value, ulong flags = 0) => Add(label, bpf.MapUpdateElem(fd, key, value, flags));

    public void Lookup(string label, int fd, byte[] key, int size, ulong flags = 0, int shown = 16)
    {
        byte[] value = new byte[size];
        SysResult result = bpf.MapLookupElem(fd, key, value, flags);
        Add(label, result, value[..Math.Min(shown, size)]);
    }

    public void Delete(string label, int fd, byte[] key) => Add(label, bpf.MapDeleteElem(fd, key));

    public void Take(string label, int fd, byte[] key, int size, ulong flags = 0, int shown = 16)
    {
        byte[] value = new byte[size];
        SysResult result = bpf.MapLookupAndDeleteElem(fd, key, value, flags);
        Add(label, result, value[..Math.Min(shown, size)]);
    }

    public void Next(string label, int fd, byte[] key, int size)
    {
        byte[] next = new byte[size];
        SysResult result = bpf.MapGetNextKey(fd, key, next);
        Add(label, result, next);
    }

    public void UpdateBatch(string label, int fd, byte[] keys, byte[] values, uint count, ulong elementFlags = 0, ulong flags = 0)
    {
        SysResult result = bpf.MapUpdateBatch(fd, keys, values, ref count, elementFlags, flags);
        Add($"{label} count={count}", result);
    }

    public void DeleteBatch(string label, int fd, byte[] keys, uint count, ulong elementFlags = 0, ulong flags = 0)
    {
        SysResult result = bpf.MapDeleteBatch(fd, keys, ref count, elementFlags, flags);
        Add($"{label} count={count}", result);
    }

    public void LookupBatch(string label, int fd, byte[] from, int keySize, int valueSize, uint count, bool delete = false, ulong elementFlags = 0, ulong flags = 0)
    {
        uint room = count;
        byte[] keys = new byte[keySize * (int)room], values = new byte[valueSize * (int)room], to = new byte[Math.Max(keySize, 4)];
        SysResult result = delete
            ? bpf.MapLookupAndDeleteBatch(fd, from, to, keys, values, ref count, elementFlags, flags)
            : bpf.MapLookupBatch(fd, from, to, keys, values, ref count, elementFlags, flags);

        // The order of a hash's buckets is each kernel's own.
        IEnumerable<string> elements = Enumerable.Range(0, (int)Math.Min(count, room))
            .Select(i => Convert.ToHexString(keys, i * keySize, keySize) + ":" + Convert.ToHexString(values, i * valueSize, valueSize))
            .Order(StringComparer.Ordinal);
        bool answered = !result.IsError || result.Errno == Errno.ENOENT;
        Add(answered ? $"{label} count={count} [{string.Join(' ', elements)}]" : $"{label} count={count}", result);
    }

    public void Freeze(string label, int fd) => Add(label, bpf.MapFreeze(fd));

    public void Close(string label, int fd) => Add(label, bpf.Close(fd));

    public uint IdOf(int fd)
    {
        bpf.MapGetInfo(fd, out MapInfo? info);
        return info?.Id ?? 0;
    }

    public void Info(string label, int fd)
    {
        SysResult result = bpf.MapGetInfo(fd, out MapInfo? info);
        Add(info is null ? label : $"{label} {info.Type} {info.KeySize} {info.ValueSize} {info.MaxEntries} {(uint)info.Flags:x} '{info.Name}' {info.Extra} {info.IsFrozen}", result);
    }

    public void Memory(string label, int fd)
    {
        SysResult result = bpf.MapGetInfo(fd, out MapInfo? info);
        Add($"{label} {info?.MemoryBytes}", result);
    }

    public int FdById(string label, uint id, uint flags = 0)
    {
        SysResult result = bpf.ObjGetFdById(BpfObjectKind.Map, id, flags);
        Add(label, result.IsError ? result : SysResult.Ok);
        return result.Value;
    }

    public void NextId(string label, uint from) => Add(label, bpf.ObjGetNextId(BpfObjectKind.Map, from, out _));

    public void Note(string label) => text.Append(label).Append('\n');

    public override string ToString() => text.ToString();

    private void Add(string label, SysResult result, byte[]? data = null)
    {
        string answer = result.IsError ? $"{result.Value} {result.Errno}" : data is null ? "OK" : $"OK {Convert.ToHexString(data)}";
        text.Append(CultureInfo.InvariantCulture, $"{label}: {answer}\n");
    }
}
