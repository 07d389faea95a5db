using Nbpf.Syscall;

namespace Nbpf.Runtime.Tests.Maps;

/// <summary>
/// The scripts whose answers are recorded from Linux. Of per-CPU values the first is shown, so that the text is the same for any
/// number of CPUs.
/// </summary>
internal static class CommandScripts
{
    private static readonly MapType[] Types =
        [MapType.Hash, MapType.Array, MapType.ProgramArray, MapType.PerCpuHash, MapType.PerCpuArray, MapType.LruHash, MapType.ArrayOfMaps, MapType.HashOfMaps];

    /// <summary>All scripts by name.</summary>
    public static readonly IReadOnlyDictionary<string, Action<CommandScript>> All = new Dictionary<string, Action<CommandScript>>
    {
        ["create"] = Create,
        ["elements"] = Elements,
        ["batches"] = Batches,
        ["access"] = Access,
        ["objects"] = Objects,
        ["maps-of-maps"] = MapsOfMaps,
        ["ring-buffers"] = RingBuffers,
    };

    private static void Create(CommandScript script)
    {
        int inner = script.Map(MapType.Array);
        foreach (MapType type in Types)
        {
            uint value = type is MapType.ProgramArray or MapType.ArrayOfMaps or MapType.HashOfMaps ? 4u : 8;
            MapCreateAttributes valid = new() { Type = type, KeySize = 4, ValueSize = value, MaxEntries = 4, InnerMapFd = inner };
            Try("valid", valid);
            foreach (uint size in (uint[])[0, 1, 3, 4, 5, 8, 16, 512, 513, 32768, 32769, (4 << 20) - 60, (4 << 20) - 52, 1u << 31, uint.MaxValue])
            {
                Try($"key {size}", valid with { KeySize = size });
                Try($"value {size}", valid with { ValueSize = size });
                Try($"key and value {size}", valid with { KeySize = size, ValueSize = size });
            }
            foreach (uint max in (uint[])[0, 1, 3, 1009, (1 << 27) + 1, 1u << 28, 1u << 31, (1u << 31) + 1, uint.MaxValue])
            {
                // How much memory there is decides about arrays of some GiB.
                if (max <= 1009 || max == uint.MaxValue || type is not (MapType.Array or MapType.PerCpuArray or MapType.ProgramArray or MapType.ArrayOfMaps))
                    Try($"max {max}", valid with { MaxEntries = max });
            }
            for (int bit = 0; bit < 32; bit++)
            {
                Try($"flag {1u << bit:x}", valid with { Flags = (MapFlags)(1u << bit) });
                Try($"flag {1u << bit:x} no entries", valid with { Flags = (MapFlags)(1u << bit), MaxEntries = 0 });
            }
            Try("flags 18", valid with { Flags = MapFlags.ReadOnly | MapFlags.WriteOnly });
            Try("flags 180", valid with { Flags = MapFlags.ReadOnlyProgram | MapFlags.WriteOnlyProgram });
            Try("flags 3", valid with { Flags = MapFlags.NoPreallocate | MapFlags.NoCommonLru });
            Try("flags 6", valid with { Flags = MapFlags.NumaNode | MapFlags.NoCommonLru });
            Try("node 9", valid with { Flags = MapFlags.NumaNode, NumaNode = 9 });
            Try("node 9 without flag", valid with { NumaNode = 9 });
            Try("name of 15", valid with { Name = "abcdefghijklm._" });
            Try("name with -", valid with { Name = "a-b" });
            Try("name with space", valid with { Name = "a b" });
            Try("name with - and bad value", valid with { Name = "a-b", ValueSize = 0 });
            Try("interface", valid with { InterfaceIndex = 9999 });
            Try("key type only", valid with { BtfKeyTypeId = 1 });
            Try("types without BTF", valid with { BtfFd = -1, BtfKeyTypeId = 1, BtfValueTypeId = 1 });
            Try("types with map as BTF", valid with { BtfFd = inner, BtfKeyTypeId = 1, BtfValueTypeId = 1 });
            Try("BTF without types", valid with { BtfFd = -1 });
            Try("kernel type", valid with { BtfVmlinuxValueTypeId = 1 });
            Try("extra", valid with { Extra = 1 });
            Try("inner -1", valid with { InnerMapFd = -1 });
            Try("inner -1, no entries", valid with { InnerMapFd = -1, MaxEntries = 0 });
            Try("inner -1, bad name", valid with { InnerMapFd = -1, Name = "?" });

            void Try(string label, MapCreateAttributes attributes) => script.Create($"{type} {label}", attributes);
        }
        script.Create("type 99", new MapCreateAttributes { Type = (MapType)99, KeySize = 4, ValueSize = 4, MaxEntries = 1 });
        script.Create("type 99, both access flags", new MapCreateAttributes { Type = (MapType)99, Flags = MapFlags.ReadOnly | MapFlags.WriteOnly });
    }

    private static void RingBuffers(CommandScript script)
    {
        MapCreateAttributes valid = new() { Type = MapType.RingBuf, MaxEntries = 4096 };
        Try("valid", valid);
        foreach (uint max in (uint[])[0, 1, 2048, 4095, 4097, 8192, 12288, 1 << 20, (1 << 20) + 4096, uint.MaxValue])
            Try($"max {max}", valid with { MaxEntries = max });
        foreach (uint size in (uint[])[1, 4, 8])
        {
            Try($"key {size}", valid with { KeySize = size });
            Try($"value {size}", valid with { ValueSize = size });
        }
        for (int bit = 0; bit < 32; bit++)
            Try($"flag {1u << bit:x}", valid with { Flags = (MapFlags)(1u << bit) });
        Try("node 9", valid with { Flags = MapFlags.NumaNode, NumaNode = 9 });
        Try("extra", valid with { Extra = 1 });
        Try("key type only", valid with { BtfKeyTypeId = 1 });
        Try("bad name", valid with { Name = "a-b" });

        foreach (uint max in (uint[])[4096, 8192, 65536, 1 << 20])
        {
            int sized = script.Map(MapType.RingBuf, 0, 0, max);
            script.Info($"info {max}", sized);
            script.Memory($"memory {max}", sized);
        }
        int ring = script.Map(MapType.RingBuf, 0, 0, 4096);
        foreach (byte[] key in (byte[][])[[], [1, 2, 3, 4]])
        {
            script.Lookup($"lookup {key.Length}", ring, key, 0);
            script.Lookup($"lookup into 8, {key.Length}", ring, key, 8);
            script.Lookup($"lookup flag 4, {key.Length}", ring, key, 0, flags: 4);
            script.Update($"update {key.Length}", ring, key, []);
            script.Update($"update with 8, {key.Length}", ring, key, new byte[8]);
            script.Delete($"delete {key.Length}", ring, key);
            script.Take($"take {key.Length}", ring, key, 0);
            script.Next($"next {key.Length}", ring, key, 4);
        }
        script.LookupBatch("lookup batch", ring, [], 4, 4, 1);
        script.LookupBatch("take batch", ring, [], 4, 4, 1, delete: true);
        script.UpdateBatch("update batch", ring, new byte[4], new byte[4], 1);
        script.DeleteBatch("delete batch", ring, new byte[4], 1);
        script.Freeze("freeze", ring);
        script.Freeze("freeze again", ring);

        // As the template of a map of maps: the size is not compared.
        int outer = script.Map(MapType.ArrayOfMaps, value: 4, inner: ring);
        int other = script.Map(MapType.RingBuf, 0, 0, 8192), array = script.Map(MapType.Array);
        script.Update("inner ring", outer, new byte[4], BitConverter.GetBytes(ring));
        script.Update("inner ring of another size", outer, new byte[4], BitConverter.GetBytes(other));
        script.Update("inner array", outer, new byte[4], BitConverter.GetBytes(array));

        void Try(string label, MapCreateAttributes attributes) => script.Create(label, attributes);
    }

    private static void Elements(CommandScript script)
    {
        (string Name, MapType Type, MapFlags Flags)[] maps =
        [
            ("array", MapType.Array, MapFlags.None),
            ("percpu array", MapType.PerCpuArray, MapFlags.None),
            ("hash", MapType.Hash, MapFlags.None),
            ("growing hash", MapType.Hash, MapFlags.NoPreallocate),
            ("percpu hash", MapType.PerCpuHash, MapFlags.None),
            ("growing percpu hash", MapType.PerCpuHash, MapFlags.NoPreallocate),
            ("prog array", MapType.ProgramArray, MapFlags.None),
        ];
        foreach ((string name, MapType type, MapFlags flags) in maps)
        {
            bool perCpu = type is MapType.PerCpuArray or MapType.PerCpuHash;
            uint valueSize = type == MapType.ProgramArray ? 4u : 12;
            int fd = script.Map(type, 4, valueSize, 3, flags), size = perCpu ? 16 * script.Cpus : (int)valueSize;
            byte[] value = new byte[size];
            for (int i = 0; i < size; i++)
                value[i] = perCpu && i % 16 >= 12 ? (byte)0 : (byte)(i % 16 + 1);
            if (type == MapType.ProgramArray)
                value = BitConverter.GetBytes(-1);
            foreach (uint key in (uint[])[0, 1, 2, 3, 7])
            {
                byte[] at = BitConverter.GetBytes(key);
                script.Lookup($"{name} lookup {key}", fd, at, size);
                script.Delete($"{name} delete {key}", fd, at);
                foreach (ulong flag in (ulong[])[1, 2, 0, 1, 2, 3, 4, 5, 6, 8, ulong.MaxValue])
                    script.Update($"{name} update {key} flags {flag}", fd, at, value, flag);
                script.Lookup($"{name} lookup {key}", fd, at, size);
                script.Lookup($"{name} lookup {key} flags 4", fd, at, size, 4);
                script.Lookup($"{name} lookup {key} flags 1", fd, at, size, 1);
                script.Take($"{name} take {key}", fd, at, size);
                script.Take($"{name} take {key} flags 4", fd, at, size, 4);
                script.Take($"{name} take {key} flags 1", fd, at, size, 1);
                script.Update($"{name} update {key}", fd, at, value);
                script.Delete($"{name} delete {key}", fd, at);
                script.Delete($"{name} delete {key}", fd, at);
                script.Update($"{name} update {key}", fd, at, value);
            }
            script.Lookup($"{name} lookup NULL", fd, [], size);
            script.Update($"{name} update NULL", fd, [], value);
            script.Update($"{name} update to NULL", fd, [0, 0, 0, 0], []);
            script.Update($"{name} update to NULL, bad flags", fd, [0, 0, 0, 0], [], 9);
            script.Delete($"{name} delete NULL", fd, []);
            script.Take($"{name} take NULL", fd, [], size);
            script.Info($"{name} info", fd);
        }
        int array = script.Map(MapType.Array, max: 2);
        script.Next("next NULL", array, [], 4);
        script.Next("next 0", array, BitConverter.GetBytes(0), 4);
        script.Next("next 1", array, BitConverter.GetBytes(1), 4);
        script.Next("next 2", array, BitConverter.GetBytes(2), 4);
        int hash = script.Map(MapType.Hash, max: 2);
        script.Next("hash next NULL, empty", hash, [], 4);
        script.Next("hash next 5, empty", hash, BitConverter.GetBytes(5), 4);
        script.Update("hash update 5", hash, BitConverter.GetBytes(5), new byte[8]);
        script.Next("hash next NULL", hash, [], 4);
        script.Next("hash next 5", hash, BitConverter.GetBytes(5), 4);
        script.Next("hash next 9", hash, BitConverter.GetBytes(9), 4);
        foreach (int fd in (int[])[-1, 99999])
        {
            script.Lookup($"fd {fd} lookup", fd, new byte[4], 8);
            script.Lookup($"fd {fd} lookup flags 1", fd, new byte[4], 8, 1);
            script.Update($"fd {fd} update", fd, new byte[4], new byte[8]);
            script.Delete($"fd {fd} delete", fd, new byte[4]);
            script.Take($"fd {fd} take", fd, new byte[4], 8);
            script.Next($"fd {fd} next", fd, new byte[4], 4);
            script.Freeze($"fd {fd} freeze", fd);
            script.Info($"fd {fd} info", fd);
        }
    }

    private static void Batches(CommandScript script)
    {
        (string Name, MapType Type, MapFlags Flags)[] maps =
        [
            ("array", MapType.Array, MapFlags.None),
            ("hash", MapType.Hash, MapFlags.None),
            ("growing hash", MapType.Hash, MapFlags.NoPreallocate),
            ("lru hash", MapType.LruHash, MapFlags.None),
            ("prog array", MapType.ProgramArray, MapFlags.None),
        ];
        byte[] keys = [.. Enumerable.Range(0, 6).SelectMany(i => BitConverter.GetBytes(i))];
        byte[] values = [.. Enumerable.Range(0, 6).SelectMany(i => BitConverter.GetBytes(0x1000 + i))];
        foreach ((string name, MapType type, MapFlags flags) in maps)
        {
            int fd = script.Map(type, 4, 4, 1000, flags);
            script.LookupBatch($"{name} lookup, fresh", fd, [], 4, 4, 3);
            script.UpdateBatch($"{name} update", fd, keys, values, 6);
            script.UpdateBatch($"{name} update 0", fd, keys, values, 0);
            script.UpdateBatch($"{name} update element flags 1", fd, keys, values, 6, 1);
            script.UpdateBatch($"{name} update element flags 4", fd, keys, values, 6, 4);
            script.UpdateBatch($"{name} update flags 1", fd, keys, values, 6, 0, 1);
            script.LookupBatch($"{name} lookup element flags 4", fd, [], 4, 4, 3, elementFlags: 4);
            script.LookupBatch($"{name} lookup element flags 1", fd, [], 4, 4, 3, elementFlags: 1);
            script.LookupBatch($"{name} lookup flags 1", fd, [], 4, 4, 0, flags: 1);
            script.LookupBatch($"{name} lookup 0", fd, [], 4, 4, 0);
            if (type != MapType.Array)
            {
                script.LookupBatch($"{name} lookup 1000", fd, [], 4, 4, 1000);
                script.LookupBatch($"{name} lookup from 5000", fd, BitConverter.GetBytes(5000), 4, 4, 6);
            }
            else
            {
                script.LookupBatch($"{name} lookup 3", fd, [], 4, 4, 3);
                script.LookupBatch($"{name} lookup 3 from 2", fd, BitConverter.GetBytes(2), 4, 4, 3);
                script.LookupBatch($"{name} lookup 3 from 997", fd, BitConverter.GetBytes(997), 4, 4, 3);
                script.LookupBatch($"{name} lookup 3 from 999", fd, BitConverter.GetBytes(999), 4, 4, 3);
                script.LookupBatch($"{name} lookup 3 from 5000", fd, BitConverter.GetBytes(5000), 4, 4, 3);
            }
            script.DeleteBatch($"{name} delete element flags 4", fd, keys, 2, 4);
            script.DeleteBatch($"{name} delete element flags 1", fd, keys, 2, 1);
            script.DeleteBatch($"{name} delete flags 1", fd, keys, 1, 0, 1);
            script.DeleteBatch($"{name} delete", fd, keys, 3);
            script.DeleteBatch($"{name} delete again", fd, keys, 6);
            script.LookupBatch($"{name} lookup and delete", fd, [], 4, 4, 900, delete: true);
            script.LookupBatch($"{name} lookup and delete again", fd, [], 4, 4, 900, delete: true);
        }
        int small = script.Map(MapType.Hash, 4, 4, 4);
        script.UpdateBatch("small update 6", small, keys, values, 6);
        script.LookupBatch("small lookup", small, [], 4, 4, 4);
        int one = script.Map(MapType.Hash, 4, 4, 1);
        script.LookupBatch("one lookup from bucket 0", one, BitConverter.GetBytes(0), 4, 4, 1);
        script.LookupBatch("one lookup from bucket 1", one, BitConverter.GetBytes(1), 4, 4, 1);
        script.UpdateBatch("fd -1", -1, keys, values, 1);
        script.LookupBatch("fd -1", -1, [], 4, 4, 1);
    }

    private static void Access(CommandScript script)
    {
        foreach (MapFlags flags in (MapFlags[])[MapFlags.ReadOnly, MapFlags.WriteOnly, MapFlags.None])
        {
            int fd = script.Map(MapType.Hash, flags: flags | MapFlags.NoPreallocate);
            string name = flags.ToString();
            Try(name, fd);
            int other = script.FdById($"{name} by id", script.IdOf(fd));
            Try($"{name} other", other);
            int readOnly = script.FdById($"{name} by id, read-only", script.IdOf(fd), 8);
            Try($"{name} read-only", readOnly);
            int writeOnly = script.FdById($"{name} by id, write-only", script.IdOf(fd), 16);
            Try($"{name} write-only", writeOnly);
            script.Freeze($"{name} freeze read-only", readOnly);
            script.Freeze($"{name} freeze", other);
            script.Freeze($"{name} freeze again", other);
            Try($"{name} frozen", other);
            script.Info($"{name} info", readOnly);
        }

        void Try(string name, int fd)
        {
            script.Update($"{name} update", fd, new byte[4], new byte[8]);
            script.Update($"{name} update NULL", fd, [], new byte[8]);
            script.Update($"{name} update flags 4", fd, [], new byte[8], 4);
            script.Lookup($"{name} lookup", fd, new byte[4], 8);
            script.Lookup($"{name} lookup NULL", fd, [], 8);
            script.Next($"{name} next", fd, [], 4);
            script.Take($"{name} take", fd, new byte[4], 8);
            script.Delete($"{name} delete", fd, new byte[4]);
            script.Delete($"{name} delete NULL", fd, []);
            script.UpdateBatch($"{name} update batch", fd, new byte[4], new byte[8], 1);
            script.LookupBatch($"{name} lookup batch", fd, [], 4, 8, 4);
            script.LookupBatch($"{name} lookup and delete batch", fd, [], 4, 8, 4, delete: true);
            script.DeleteBatch($"{name} delete batch", fd, new byte[4], 1);
        }
    }

    private static void Objects(CommandScript script)
    {
        int fd = script.Create("create", new MapCreateAttributes { Type = MapType.Array, KeySize = 4, ValueSize = 4, MaxEntries = 1, Name = "objects" });
        uint id = script.IdOf(fd);
        script.Info("info", fd);
        script.NextId("next id 0", 0);
        script.NextId("next id of the one before", id - 1);
        script.NextId("next id past the last", int.MaxValue - 1);
        script.NextId("next id limit", int.MaxValue);
        script.NextId("next id -1", uint.MaxValue);
        foreach (uint flags in (uint[])[0, 8, 16, 24, 1, 4, 128])
            script.FdById($"fd by id flags {flags}", id, flags);
        script.FdById("fd by id 0", 0);
        script.FdById("fd by id -1", uint.MaxValue);
        script.FdById("fd by id -1, bad flags", uint.MaxValue, 1);
        script.Close("close", fd);
        script.Close("close again", fd);
        script.Close("close -1", -1);
        script.Info("info of closed", 9999); // the number just closed may be another test's by now
    }

    private static void MapsOfMaps(CommandScript script)
    {
        int inner = script.Map(MapType.Array), same = script.Map(MapType.Array, flags: MapFlags.Mmapable);
        foreach (MapType type in (MapType[])[MapType.ArrayOfMaps, MapType.HashOfMaps])
        {
            foreach (MapFlags flags in type == MapType.HashOfMaps ? (MapFlags[])[MapFlags.None, MapFlags.NoPreallocate] : [MapFlags.None])
            {
                int outer = script.Map(type, 4, 4, 2, flags, inner);
                string name = $"{type} {flags}";
                script.Update($"{name} update", outer, new byte[4], BitConverter.GetBytes(inner));
                script.Update($"{name} update MMAPABLE", outer, new byte[4], BitConverter.GetBytes(same));
                foreach (ulong flag in (ulong[])[1, 2, 3, 4, 8])
                {
                    script.Update($"{name} update flags {flag}", outer, new byte[4], BitConverter.GetBytes(inner), flag);
                    script.Update($"{name} update -1 flags {flag}", outer, new byte[4], BitConverter.GetBytes(-1), flag);
                }
                script.Update($"{name} update NULL", outer, [], BitConverter.GetBytes(inner));
                script.Update($"{name} update to NULL", outer, new byte[4], []);
                script.Lookup($"{name} lookup missing", outer, BitConverter.GetBytes(9), 4);
                script.Take($"{name} take", outer, new byte[4], 4);
                script.Next($"{name} next", outer, [], 4);
                script.UpdateBatch($"{name} update batch", outer, [.. new byte[4], .. BitConverter.GetBytes(1)], [.. BitConverter.GetBytes(inner), .. BitConverter.GetBytes(-1)], 2);
                script.UpdateBatch($"{name} update batch flags 1", outer, new byte[4], BitConverter.GetBytes(inner), 1, 1);
                script.DeleteBatch($"{name} delete batch", outer, new byte[4], 1);
                script.Update($"{name} update", outer, new byte[4], BitConverter.GetBytes(inner));
                script.Freeze($"{name} freeze", outer);
                script.Update($"{name} update frozen", outer, new byte[4], BitConverter.GetBytes(inner));
                script.Info($"{name} info", outer);
            }
        }
    }
}
