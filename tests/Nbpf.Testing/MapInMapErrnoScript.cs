using System.Buffers.Binary;
using System.Globalization;
using Nbpf.Isa;
using Nbpf.Syscall;

namespace Nbpf.Testing;

/// <summary>
/// Commands around maps of maps, whose answers by Linux 6.18 are <see cref="MapInMapAnswer.Recorded"/>: which maps may be
/// created, what may be put into them, what is found, and in which order the checks are made. Runs on any <see cref="IBpf"/>.
/// A step whose map types the kernel does not have answers the error of creating that map.
/// </summary>
/// <param name="kernel">The kernel to ask.</param>
/// <param name="foreignFd">An open file descriptor that is no map; null: the script loads a program and takes its file descriptor.</param>
public sealed partial class MapInMapErrnoScript(IBpf kernel, int? foreignFd = null)
{
    private const int ClosedFd = 9999;
    private const ulong NoExist = 1;
    private const ulong Exist = 2;
    private const ulong Lock = 4;
    private const uint Oob = 3;

    private readonly List<int> created = [];

    /// <summary>Runs all steps; closes what it created.</summary>
    public IReadOnlyList<MapInMapAnswer> Run()
    {
        try
        {
            int foreign = foreignFd ?? Keep(kernel.ProgLoad(new() { Type = ProgramType.SocketFilter, License = "GPL", Instructions = Assembler.Assemble("r0 = 0\nexit") }, default, out _));
            Maps maps = CreateMaps();
            return
            [
                .. FlagSteps(maps),
                .. OuterSteps(maps, foreign),
                .. TemplateSteps(maps),
                .. ArrayUpdateSteps(maps, foreign),
                .. HashUpdateSteps(maps),
                .. LookupSteps(maps),
                .. DeleteSteps(maps),
                .. BatchSteps(maps),
                .. LifetimeSteps(maps),
            ];
        }
        finally
        {
            foreach (int fd in created) kernel.Close(fd);
        }
    }

    /// <summary>The maps that the steps work with: plain arrays, arrays with the inner map flag, hashes, and the outer maps.</summary>
    private sealed record Maps(int Array, int ArrayOfOtherLength, int ArrayOfOtherValue, int ReadOnlyArray, int Dynamic, int DynamicOfOtherLength, int Hash, int LongerHash, int ArrayOfMaps, int ArrayOfDynamic, int HashOfMaps);

    private Maps CreateMaps()
    {
        int array = Keep(Create(MapType.Array));
        int dynamic = Keep(Create(MapType.Array, flags: MapFlags.InnerMap));
        int hash = Keep(Create(MapType.Hash));
        return new(
            array,
            Keep(Create(MapType.Array, maxEntries: 2)),
            Keep(Create(MapType.Array, valueSize: 8)),
            Keep(Create(MapType.Array, flags: MapFlags.ReadOnlyProgram)),
            dynamic,
            Keep(Create(MapType.Array, maxEntries: 5, flags: MapFlags.InnerMap)),
            hash,
            Keep(Create(MapType.Hash, maxEntries: 7)),
            Keep(Create(MapType.ArrayOfMaps, maxEntries: 3, inner: array)),
            Keep(Create(MapType.ArrayOfMaps, maxEntries: 3, inner: dynamic)),
            Keep(Create(MapType.HashOfMaps, maxEntries: 2, inner: hash)));
    }

    private IEnumerable<MapInMapAnswer> FlagSteps(Maps maps)
    {
        yield return Creation("CREATE ARRAY F_INNER_MAP", Create(MapType.Array, flags: MapFlags.InnerMap));
        yield return Creation("CREATE ARRAY F_INNER_MAP|F_MMAPABLE", Create(MapType.Array, flags: MapFlags.InnerMap | MapFlags.Mmapable));
        yield return Creation("CREATE ARRAY F_INNER_MAP|RDONLY_PROG", Create(MapType.Array, flags: MapFlags.InnerMap | MapFlags.ReadOnlyProgram));
        yield return Creation("CREATE PERCPU_ARRAY F_INNER_MAP", Create(MapType.PerCpuArray, flags: MapFlags.InnerMap));
        yield return Creation("CREATE PROG_ARRAY F_INNER_MAP", Create(MapType.ProgramArray, flags: MapFlags.InnerMap));
        yield return Creation("CREATE HASH F_INNER_MAP", Create(MapType.Hash, flags: MapFlags.InnerMap));
        yield return Creation("CREATE RINGBUF F_INNER_MAP", Create(MapType.RingBuf, 0, 0, 4096, MapFlags.InnerMap));
        yield return Creation("CREATE AOM F_INNER_MAP", Create(MapType.ArrayOfMaps, flags: MapFlags.InnerMap, inner: maps.Array));
        yield return Creation("CREATE HOM F_INNER_MAP", Create(MapType.HashOfMaps, flags: MapFlags.InnerMap, inner: maps.Array));
        yield return Creation("CREATE AOM F_MMAPABLE", Create(MapType.ArrayOfMaps, flags: MapFlags.Mmapable, inner: maps.Array));
        yield return Creation("CREATE AOM RDONLY_PROG", Create(MapType.ArrayOfMaps, flags: MapFlags.ReadOnlyProgram, inner: maps.Array));
        yield return Creation("CREATE AOM WRONLY_PROG", Create(MapType.ArrayOfMaps, flags: MapFlags.WriteOnlyProgram, inner: maps.Array));
        yield return Creation("CREATE AOM RDONLY(sys)", Create(MapType.ArrayOfMaps, flags: MapFlags.ReadOnly, inner: maps.Array));
        yield return Creation("CREATE HOM RDONLY_PROG", Create(MapType.HashOfMaps, flags: MapFlags.ReadOnlyProgram, inner: maps.Array));
        yield return Creation("CREATE HOM NO_PREALLOC", Create(MapType.HashOfMaps, flags: MapFlags.NoPreallocate, inner: maps.Array));
    }

    private IEnumerable<MapInMapAnswer> OuterSteps(Maps maps, int foreign)
    {
        yield return Creation("CREATE HOM key 16", Create(MapType.HashOfMaps, keySize: 16, inner: maps.Array));
        yield return Creation("CREATE HOM value 8", Create(MapType.HashOfMaps, valueSize: 8, inner: maps.Array));
        yield return Creation("CREATE AOM key 8", Create(MapType.ArrayOfMaps, keySize: 8, inner: maps.Array));
        yield return Creation("CREATE AOM value 8", Create(MapType.ArrayOfMaps, valueSize: 8, inner: maps.Array));
        yield return Creation("CREATE AOM max_entries 0", Create(MapType.ArrayOfMaps, maxEntries: 0, inner: maps.Array));
        yield return Creation("CREATE AOM inner fd -1", Create(MapType.ArrayOfMaps, inner: -1));
        yield return Creation("CREATE AOM inner fd 9999", Create(MapType.ArrayOfMaps, inner: ClosedFd));
        yield return Creation("CREATE AOM inner fd no map", Create(MapType.ArrayOfMaps, inner: foreign));
        yield return Creation("CREATE AOM value 8 and bad inner fd (order)", Create(MapType.ArrayOfMaps, valueSize: 8, inner: -1));
    }

    private IEnumerable<MapInMapAnswer> TemplateSteps(Maps maps)
    {
        yield return Creation("CREATE AOM inner=AOM", Create(MapType.ArrayOfMaps, inner: maps.ArrayOfMaps));
        yield return Creation("CREATE AOM inner=HOM", Create(MapType.ArrayOfMaps, inner: maps.HashOfMaps));
        yield return Around("CREATE AOM inner=PROG_ARRAY", Create(MapType.ProgramArray));
        yield return Around("CREATE AOM inner=PERF_EVENT_ARRAY", Create(MapType.PerfEventArray));
        SysResult storage = Create(MapType.CgroupStorage, keySize: 16, maxEntries: 0);
        yield return new("CREATE CGROUP_STORAGE", storage.Errno);
        yield return Around("CREATE AOM inner=CGROUP_STORAGE", storage);
        yield return Around("CREATE AOM inner=XSKMAP", Create(MapType.XskMap));
        yield return Around("CREATE AOM inner=DEVMAP", Create(MapType.DevMap));
        yield return Around("CREATE AOM inner=RINGBUF", Create(MapType.RingBuf, 0, 0, 4096));
        yield return Around("CREATE AOM inner=LPM", Create(MapType.LpmTrie, keySize: 8, flags: MapFlags.NoPreallocate));
        yield return Around("CREATE AOM inner=LRU_HASH", Create(MapType.LruHash));
        SysResult arena = Create(MapType.Arena, 0, 0, 1, MapFlags.Mmapable);
        yield return new("CREATE ARENA", arena.Errno);
        yield return Around("CREATE AOM inner=ARENA", arena);
        yield return Creation("CREATE type 34 (no such type in 6.18)", Create((MapType)34));
        yield return Creation("CREATE ARRAY with inner_map_fd set (plain)", Create(MapType.Array, inner: maps.Array));
    }

    private IEnumerable<MapInMapAnswer> ArrayUpdateSteps(Maps maps, int foreign)
    {
        int outer = maps.ArrayOfMaps;
        yield return Update("UPDATE aom[0]=array", outer, 0, maps.Array);
        yield return Update("UPDATE aom[0]=array NOEXIST", outer, 0, maps.Array, NoExist);
        yield return Update("UPDATE aom[0]=array EXIST", outer, 0, maps.Array, Exist);
        yield return Update("UPDATE aom[3] (oob)=array", outer, Oob, maps.Array);
        yield return Update("UPDATE aom[3] bad fd (order)", outer, Oob, ClosedFd);
        yield return Update("UPDATE aom[3] NOEXIST (order)", outer, Oob, maps.Array, NoExist);
        yield return Update("UPDATE aom[0]=9999", outer, 0, ClosedFd);
        yield return Update("UPDATE aom[0]=-1", outer, 0, -1);
        yield return Update("UPDATE aom[0]=no map", outer, 0, foreign);
        yield return Update("UPDATE aom[0]=aom", outer, 0, outer);
        yield return Update("UPDATE aom[0]=array of other max_entries", outer, 0, maps.ArrayOfOtherLength);
        yield return Update("UPDATE aom[0]=array with F_INNER_MAP", outer, 0, maps.Dynamic);
        yield return Update("UPDATE aom[0]=array of other value size", outer, 0, maps.ArrayOfOtherValue);
        yield return Update("UPDATE aom[0]=array with RDONLY_PROG", outer, 0, maps.ReadOnlyArray);
        yield return Update("UPDATE aom[0]=hash", outer, 0, maps.Hash);
        yield return Update("UPDATE aom of F_INNER_MAP [0]=its template", maps.ArrayOfDynamic, 0, maps.Dynamic);
        yield return Update("UPDATE aom of F_INNER_MAP [1]=other max_entries", maps.ArrayOfDynamic, 1, maps.DynamicOfOtherLength);
        yield return Update("UPDATE aom of F_INNER_MAP [2]=array without the flag", maps.ArrayOfDynamic, 2, maps.Array);
    }

    private IEnumerable<MapInMapAnswer> HashUpdateSteps(Maps maps)
    {
        int outer = maps.HashOfMaps;
        yield return Update("UPDATE hom[0]=hash", outer, 0, maps.Hash);
        yield return Update("UPDATE hom[0]=hash of other max_entries", outer, 0, maps.LongerHash);
        yield return Update("UPDATE hom[0]=hash NOEXIST on existing", outer, 0, maps.Hash, NoExist);
        yield return Update("UPDATE hom[7] EXIST on missing", outer, 7, maps.Hash, Exist);
        yield return Update("UPDATE hom[1]", outer, 1, maps.Hash);
        yield return Update("UPDATE hom[2] full", outer, 2, maps.Hash);
        yield return Update("UPDATE hom[0] flags=8", outer, 0, maps.Hash, 8);
        yield return Update("UPDATE hom[0] F_LOCK", outer, 0, maps.Hash, Lock);
        yield return Update("UPDATE hom[0]=array", outer, 0, maps.Array);
    }

    private IEnumerable<MapInMapAnswer> LookupSteps(Maps maps)
    {
        Dictionary<uint, string> names = new() { [Id(maps.Array)] = "id of array", [Id(maps.LongerHash)] = "id of hash of other max_entries" };
        yield return Lookup("LOOKUP aom[0]", maps.ArrayOfMaps, 0, names);
        yield return Lookup("LOOKUP aom[1] empty", maps.ArrayOfMaps, 1, names);
        yield return Lookup("LOOKUP aom[3] oob", maps.ArrayOfMaps, Oob, names);
        yield return Lookup("LOOKUP hom[0]", maps.HashOfMaps, 0, names);
        yield return Lookup("LOOKUP hom[5]", maps.HashOfMaps, 5, names);
        yield return Lookup("LOOKUP aom F_LOCK", maps.ArrayOfMaps, 0, names, Lock);
        yield return new("LOOKUP_AND_DELETE aom", kernel.MapLookupAndDeleteElem(maps.ArrayOfMaps, Bytes(0), new byte[4]).Errno);
        yield return new("LOOKUP_AND_DELETE hom", kernel.MapLookupAndDeleteElem(maps.HashOfMaps, Bytes(0), new byte[4]).Errno);
    }

    private IEnumerable<MapInMapAnswer> DeleteSteps(Maps maps)
    {
        yield return new("DELETE aom[0]", kernel.MapDeleteElem(maps.ArrayOfMaps, Bytes(0)).Errno);
        yield return new("DELETE aom[0] again", kernel.MapDeleteElem(maps.ArrayOfMaps, Bytes(0)).Errno);
        yield return new("DELETE aom[3] oob", kernel.MapDeleteElem(maps.ArrayOfMaps, Bytes(Oob)).Errno);
        yield return new("DELETE hom[9]", kernel.MapDeleteElem(maps.HashOfMaps, Bytes(9)).Errno);
        yield return new("DELETE hom[1]", kernel.MapDeleteElem(maps.HashOfMaps, Bytes(1)).Errno);
        yield return Next("NEXT aom NULL", maps.ArrayOfMaps, []);
        yield return Next("NEXT aom 2", maps.ArrayOfMaps, Bytes(2));
        yield return Next("NEXT aom 7", maps.ArrayOfMaps, Bytes(7));
    }

    private static MapInMapAnswer Counted(string label, SysResult result, uint count, string detail = "") =>
        new(label, result.Errno, string.Create(CultureInfo.InvariantCulture, $"count {count}{detail}"));

    private static byte[] Bytes(params uint[] values)
    {
        byte[] bytes = new byte[values.Length * sizeof(uint)];
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i * sizeof(uint)), values[i]);
        return bytes;
    }

    private static byte[] Repeated(int fd, int count) => Bytes([.. Enumerable.Repeat((uint)fd, count)]);
}
