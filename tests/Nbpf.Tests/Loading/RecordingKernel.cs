using System.Runtime.InteropServices;
using Nbpf.Syscall;

namespace Nbpf.Tests.LoadingOfObjects;

/// <summary>
/// A kernel that takes every command, writes down what was asked, and can be told to fail at the n-th command: for what a
/// loader does with errors. It stores elements of maps by key, nothing more.
/// </summary>
internal sealed class RecordingKernel : IBpf, IKernelFacts
{
    private readonly Dictionary<int, SortedDictionary<string, byte[]>> _elements = [];
    private readonly Dictionary<int, BtfInfo> _openTypes = [];
    private int _nextFd = 3;
    private int _commands;
    private string? _failing;

    public int PossibleCpuCount => 2;

    /// <summary>Every command, in order.</summary>
    public List<string> Commands { get; } = [];

    public HashSet<int> OpenFds { get; } = [];

    public List<MapCreateAttributes> Maps { get; } = [];

    public List<ProgLoadAttributes> Programs { get; } = [];

    /// <summary>The command, counted from 1, that fails; 0 for none.</summary>
    public int FailAt { get; set; }

    public Errno FailWith { get; set; } = Errno.EPERM;

    /// <summary>Whether a command fails, instead of <see cref="FailAt"/>.</summary>
    public Func<string, bool>? FailWhen { get; set; }

    /// <summary>What mapping a map gives: file descriptor, offset, length, whether for writing; null for ENODEV.</summary>
    public Func<int, ulong, int, bool, MappedMemory?>? Mmap { get; set; }

    /// <summary>What the verifier says when a program load fails.</summary>
    public string Log { get; set; } = "";

    /// <summary>BTF objects of the kernel and its modules.</summary>
    public List<BtfInfo> KernelTypes { get; } = [];

    /// <summary>What it tells of every program, or null for nothing.</summary>
    public ProgInfo? LoadedProgram { get; set; }

    /// <summary>What is pinned wherever one looks, or null for nothing.</summary>
    public MapInfo? Pinned { get; set; }

    /// <summary>Another kernel that answers what is asked besides bpf(2), or null.</summary>
    public IKernelFacts? Facts { get; set; }

    public uint Version => Facts?.Version ?? 0;

    public bool HasNoTypes => Facts?.HasNoTypes ?? false;

    public Btf? ReadTypes() => Facts?.ReadTypes();

    public string? ReadConfiguration() => Facts?.ReadConfiguration();

    public IReadOnlyList<KernelSymbol> FindSymbols(IReadOnlySet<string> names) => Facts?.FindSymbols(names) ?? [];

    private SysResult Answer(string command, bool opens = false)
    {
        _commands++;
        Commands.Add(command);
        // What failed fails again: a loader may ask a second time, for a log or without BTF.
        string what = string.Join(' ', command.Split(' ').Take(2));
        if (_commands == FailAt) _failing = what;
        if (what == _failing || FailWhen?.Invoke(command) == true) return FailWith;
        if (!opens) return SysResult.Ok;
        OpenFds.Add(_nextFd);
        return new SysResult(_nextFd++);
    }

    public SysResult MapCreate(MapCreateAttributes attributes)
    {
        SysResult result = Answer($"create {attributes.Name}", opens: true);
        Maps.Add(attributes);
        if (!result.IsError) _elements[result.Value] = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        return result;
    }

    public SysResult MapLookupElem(int mapFd, ReadOnlySpan<byte> key, Span<byte> value, ulong flags = 0)
    {
        SysResult result = Answer("lookup");
        if (result.IsError) return result;
        if (!_elements[mapFd].TryGetValue(Convert.ToHexString(key), out byte[]? stored)) return Errno.ENOENT;
        stored.CopyTo(value);
        return result;
    }

    public SysResult MapUpdateElem(int mapFd, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ulong flags = 0)
    {
        SysResult result = Answer($"update {mapFd} {Convert.ToHexString(key)} {Convert.ToHexString(value)}");
        if (!result.IsError) _elements[mapFd][Convert.ToHexString(key)] = value.ToArray();
        return result;
    }

    public SysResult MapDeleteElem(int mapFd, ReadOnlySpan<byte> key) =>
        Answer("delete") is { IsError: true } error ? error : _elements[mapFd].Remove(Convert.ToHexString(key)) ? SysResult.Ok : Errno.ENOENT;

    public SysResult MapLookupAndDeleteElem(int mapFd, ReadOnlySpan<byte> key, Span<byte> value, ulong flags = 0) =>
        MapLookupElem(mapFd, key, value) is { IsError: true } error ? error : MapDeleteElem(mapFd, key);

    public SysResult MapGetNextKey(int mapFd, ReadOnlySpan<byte> key, Span<byte> nextKey)
    {
        string after = Convert.ToHexString(key);
        string? next = _elements[mapFd].Keys.FirstOrDefault(candidate => string.CompareOrdinal(candidate, after) > 0);
        if (next is null) return Errno.ENOENT;
        Convert.FromHexString(next).CopyTo(nextKey);
        return SysResult.Ok;
    }

    public SysResult MapLookupBatch(int mapFd, ReadOnlySpan<byte> inBatch, Span<byte> outBatch, Span<byte> keys, Span<byte> values, ref uint count, ulong elementFlags = 0, ulong flags = 0)
    {
        // As Linux's hash: a position is an index of buckets, here of pairs of elements; ENOSPC when a pair does not fit.
        KeyValuePair<string, byte[]>[] all = [.. _elements[mapFd]];
        int start = inBatch.IsEmpty ? 0 : MemoryMarshal.Read<int>(inBatch);
        int room = (int)count;
        count = 0;
        while (start < all.Length)
        {
            int bucket = Math.Min(2, all.Length - start);
            if (count + bucket > room)
            {
                MemoryMarshal.Write(outBatch, start);
                return count == 0 ? Errno.ENOSPC : SysResult.Ok;
            }
            for (int i = 0; i < bucket; i++, start++, count++)
            {
                byte[] key = Convert.FromHexString(all[start].Key);
                key.CopyTo(keys[((int)count * key.Length)..]);
                all[start].Value.CopyTo(values[((int)count * all[start].Value.Length)..]);
            }
        }
        return Errno.ENOENT;
    }

    public SysResult MapLookupAndDeleteBatch(int mapFd, ReadOnlySpan<byte> inBatch, Span<byte> outBatch, Span<byte> keys, Span<byte> values, ref uint count, ulong elementFlags = 0, ulong flags = 0) =>
        Errno.EOPNOTSUPP;

    public SysResult MapUpdateBatch(int mapFd, ReadOnlySpan<byte> keys, ReadOnlySpan<byte> values, ref uint count, ulong elementFlags = 0, ulong flags = 0)
    {
        int keySize = keys.Length / (int)count, valueSize = values.Length / (int)count;
        for (uint i = 0; i < count; i++)
        {
            SysResult result = MapUpdateElem(mapFd, keys.Slice((int)i * keySize, keySize), values.Slice((int)i * valueSize, valueSize));
            if (!result.IsError) continue;
            count = i;
            return result;
        }
        return SysResult.Ok;
    }

    public SysResult MapDeleteBatch(int mapFd, ReadOnlySpan<byte> keys, ref uint count, ulong elementFlags = 0, ulong flags = 0) => Errno.EOPNOTSUPP;

    public SysResult MapMmap(int mapFd, ulong offset, int length, bool isWritable, out MappedMemory? memory)
    {
        memory = Mmap?.Invoke(mapFd, offset, length, isWritable);
        return memory is null ? Errno.ENODEV : Answer("mmap");
    }

    public SysResult MapFreeze(int mapFd) => Answer($"freeze {mapFd}");

    public SysResult ProgLoad(ProgLoadAttributes attributes, Span<byte> log, out uint logTrueSize)
    {
        SysResult result = Answer($"load {attributes.Name} level {attributes.LogLevel}", opens: true);
        Programs.Add(attributes);
        byte[] text = [.. System.Text.Encoding.ASCII.GetBytes(Log), 0];
        logTrueSize = attributes.LogLevel == 0 ? 0 : (uint)text.Length;
        if (!result.IsError || attributes.LogLevel == 0) return result;
        if (text.Length > log.Length) return Errno.ENOSPC;
        text.CopyTo(log);
        return result;
    }

    public SysResult ProgTestRun(int programFd, ProgTestRunArguments arguments)
    {
        arguments.DataIn.CopyTo(arguments.DataOut);
        arguments.DataSizeOut = (uint)arguments.DataIn.Length;
        arguments.ReturnValue = 2;
        return Answer("run");
    }

    public SysResult ObjGet(string path, uint fileFlags = 0, int pathFd = 0) => Pinned is null ? Errno.ENOENT : Answer($"open {path}", opens: true);

    public SysResult ObjPin(string path, int fd, uint fileFlags = 0, int pathFd = 0) => Answer($"pin {path}");

    public SysResult MapGetInfo(int mapFd, out MapInfo? info)
    {
        info = OpenFds.Contains(mapFd) ? Pinned : null;
        return info is null ? Errno.EBADF : SysResult.Ok;
    }

    public SysResult ProgGetInfo(int programFd, out ProgInfo? info)
    {
        info = OpenFds.Contains(programFd) ? LoadedProgram : null;
        return info is null ? Errno.EBADF : SysResult.Ok;
    }

    public SysResult BtfGetInfo(int btfFd, out BtfInfo? info)
    {
        info = null;
        if (FailWhen?.Invoke("get types") == true) return FailWith;
        return _openTypes.TryGetValue(btfFd, out info) ? SysResult.Ok : Errno.EBADF;
    }

    public SysResult ObjGetNextId(BpfObjectKind kind, uint startId, out uint nextId)
    {
        nextId = kind == BpfObjectKind.Btf ? KernelTypes.Select(static types => types.Id).Where(id => id > startId).Order().FirstOrDefault() : 0;
        return nextId == 0 ? Errno.ENOENT : SysResult.Ok;
    }

    public SysResult ObjGetFdById(BpfObjectKind kind, uint id, uint openFlags = 0, int tokenFd = 0)
    {
        SysResult opened = Answer($"open types {id}", opens: true);
        if (!opened.IsError) _openTypes[opened.Value] = KernelTypes.Single(types => types.Id == id);
        return opened;
    }

    public SysResult BtfLoad(ReadOnlySpan<byte> btf, uint logLevel, Span<byte> log, out uint logTrueSize, uint flags = 0, int tokenFd = 0)
    {
        logTrueSize = 0;
        return Answer("btf", opens: true);
    }

    public SysResult Close(int fd)
    {
        Commands.Add($"close {fd}");
        return OpenFds.Remove(fd) ? SysResult.Ok : Errno.EBADF;
    }

    public void Dispose() => OpenFds.Clear();
}
