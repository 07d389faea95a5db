using System.Runtime.InteropServices;
using Nbpf.Syscall;
using Xunit;

namespace Nbpf.Runtime.Tests.Maps;

/// <summary>A kernel under test with terse commands; disposing checks that nothing is left in native memory.</summary>
internal sealed class Kernel : IDisposable
{
    public Kernel(int cpus = 2, ulong memoryLimit = 1UL << 30)
    {
        Bpf = new BpfRuntime(new BpfRuntimeOptions { CpuCount = cpus, MemoryLimitBytes = memoryLimit });
        EmptyBytes = Bpf.Services.Heap.UsedBytes;
    }

    public BpfRuntime Bpf { get; }

    /// <summary>What the kernel itself takes before any map is made.</summary>
    public ulong EmptyBytes { get; }

    public static byte[] Bytes<T>(T value)
        where T : unmanaged => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)).ToArray();

    public SysResult Create(MapType type, uint key = 4, uint value = 8, uint max = 4, MapFlags flags = MapFlags.None, int inner = 0, string name = "")
        => Bpf.MapCreate(new MapCreateAttributes { Type = type, KeySize = key, ValueSize = value, MaxEntries = max, Flags = flags, InnerMapFd = inner, Name = name });

    public int Map(MapType type, uint key = 4, uint value = 8, uint max = 4, MapFlags flags = MapFlags.None, int inner = 0)
    {
        SysResult result = Create(type, key, value, max, flags, inner);
        Assert.False(result.IsError, result.ToString());
        return result.Value;
    }

    public SysResult Update<TKey, TValue>(int fd, TKey key, TValue value, ulong flags = 0)
        where TKey : unmanaged
        where TValue : unmanaged
        => Bpf.MapUpdateElem(fd, Bytes(key), Bytes(value), flags);

    public SysResult Lookup<TKey, TValue>(int fd, TKey key, out TValue value)
        where TKey : unmanaged
        where TValue : unmanaged
    {
        value = default;
        return Bpf.MapLookupElem(fd, Bytes(key), MemoryMarshal.AsBytes(new Span<TValue>(ref value)));
    }

    public SysResult Delete<TKey>(int fd, TKey key)
        where TKey : unmanaged => Bpf.MapDeleteElem(fd, Bytes(key));

    public uint Id(int fd)
    {
        Assert.Equal(SysResult.Ok, Bpf.MapGetInfo(fd, out MapInfo? info));
        return info!.Id;
    }

    public void Dispose()
    {
        Bpf.Services.Objects.CloseAll();
        Bpf.Services.GracePeriods.Synchronize();
        ulong left = Bpf.Services.Heap.UsedBytes;
        Bpf.Dispose();
        Assert.Equal(EmptyBytes, left);
        Assert.Equal(0UL, Bpf.Services.Heap.UsedBytes);
    }
}
