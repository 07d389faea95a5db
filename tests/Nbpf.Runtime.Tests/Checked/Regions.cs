using Nbpf.Syscall;
using Xunit;

namespace Nbpf.Runtime.Tests.Checked;

/// <summary>Programs that put a pointer to the first byte of a region into r6, the context in r9; they go on at once, and end at <c>out</c>.</summary>
/// <param name="Type">The program's type.</param>
/// <param name="LengthBytes">Bytes of the region.</param>
/// <param name="IsWritable">Whether programs may write it.</param>
/// <param name="Text">Makes the pointer; given the kernel, so that it can make maps.</param>
internal sealed record Region(ProgramType Type, int LengthBytes, bool IsWritable, Func<UnverifiedKernel, string> Text)
{
    private const int ValueBytes = 12;

    /// <summary>Every kind of region there is.</summary>
    public static IReadOnlyDictionary<string, Region> All { get; } = new Dictionary<string, Region>
    {
        ["array value, written out"] = Value(kernel => kernel.Map(MapType.Array)),
        ["array value, called"] = Value(kernel => kernel.Map(MapType.Array, flags: MapFlags.InnerMap)),
        ["per-CPU array value"] = Value(kernel => kernel.Map(MapType.PerCpuArray)),
        ["hash value"] = Value(kernel => Filled(kernel, MapType.Hash)),
        ["hash value, not preallocated"] = Value(kernel => Filled(kernel, MapType.Hash, MapFlags.NoPreallocate)),
        ["hash value, key of 5 bytes"] = Value(kernel => Filled(kernel, MapType.Hash, keyBytes: 5)),
        ["LRU hash value"] = Value(kernel => Filled(kernel, MapType.LruHash)),
        ["per-CPU hash value"] = Value(kernel => Filled(kernel, MapType.PerCpuHash)),
        ["inner array value"] = Value(InnerMap, "if r0 == 0 goto out\nr1 = r0\nr2 = r10\nr2 += -8\ncall bpf_map_lookup_elem\n"),
        ["read-only value"] = Value(kernel => kernel.Map(MapType.Array, flags: MapFlags.ReadOnlyProgram)) with { IsWritable = false },
        ["data section"] = new(ProgramType.Xdp, ValueBytes, true, kernel => $"r6 = map_value {kernel.Map(MapType.Array, max: 1)} + 4 ll\nr6 += -4\n"),
        ["read-only data section"] = new(ProgramType.Xdp, ValueBytes, false, kernel => $"r6 = map_value {kernel.Map(MapType.Array, max: 1, flags: MapFlags.ReadOnlyProgram)} + 0 ll\n"),
        ["stack frame"] = new(ProgramType.Xdp, 12, true, _ => "r6 = r10\nr6 += -12\n"),
        ["XDP packet"] = new(ProgramType.Xdp, 64, true, _ => "r6 = *(u32 *)(r9 + 0)\n"),
        ["classifier's packet"] = new(ProgramType.SchedCls, 64, true, _ => "r6 = *(u32 *)(r9 + 76)\n"),
        ["metadata"] = new(ProgramType.Xdp, 8, true, _ => "r1 = r9\nr2 = -8\ncall bpf_xdp_adjust_meta\nr6 = *(u32 *)(r9 + 8)\n"),
        ["ring buffer record"] = new(ProgramType.Xdp, ValueBytes, true, Record),
        ["tracepoint's arguments"] = new(ProgramType.RawTracepoint, 96, false, _ => "r6 = r9\n"),
        ["syscall context"] = new(ProgramType.Syscall, ushort.MaxValue, true, _ => "r6 = r9\n"),
    };

    /// <summary>The whole program, with code that uses the pointer.</summary>
    public string Program(UnverifiedKernel kernel, string use) => $"r9 = r1\n{Text(kernel)}{use}\nout: r0 = 0\nexit";

    /// <summary>Looks a key up: element 1, or the eight bytes of 1.</summary>
    public static string Lookup(int map) => $"*(u64 *)(r10 - 8) = 1\nr2 = r10\nr2 += -8\nr1 = map_fd {map} ll\ncall bpf_map_lookup_elem\n";

    /// <summary>A map with elements of the keys 0, 1 and 2.</summary>
    public static int Filled(UnverifiedKernel kernel, MapType type, MapFlags flags = MapFlags.None, int keyBytes = 4)
    {
        int map = kernel.Map(type, key: (uint)keyBytes, flags: flags);
        for (byte key = 0; key < 3; key++)
        {
            byte[] name = new byte[keyBytes];
            name[0] = key;
            Assert.Equal(SysResult.Ok, kernel.Bpf.MapUpdateElem(map, name, new byte[type == MapType.PerCpuHash ? 2 * 16 : ValueBytes], 0));
        }

        return map;
    }

    private static Region Value(Func<UnverifiedKernel, int> map, string further = "") =>
        new(ProgramType.Xdp, ValueBytes, true, kernel => Lookup(map(kernel)) + further + "if r0 == 0 goto out\nr6 = r0\n");

    private static int InnerMap(UnverifiedKernel kernel)
    {
        int inner = kernel.Map(MapType.Array), outer = kernel.Map(MapType.ArrayOfMaps, value: 4, inner: inner);
        Assert.Equal(SysResult.Ok, kernel.Bpf.MapUpdateElem(outer, BitConverter.GetBytes(1), BitConverter.GetBytes(inner), 0));
        return outer;
    }

    // Between two others: what lies before and after it is memory of the same kind.
    private static string Record(UnverifiedKernel kernel)
    {
        int ring = kernel.Map(MapType.RingBuf, key: 0, value: 0, max: 4096);
        string reserve = $"r1 = map_fd {ring} ll\nr2 = {ValueBytes}\nr3 = 0\ncall bpf_ringbuf_reserve\nif r0 == 0 goto out\n";
        return $"{reserve}r7 = r0\n{reserve}r6 = r0\n{reserve}r8 = r0\n";
    }
}
