using System.Buffers.Binary;
using Nbpf.Syscall;
using Xunit;

namespace Nbpf.Differential.Programs;

/// <summary>The maps of generated programs on one kernel. All are small.</summary>
internal sealed class ProgramMaps
{
    public const int Array = 0;
    public const int Hash = 1;
    public const int PerCpuArray = 2;
    public const int ArrayOfArrays = 3;
    public const int ArrayOfResizableArrays = 4;
    public const int HashOfHashes = 5;
    public const int ProgramArray = 6;
    public const int Constants = 7;
    public const int Globals = 8;
    public const int Lru = 9;
    public const int ReadOnlyArray = 10;
    public const int Ring = 11;
    public const int Count = 12;

    /// <summary>Not among the others: an array of 2^31 elements that programs only read, on kernels that give it an address range without memory.</summary>
    public const int Huge = 12;

    private const int RingBytes = 4096;

    // BPF_RINGBUF_BUSY_BIT
    private const uint OpenRecord = 1u << 31;

    private static readonly int Page = Environment.SystemPageSize;

    private readonly IBpf kernel;
    private readonly MappedMemory? consumer;
    private readonly MappedMemory? producer;
    private readonly int innerHash;
    private readonly int[] fds = new int[Count + 1];
    private readonly List<(int Fd, uint Entries, uint ValueBytes)> arrays = [];

    private int nextArray;

    public ProgramMaps(IBpf kernel)
    {
        this.kernel = kernel;
        fds[Array] = CreateArray(16, 4);
        fds[Hash] = Create(MapType.Hash, 24, 8);
        fds[PerCpuArray] = Create(MapType.PerCpuArray, 8, 2);
        int plainInner = CreateArray(16, 4);
        fds[ArrayOfArrays] = Create(MapType.ArrayOfMaps, 4, 4, inner: plainInner);
        Put(fds[ArrayOfArrays], 1, Word(plainInner));
        Put(fds[ArrayOfArrays], 2, Word(CreateArray(16, 4)));
        int resizable = CreateArray(16, 4, MapFlags.InnerMap);
        fds[ArrayOfResizableArrays] = Create(MapType.ArrayOfMaps, 4, 4, inner: resizable);
        Put(fds[ArrayOfResizableArrays], 0, Word(CreateArray(16, 2, MapFlags.InnerMap)));
        Put(fds[ArrayOfResizableArrays], 1, Word(CreateArray(16, 8, MapFlags.InnerMap)));
        innerHash = Create(MapType.Hash, 16, 4);
        fds[HashOfHashes] = Create(MapType.HashOfMaps, 4, 4, inner: innerHash);
        Put(fds[HashOfHashes], 1, Word(innerHash));
        fds[ProgramArray] = Create(MapType.ProgramArray, 4, 4);
        fds[Constants] = Create(MapType.Array, 16, 1, MapFlags.ReadOnlyProgram);
        Put(fds[Constants], 0, [7, 0, 0, 0, 3, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255]);
        Assert.Equal(SysResult.Ok, kernel.MapFreeze(fds[Constants]));
        fds[Globals] = CreateArray(64, 1);
        fds[Lru] = Create(MapType.LruHash, 8, 8);
        fds[Ring] = kernel.MapCreate(new MapCreateAttributes { Type = MapType.RingBuf, MaxEntries = RingBytes }).Value;
        Assert.Equal(SysResult.Ok, kernel.MapMmap(fds[Ring], 0, Page, isWritable: true, out consumer));
        Assert.Equal(SysResult.Ok, kernel.MapMmap(fds[Ring], (ulong)Page, Page + (2 * RingBytes), isWritable: false, out producer));
        fds[ReadOnlyArray] = Create(MapType.Array, 32, 2, MapFlags.ReadOnlyProgram);
    }

    /// <summary>Writes the contents of an element.</summary>
    public delegate void FillMemory(Span<byte> memory);

    public int this[int number] => fds[number];

    /// <summary>Adds <see cref="Huge"/>; where there is no room for it, loads of it are refused.</summary>
    public void AddHuge()
    {
        SysResult result = kernel.MapCreate(new MapCreateAttributes { Type = MapType.Array, KeySize = 4, ValueSize = 8, MaxEntries = 1u << 31, Flags = MapFlags.ReadOnlyProgram });
        fds[Huge] = result.IsError ? -1 : result.Value;
    }

    /// <summary>Gives all arrays the contents that a seed stands for.</summary>
    public void Fill(int seed)
    {
        Random random = new(seed);
        foreach ((int fd, uint entries, uint bytes) in arrays)
        {
            byte[] value = new byte[bytes];
            for (uint key = 0; key < entries; key++)
            {
                // Small words and words of any size, so that both sides of bounds checks run.
                for (int at = 0; at < value.Length; at += 4)
                    BinaryPrimitives.WriteInt32LittleEndian(value.AsSpan(at), random.Next(3) == 0 ? random.Next() - random.Next() : random.Next(24));
                Put(fd, key, value);
            }
        }

        // What the run before left in the ring is consumed.
        BinaryPrimitives.WriteUInt64LittleEndian(consumer!.GetSpan(), BinaryPrimitives.ReadUInt64LittleEndian(producer!.GetSpan()));
        ResetOthers();
    }

    private void ResetOthers()
    {
        byte[] zeros = new byte[8 * kernel.PossibleCpuCount];
        Put(fds[PerCpuArray], 0, zeros);
        Put(fds[PerCpuArray], 1, zeros);
        Clear(fds[Hash]);
        Clear(fds[Lru]);
        Clear(innerHash);
        Put(innerHash, 1, new byte[16]);
        Put(fds[Hash], 1, new byte[24]);
        Put(fds[Hash], 3, new byte[24]);
        Put(fds[Lru], 2, new byte[8]);
    }

    /// <summary>Gives some arrays new contents, all hashes the same as ever, and consumes what is in the ring.</summary>
    /// <param name="fill">Writes contents.</param>
    /// <param name="elements">How many elements of arrays at most, from a place that moves on.</param>
    public void Scatter(FillMemory fill, int elements)
    {
        Span<byte> key = stackalloc byte[4];
        Span<byte> value = stackalloc byte[64];
        int left = elements;
        if (elements == int.MaxValue)
            nextArray = 0;
        for (int tried = 0; tried < arrays.Count && left > 0; tried++)
        {
            (int fd, uint entries, uint bytes) = arrays[nextArray++ % arrays.Count];
            for (uint index = 0; index < entries && left > 0; index++, left--)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(key, index);
                fill(value[..(int)bytes]);
                Assert.False(kernel.MapUpdateElem(fd, key, value[..(int)bytes]).IsError);
            }
        }

        BinaryPrimitives.WriteUInt64LittleEndian(consumer!.GetSpan(), BinaryPrimitives.ReadUInt64LittleEndian(producer!.GetSpan()));
        if (elements == int.MaxValue)
            ResetOthers();
    }

    /// <summary>Whether the ring holds a record that was neither submitted nor discarded.</summary>
    public bool HasOpenRecord() => RecordHeaders().Exists(static header => (header & OpenRecord) != 0);

    /// <summary>All bytes of all arrays.</summary>
    public byte[] Contents()
    {
        using MemoryStream all = new();
        foreach ((int fd, uint entries, uint bytes) in arrays)
        {
            byte[] value = new byte[bytes];
            for (uint key = 0; key < entries; key++)
            {
                Assert.False(kernel.MapLookupElem(fd, Word((int)key), value).IsError);
                all.Write(value);
            }
        }

        foreach (uint header in RecordHeaders())
            all.Write(BitConverter.GetBytes(header));
        return all.ToArray();
    }

    // Length and state of the records that the last run left; bytes that it reserved and did not write are nobody's.
    private List<uint> RecordHeaders()
    {
        List<uint> headers = [];
        ulong end = BinaryPrimitives.ReadUInt64LittleEndian(producer!.GetSpan());
        for (ulong position = BinaryPrimitives.ReadUInt64LittleEndian(consumer!.GetSpan()); position < end;)
        {
            uint header = BinaryPrimitives.ReadUInt32LittleEndian(producer.GetSpan()[(Page + (int)(position & (RingBytes - 1)))..]);
            headers.Add(header);
            position += ((header & 0x3fffffff) + 15UL) & ~7UL;
        }

        return headers;
    }

    private void Clear(int fd)
    {
        byte[] key = new byte[4];
        while (!kernel.MapGetNextKey(fd, [], key).IsError)
            kernel.MapDeleteElem(fd, key);
    }

    private static byte[] Word(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }

    private int CreateArray(uint valueBytes, uint entries, MapFlags flags = MapFlags.None)
    {
        int fd = Create(MapType.Array, valueBytes, entries, flags);
        arrays.Add((fd, entries, valueBytes));
        return fd;
    }

    private int Create(MapType type, uint valueBytes, uint entries, MapFlags flags = MapFlags.None, int inner = 0)
    {
        SysResult result = kernel.MapCreate(new MapCreateAttributes
        {
            Type = type,
            KeySize = 4,
            ValueSize = valueBytes,
            MaxEntries = entries,
            Flags = flags,
            InnerMapFd = inner,
        });
        Assert.False(result.IsError, $"{type}: {result}");
        return result.Value;
    }

    private void Put(int fd, uint key, byte[] value) => Assert.Equal(SysResult.Ok, kernel.MapUpdateElem(fd, Word((int)key), value));
}
