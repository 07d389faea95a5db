using Nbpf.Bench.Measuring;
using Nbpf.Isa;
using Nbpf.Runtime;
using Nbpf.Syscall;

namespace Nbpf.Bench.Rows;

/// <summary>The same work on maps and objects at two sizes: the time for one may not grow with how many there are.</summary>
internal static class MapScaleRows
{
    internal static IEnumerable<ResultRow> Measure(int rounds)
    {
        yield return ScaleRow.Measure("per-CPU values of 20,000 bytes: create and close a hash of them", 5_000, rounds, PerCpuValues);
        yield return ScaleRow.Measure("maps: create, walk by id, close", 2_000, rounds, Maps);
        yield return ScaleRow.Measure("maps bound to a program", 2_000, rounds, Bindings);
        yield return ScaleRow.Measure("inner maps: create, publish in one batch, close", 2_000, rounds, InnerMaps);
    }

    private static void PerCpuValues(int count)
    {
        using BpfRuntime kernel = new(new BpfRuntimeOptions { CpuCount = 2, MemoryLimitBytes = 1UL << 40 });
        kernel.Close(Value(kernel.MapCreate(new MapCreateAttributes { Type = MapType.PerCpuHash, KeySize = 4, ValueSize = 20_000, MaxEntries = (uint)count })));
    }

    private static void Maps(int count)
    {
        using BpfRuntime kernel = new();
        int[] maps = [.. Enumerable.Range(0, count).Select(_ => Array(kernel))];
        uint id = 0;
        while (!kernel.ObjGetNextId(BpfObjectKind.Map, id, out uint next).IsError) id = next;
        foreach (int fd in maps) kernel.Close(fd);
    }

    private static void Bindings(int count)
    {
        using BpfRuntime kernel = new();
        Instruction[] program = [Instructions.MovImm(0, 0), Instructions.Exit()];
        int fd = Value(kernel.ProgLoad(new ProgLoadAttributes { Type = ProgramType.SocketFilter, License = "GPL", Instructions = program }, [], out _));
        for (int i = 0; i < count; i++)
        {
            int map = Array(kernel);
            Value(kernel.ProgBindMap(fd, map));
            kernel.Close(map);
        }
    }

    private static void InnerMaps(int count)
    {
        using BpfRuntime kernel = new();
        int template = Array(kernel);
        int outer = Value(kernel.MapCreate(new MapCreateAttributes { Type = MapType.HashOfMaps, KeySize = 4, ValueSize = 4, MaxEntries = (uint)count, Flags = MapFlags.NoPreallocate, InnerMapFd = template }));
        byte[] keys = new byte[4 * count], values = new byte[4 * count];
        for (int i = 0; i < count; i++)
        {
            BitConverter.TryWriteBytes(keys.AsSpan(4 * i), i);
            BitConverter.TryWriteBytes(values.AsSpan(4 * i), Array(kernel));
        }
        uint published = (uint)count;
        Value(kernel.MapUpdateBatch(outer, keys, values, ref published));
        for (int i = 0; i < count; i++) kernel.Close(BitConverter.ToInt32(values, 4 * i));
    }

    private static int Array(BpfRuntime kernel) => Value(kernel.MapCreate(new MapCreateAttributes { Type = MapType.Array, KeySize = 4, ValueSize = 8, MaxEntries = 1 }));

    private static int Value(SysResult result) => result.IsError ? throw new InvalidOperationException(result.ToString()) : result.Value;
}
