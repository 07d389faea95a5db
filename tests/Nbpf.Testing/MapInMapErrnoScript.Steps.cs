using System.Buffers.Binary;
using System.Globalization;
using Nbpf.Syscall;

namespace Nbpf.Testing;

/// <content>Batches, lifetimes, and how single steps are made.</content>
public sealed partial class MapInMapErrnoScript
{
    private IEnumerable<MapInMapAnswer> BatchSteps(Maps maps)
    {
        uint count = 3;
        yield return Counted("BATCH update aom", kernel.MapUpdateBatch(maps.ArrayOfMaps, Bytes(0, 1, 2), Repeated(maps.Array, 3), ref count), count);
        byte[] keys = new byte[12];
        byte[] values = new byte[12];
        count = 3;
        SysResult result = kernel.MapLookupBatch(maps.ArrayOfMaps, default, new byte[4], keys, values, ref count);
        yield return Counted("BATCH lookup aom", result, count, FirstIs(values, maps.Array, "array"));
        count = 3;
        yield return Counted("BATCH delete aom", kernel.MapDeleteBatch(maps.ArrayOfMaps, Bytes(0, 1, 2), ref count), count);
        count = 2;
        yield return Counted("BATCH update hom", kernel.MapUpdateBatch(maps.HashOfMaps, Bytes(0, 1), Repeated(maps.Hash, 2), ref count), count);
        count = 3;
        result = kernel.MapLookupBatch(maps.HashOfMaps, default, new byte[4], keys, values, ref count);
        yield return Counted("BATCH lookup hom", result, count, FirstIs(values, maps.Hash, "hash"));
        count = 3;
        yield return Counted("BATCH lookup_and_delete hom", kernel.MapLookupAndDeleteBatch(maps.HashOfMaps, default, new byte[4], keys, values, ref count), count);
    }

    private IEnumerable<MapInMapAnswer> LifetimeSteps(Maps maps)
    {
        int inner = Expect(Create(MapType.Array));
        uint id = Id(inner);
        Expect(kernel.MapUpdateElem(maps.ArrayOfMaps, Bytes(0), Bytes((uint)inner)));
        kernel.Close(inner);
        SysResult found = kernel.ObjGetFdById(BpfObjectKind.Map, id);
        yield return new("inner is kept alive by outer: GET_FD_BY_ID", found.Errno);
        if (!found.IsError) kernel.Close(found.Value);
        Expect(kernel.MapDeleteElem(maps.ArrayOfMaps, Bytes(0)));
        yield return Creation("after delete: GET_FD_BY_ID", kernel.ObjGetFdById(BpfObjectKind.Map, id));

        yield return new("FREEZE outer", kernel.MapFreeze(maps.ArrayOfMaps).Errno);
        yield return Update("UPDATE after freeze", maps.ArrayOfMaps, 0, maps.Array);
        yield return new("DELETE after freeze", kernel.MapDeleteElem(maps.ArrayOfMaps, Bytes(1)).Errno);
        int frozen = Keep(Create(MapType.Array));
        Expect(kernel.MapFreeze(frozen));
        SysResult outer = Create(MapType.ArrayOfMaps, inner: frozen);
        yield return new("CREATE AOM inner=frozen array", outer.Errno);
        if (outer.IsError) yield break;
        yield return Update("UPDATE aom[0]=frozen array", Keep(outer), 0, frozen);
    }

    private SysResult Create(MapType type, uint keySize = 4, uint valueSize = 4, uint maxEntries = 3, MapFlags flags = MapFlags.None, int inner = 0) =>
        kernel.MapCreate(new() { Type = type, KeySize = keySize, ValueSize = valueSize, MaxEntries = maxEntries, Flags = flags, InnerMapFd = inner });

    /// <summary>The answer of a command that gives a file descriptor which no later step needs.</summary>
    private MapInMapAnswer Creation(string label, SysResult result)
    {
        if (!result.IsError) kernel.Close(result.Value);
        return new(label, result.Errno);
    }

    /// <summary>An array of maps with a template; when the template itself could not be created, that error.</summary>
    private MapInMapAnswer Around(string label, SysResult template)
    {
        if (template.IsError) return new(label, template.Errno);
        MapInMapAnswer answer = Creation(label, Create(MapType.ArrayOfMaps, inner: template.Value));
        kernel.Close(template.Value);
        return answer;
    }

    private MapInMapAnswer Update(string label, int outer, uint key, int inner, ulong flags = 0) =>
        new(label, kernel.MapUpdateElem(outer, Bytes(key), Bytes((uint)inner), flags).Errno);

    private MapInMapAnswer Lookup(string label, int outer, uint key, Dictionary<uint, string> names, ulong flags = 0)
    {
        byte[] value = new byte[4];
        SysResult result = kernel.MapLookupElem(outer, Bytes(key), value, flags);
        if (result.IsError) return new(label, result.Errno);
        return new(label, Errno.None, names.GetValueOrDefault(BinaryPrimitives.ReadUInt32LittleEndian(value), "another id"));
    }

    private MapInMapAnswer Next(string label, int map, byte[] key)
    {
        byte[] next = new byte[4];
        SysResult result = kernel.MapGetNextKey(map, key, next);
        return new(label, result.Errno, result.IsError ? "" : string.Create(CultureInfo.InvariantCulture, $"next {BinaryPrimitives.ReadUInt32LittleEndian(next)}"));
    }

    private string FirstIs(byte[] values, int map, string name) =>
        BinaryPrimitives.ReadUInt32LittleEndian(values) == Id(map) ? $", first is id of {name}" : ", first is another id";

    private uint Id(int map)
    {
        Expect(kernel.MapGetInfo(map, out MapInfo? info));
        return info!.Id;
    }

    /// <summary>A file descriptor that stays open until the script ends.</summary>
    private int Keep(SysResult result)
    {
        created.Add(Expect(result));
        return result.Value;
    }

    private static int Expect(SysResult result) =>
        result.IsError ? throw new InvalidOperationException($"a command that every step needs answers {result}") : result.Value;
}
