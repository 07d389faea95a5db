using Nbpf.Comparison.Commands;

namespace Nbpf.Differential.Commands.Scripts;

/// <summary>Which maps may be templates and inner maps of which outer maps, what is found in them, and in which order the checks are made.</summary>
internal static class MapOfMapsScripts
{
    private const uint Oob = 3;

    public static Script Templates()
    {
        Script script = Maps();
        foreach (MapType outer in (MapType[])[MapType.ArrayOfMaps, MapType.HashOfMaps])
        {
            foreach (string inner in (string[])["none", "closed", "program", "aom", "hom", "array", "hash", "percpu", "lru", "dynamic"]) Create(outer, inner);
            Create(outer, "array", flags: MapFlags.InnerMap);
            Create(outer, "array", flags: MapFlags.Mmapable);
            Create(outer, "array", flags: MapFlags.ReadOnlyProgram);
            Create(outer, "array", flags: MapFlags.WriteOnlyProgram);
            Create(outer, "array", flags: MapFlags.ReadOnly);
            Create(outer, "array", flags: MapFlags.NoPreallocate);
            Create(outer, "array", key: 16);
            Create(outer, "array", value: 8);
            Create(outer, "none", value: 8);
            Create(outer, "array", max: 0);
            Around(outer, MapType.ProgramArray);
            Around(outer, MapType.PerfEventArray);
            Around(outer, MapType.CgroupStorage, key: 16, max: 0);
            Around(outer, MapType.XskMap);
            Around(outer, MapType.DevMap);
            Around(outer, MapType.RingBuf, 0, 0, 4096);
            Around(outer, MapType.LpmTrie, key: 8, flags: MapFlags.NoPreallocate);
            Around(outer, MapType.LruHash);
            Around(outer, MapType.Arena, 0, 0, 1, MapFlags.Mmapable);
        }

        script.Map("m", MapType.Array, inner: "array");
        foreach (MapType type in (MapType[])[MapType.Array, MapType.PerCpuArray, MapType.ProgramArray, MapType.Hash])
            script.Map("m", type, 4, 4, 3, MapFlags.InnerMap);
        script.Map("m", MapType.RingBuf, 0, 0, 4096, MapFlags.InnerMap);
        return script;

        void Create(MapType outer, string inner, uint key = 4, uint value = 4, uint max = 3, MapFlags flags = MapFlags.None) =>
            script.Map("m", outer, key, value, max, flags, inner);

        void Around(MapType outer, MapType type, uint key = 4, uint value = 4, uint max = 3, MapFlags flags = MapFlags.None)
        {
            script.Map("around", type, key, value, max, flags);
            Create(outer, "around");
        }
    }

    public static Script Elements()
    {
        Script script = Maps();
        string[] inners =
        [
            "none", "closed", "program", "aom", "hom", "array", "longer", "wider", "readonly", "writeonly", "mmapable", "dynamic", "dynamic2", "dynamic-wider",
            "hash", "hash2", "growing", "lru", "lru2", "percpu2", "percpu", "percpu-hash", "programs",
        ];
        foreach (string template in (string[])["array", "dynamic", "hash", "growing", "lru", "percpu", "percpu-hash", "mmapable", "readonly", "programs"])
        {
            foreach (MapType type in (MapType[])[MapType.ArrayOfMaps, MapType.HashOfMaps])
            {
                script.Map("outer", type, 4, 4, 3, inner: template);
                foreach (string inner in inners) Update("outer", 0, inner);
                script.Lookup("outer", Script.Zero);
                script.Info("outer");
            }
        }

        foreach (string outer in (string[])["aom", "hom"])
        {
            foreach (ulong flags in (ulong[])[0, 1, 2, 3, 4, 8])
            {
                Update(outer, 0, "array", flags);
                Update(outer, 1, "closed", flags);
                Update(outer, 2, "hash", flags);
                Update(outer, Oob, "array", flags);
                Update(outer, Oob, "closed", flags);
                script.Lookup(outer, Operand.U32(1), flags);
                script.Lookup(outer, Script.Zero, flags);
                script.Contents(outer);
            }

            script.Take(outer, Script.Zero);
            script.Delete(outer, Script.Zero);
            script.Delete(outer, Script.Zero);
            script.Delete(outer, Operand.U32(Oob));
            script.Next(outer, Operand.Null);
            script.Next(outer, Operand.U32(2));
            script.Next(outer, Operand.U32(7));
            script.UpdateBatch(outer, MapKind.Keys(0, 1, 2), new("fd:array*3"), 3);
            script.LookupBatch(outer, Operand.Null, 3);
            script.UpdateBatch(outer, MapKind.Keys(0, 1), new("fd:array+fd:none"), 2);
            script.DeleteBatch(outer, MapKind.Keys(0, 1, 2), 3);
            script.UpdateBatch(outer, MapKind.Keys(0, 1), new("fd:array*2"), 2);
            script.TakeBatch(outer, Operand.Null, 3);
            script.Freeze(outer);
            Update(outer, 0, "array");
            script.Delete(outer, Operand.U32(1));
        }

        return script;

        void Update(string outer, uint key, string inner, ulong flags = 0) => script.Update(outer, Operand.U32(key), Operand.Fd(inner), flags);
    }

    private static Script Maps()
    {
        Script script = new();
        script.Load("program", "r0 = 0\nexit", ProgramType.SocketFilter);
        script.Map("array", MapType.Array, 4, 4, 3);
        script.Map("longer", MapType.Array, 4, 4, 2);
        script.Map("wider", MapType.Array, 4, 8, 3);
        script.Map("readonly", MapType.Array, 4, 4, 3, MapFlags.ReadOnlyProgram);
        script.Map("writeonly", MapType.Array, 4, 4, 3, MapFlags.WriteOnlyProgram);
        script.Map("mmapable", MapType.Array, 4, 4, 3, MapFlags.Mmapable);
        script.Map("dynamic", MapType.Array, 4, 4, 3, MapFlags.InnerMap);
        script.Map("dynamic2", MapType.Array, 4, 4, 5, MapFlags.InnerMap);
        script.Map("dynamic-wider", MapType.Array, 4, 8, 3, MapFlags.InnerMap);
        script.Map("hash", MapType.Hash, 4, 4, 3);
        script.Map("hash2", MapType.Hash, 4, 4, 7);
        script.Map("growing", MapType.Hash, 4, 4, 3, MapFlags.NoPreallocate);
        script.Map("lru", MapType.LruHash, 4, 4, 64);
        script.Map("lru2", MapType.LruHash, 4, 4, 128);
        script.Map("percpu", MapType.PerCpuArray, 4, 4, 3);
        script.Map("percpu2", MapType.PerCpuArray, 4, 4, 5);
        script.Map("percpu-hash", MapType.PerCpuHash, 4, 4, 3);
        script.Map("programs", MapType.ProgramArray, 4, 4, 3);
        script.Map("aom", MapType.ArrayOfMaps, 4, 4, 3, inner: "array");
        script.Map("hom", MapType.HashOfMaps, 4, 4, 2, inner: "array");
        return script;
    }
}
