using Nbpf.Syscall;

namespace Nbpf;

/// <summary>
/// A map of a kernel, keys and values as bytes; <see cref="BpfMap{TKey, TValue}"/> and its siblings give it types.
/// Thread-safe; disposing closes its file descriptor.
/// </summary>
public sealed class BpfMap : IDisposable
{
    private readonly BpfHandle _handle;
    private readonly Lock _arenaLock = new();
    private MappedMemory? _arena;

    private BpfMap(IBpf kernel, int fd, string name, MapType type, uint keySize, uint valueSize, uint maxEntries, MapFlags flags)
    {
        Kernel = kernel;
        _handle = new BpfHandle(kernel, fd);
        Name = name;
        Type = type;
        KeySize = keySize;
        ValueSize = valueSize;
        MaxEntries = maxEntries;
        Flags = flags;
    }

    /// <summary>The kernel the map is in.</summary>
    public IBpf Kernel { get; }

    /// <summary>The file descriptor.</summary>
    public int Fd => _handle.Fd;

    /// <summary>The whole name; the kernel has its first 15 bytes.</summary>
    public string Name { get; }

    /// <summary>Map type.</summary>
    public MapType Type { get; }

    /// <summary>Key size in bytes.</summary>
    public uint KeySize { get; }

    /// <summary>Value size in bytes: of one CPU's value in a per-CPU map.</summary>
    public uint ValueSize { get; }

    /// <summary>Maximum number of elements.</summary>
    public uint MaxEntries { get; }

    /// <summary>Creation flags.</summary>
    public MapFlags Flags { get; }

    /// <summary>Where the map was pinned through this object or opened from, or null.</summary>
    public string? PinPath { get; private set; }

    /// <summary>True when every CPU has its own values.</summary>
    public bool IsPerCpu => Type is MapType.PerCpuArray or MapType.PerCpuHash or MapType.LruPerCpuHash or MapType.PerCpuCgroupStorage;

    /// <summary>True for a map of maps.</summary>
    public bool IsMapOfMaps => Type is MapType.ArrayOfMaps or MapType.HashOfMaps;

    /// <summary>Bytes that a value takes at the bpf(2) boundary: in a per-CPU map a slot of a multiple of 8 bytes for every possible CPU.</summary>
    public int ValueBufferSize => IsPerCpu ? (int)((ValueSize + 7) & ~7u) * Kernel.PossibleCpuCount : (int)ValueSize;

    /// <summary>What the kernel tells of the map.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public MapInfo Info
    {
        get
        {
            SysResult result = Kernel.MapGetInfo(Fd, out MapInfo? info);
            return !result.IsError && info is not null ? info : throw Failure(result, "get info of map");
        }
    }

    /// <summary>Opens an existing map.</summary>
    /// <param name="kernel">Where.</param>
    /// <param name="id">Its id.</param>
    /// <exception cref="BpfException">There is no such map, or the kernel refused.</exception>
    public static BpfMap OpenById(IBpf kernel, uint id)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        SysResult opened = kernel.ObjGetFdById(BpfObjectKind.Map, id);
        if (opened.IsError) throw new BpfException(opened.Errno, "open map with id", id.ToString());
        SysResult result = kernel.MapGetInfo(opened.Value, out MapInfo? info);
        if (!result.IsError && info is not null) return Adopt(kernel, opened.Value, info.Name, info);
        kernel.Close(opened.Value);
        throw new BpfException(result.Errno, "get info of map with id", id.ToString());
    }

    /// <summary>Opens a pinned map.</summary>
    /// <param name="kernel">Where.</param>
    /// <param name="path">Its name in a BPF file system.</param>
    /// <param name="access">What may be done by command through it.</param>
    /// <exception cref="BpfException">There is no such name, it is no map's, or the kernel refused.</exception>
    public static BpfMap OpenPinned(IBpf kernel, string path, BpfAccess access = BpfAccess.ReadWrite)
    {
        int fd = Pinning.Open(kernel, path, "map", out MapInfo info, static (IBpf k, int opened, out MapInfo? found) => k.MapGetInfo(opened, out found), (uint)access);
        return Adopt(kernel, fd, info.Name, info, path);
    }

    internal static BpfMap Adopt(IBpf kernel, int fd, string name, MapCreateAttributes attributes) => new(
        kernel, fd, name, attributes.Type, attributes.KeySize, attributes.ValueSize, attributes.MaxEntries, attributes.Flags);

    /// <summary>Takes an existing map over, under the whole name where it is known.</summary>
    internal static BpfMap Adopt(IBpf kernel, int fd, string name, MapInfo info, string? path = null) =>
        new(kernel, fd, name, info.Type, info.KeySize, info.ValueSize, info.MaxEntries, info.Flags) { PinPath = path };

    /// <summary>Looks an element up.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">Receives <see cref="ValueBufferSize"/> bytes; the id of the inner map in a map of maps.</param>
    /// <param name="flags">BPF_F_LOCK or 0.</param>
    /// <returns>False when there is no such element.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool TryLookup(ReadOnlySpan<byte> key, Span<byte> value, ulong flags = 0)
    {
        SysResult result = Kernel.MapLookupElem(Fd, key, value, flags);
        return Found(result, "look up in map");
    }

    /// <summary>Sets an element.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value, <see cref="ValueBufferSize"/> bytes; a file descriptor in a map of maps and in a program array.</param>
    /// <param name="flags">BPF_ANY, BPF_NOEXIST, BPF_EXIST, BPF_F_LOCK.</param>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public void Update(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ulong flags = 0)
    {
        SysResult result = Kernel.MapUpdateElem(Fd, key, value, flags);
        if (result.IsError) throw Failure(result, "update map");
    }

    /// <summary>Deletes an element.</summary>
    /// <param name="key">The key.</param>
    /// <returns>False when there is no such element.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool Remove(ReadOnlySpan<byte> key) => Found(Kernel.MapDeleteElem(Fd, key), "delete from map");

    /// <summary>Looks an element up and deletes it.</summary>
    /// <param name="key">The key; empty in a queue or stack.</param>
    /// <param name="value">Receives the value.</param>
    /// <returns>False when there is no such element.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool TryTake(ReadOnlySpan<byte> key, Span<byte> value) => Found(Kernel.MapLookupAndDeleteElem(Fd, key, value), "take from map");

    /// <summary>The key after a key.</summary>
    /// <param name="key">The key to go on from; empty for the first.</param>
    /// <param name="nextKey">Receives the next key.</param>
    /// <returns>False after the last one.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool TryGetNextKey(ReadOnlySpan<byte> key, Span<byte> nextKey) => Found(Kernel.MapGetNextKey(Fd, key, nextKey), "iterate over map");

    /// <summary>Ends changes by command.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public void Freeze()
    {
        SysResult result = Kernel.MapFreeze(Fd);
        if (result.IsError) throw Failure(result, "freeze map");
    }

    /// <summary>Gives the map a name in a BPF file system, which keeps it after this object and this process have gone.</summary>
    /// <param name="path">The new name; its directory is made when it is missing.</param>
    /// <exception cref="BpfException">EEXIST when the name is taken; or the kernel refused.</exception>
    public void Pin(string path)
    {
        Pinning.Pin(Kernel, path, Fd, "map");
        PinPath = path;
    }

    /// <summary>Removes the name that the map was pinned under or opened from.</summary>
    /// <exception cref="InvalidOperationException">It has none.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public void Unpin()
    {
        Pinning.Unpin(Kernel, PinPath, "map", Name);
        PinPath = null;
    }

    /// <summary>Attaches a struct_ops map: its operations are the kernel's until the link is disposed.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public BpfLink AttachStructOps()
    {
        SysResult result = Kernel.LinkCreate(new() { ProgramFd = Fd, AttachType = AttachType.StructOps });
        return result.IsError ? throw Failure(result, "attach map") : new BpfLink(Kernel, result.Value, Name);
    }

    /// <summary>Maps a range of the map into this process; the memory stays mapped when the map is disposed.</summary>
    /// <param name="offset">Where in the map, in bytes; a multiple of the page size.</param>
    /// <param name="length">How many bytes.</param>
    /// <param name="isWritable">Whether it is mapped for writing as well.</param>
    /// <exception cref="BpfException">The kernel refused: ENODEV when the map type cannot be mapped, EPERM when the map may not be written.</exception>
    public MappedMemory Mmap(ulong offset, int length, bool isWritable)
    {
        SysResult result = Kernel.MapMmap(Fd, offset, length, isWritable, out MappedMemory? memory);
        return !result.IsError && memory is not null ? memory : throw Failure(result, "map into memory");
    }

    /// <summary>
    /// The memory of an arena, all of its pages. It is mapped with the first use, at the address in <see cref="MapInfo.Extra"/> when there
    /// is one, and unmapped with the map. Pages that are touched and were not allocated yet are allocated then.
    /// </summary>
    /// <exception cref="InvalidOperationException">The map is no arena.</exception>
    /// <exception cref="BpfException">The kernel refused: EBUSY when another process has the arena at another address.</exception>
    public MappedMemory Arena
    {
        get
        {
            if (Type != MapType.Arena) throw new InvalidOperationException($"map '{Name}' is no arena ({Type})");
            long length = (long)MaxEntries * Environment.SystemPageSize;
            if (length > int.MaxValue) throw new InvalidOperationException($"arena '{Name}' has {length} bytes; at most {int.MaxValue} can be mapped");
            lock (_arenaLock) return _arena ??= Mmap(0, (int)length, isWritable: true);
        }
    }

    /// <summary>The memory of an arena as elements; see <see cref="Arena"/>.</summary>
    /// <typeparam name="T">An element, laid out as in C.</typeparam>
    /// <exception cref="InvalidOperationException">The map is no arena.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public Span<T> ArenaSpan<T>()
        where T : unmanaged => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, T>(Arena.GetSpan());

    /// <summary>Closes the file descriptor, and unmaps an <see cref="Arena"/>; the kernel keeps the map while something else refers to it.</summary>
    public void Dispose()
    {
        _handle.Dispose();
        lock (_arenaLock) ((IDisposable?)_arena)?.Dispose();
    }

    internal SysResult TryPin(string path)
    {
        SysResult result = Pinning.TryPin(Kernel, path, Fd);
        if (!result.IsError) PinPath = path;
        return result;
    }

    internal BpfException Failure(SysResult result, string operation) => new(result.Errno, operation, Name);

    internal void RequireKeySize<TKey>()
        where TKey : unmanaged
    {
        int size = System.Runtime.CompilerServices.Unsafe.SizeOf<TKey>();
        if (size != KeySize) throw new ArgumentException($"map '{Name}' has keys of {KeySize} bytes, {typeof(TKey).Name} has {size}");
    }

    internal void RequireValueSize<TValue>()
        where TValue : unmanaged
    {
        int size = System.Runtime.CompilerServices.Unsafe.SizeOf<TValue>();
        if (size != ValueSize) throw new ArgumentException($"map '{Name}' has values of {ValueSize} bytes, {typeof(TValue).Name} has {size}");
    }

    private bool Found(SysResult result, string operation)
    {
        if (result.Errno == Errno.ENOENT) return false;
        return result.IsError ? throw Failure(result, operation) : true;
    }
}
