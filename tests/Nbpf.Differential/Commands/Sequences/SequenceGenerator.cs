using CsCheck;
using Nbpf.Comparison.Commands;
using Nbpf.Differential.Commands.Scripts;
using Nbpf.Syscall;

namespace Nbpf.Differential.Commands.Sequences;

/// <summary>
/// Random sequences of 10 to 60 commands on a handful of maps, so typed that most commands mean something: keys and values have their map's sizes, inner maps mostly fit,
/// programs work on the maps that are there. What is left out is what no kernel promises: which element an LRU hash evicts
/// (few keys, many entries), when exactly an object goes that something else still holds, partial batches that delete.
/// </summary>
internal sealed partial class SequenceGenerator : Gen<CommandSequence>
{
    private const int FewestCommands = 10;
    private const int MostCommands = 60;

    public override CommandSequence Generate(PCG pcg, Size? min, out Size size)
    {
        Draft draft = new(pcg);
        int length = FewestCommands + draft.Below(MostCommands - FewestCommands - 8);
        for (int i = 0, maps = 1 + draft.Below(3); i < maps; i++) draft.CreateMap();
        while (draft.Count < length) draft.Step();
        draft.End();
        size = new((ulong)draft.Count);
        return draft.Sequence;
    }

    /// <summary>The sequence of a seed; the same at any time.</summary>
    public static CommandSequence Of(uint seed) => new SequenceGenerator().Generate(new PCG(1 + (seed % 1000), seed), null, out _);

    /// <summary>A sequence while it is made.</summary>
    private sealed partial class Draft(PCG pcg)
    {
        private const int MostMaps = 8;

        private readonly Script script = new();
        private readonly List<GeneratedMap> maps = [];
        private readonly List<string> programs = [];
        private readonly Dictionary<string, GeneratedMap> pins = new(StringComparer.Ordinal);
        private int names;

        public int Count => script.Count;

        public CommandSequence Sequence => script.Sequence;

        private IEnumerable<GeneratedMap> OpenMaps => maps.Where(map => !map.IsClosed);

        public int Below(int limit) => (int)pcg.Next((uint)limit);

        public void Step()
        {
            int choice = Below(100);
            if (choice < 30) Update(AnyMap());
            else if (choice < 42) Lookup(AnyMap());
            else if (choice < 50) script.Delete(Fd(AnyMap(), out GeneratedMap deleted), Key(deleted));
            else if (choice < 54) script.Next(Fd(AnyMap(), out GeneratedMap walked), Chance(30) ? Operand.Null : Key(walked));
            else if (choice < 64) Batch(AnyMap());
            else if (choice < 82) RunProgram();
            else if (choice < 86) CreateMap();
            else if (choice < 88) CreateAnything();
            else if (choice < 96) Object();
            else Describe(AnyMap());
        }

        /// <summary>What all maps hold at the end.</summary>
        public void End()
        {
            foreach (GeneratedMap map in OpenMaps)
            {
                if (map.Type == MapType.RingBuf) script.Records(map.Name);
                else script.Contents(map.Name);
                script.Info(map.Name);
            }
        }

        public void CreateMap()
        {
            if (maps.Count >= MostMaps) return;
            GeneratedMap? template = maps.Count > 0 && Chance(40) ? Templates() : null;
            MapType type = template is not null
                ? Pick(MapType.ArrayOfMaps, MapType.HashOfMaps)
                : Pick(MapType.Array, MapType.Array, MapType.PerCpuArray, MapType.Hash, MapType.Hash, MapType.PerCpuHash, MapType.LruHash, MapType.ProgramArray, MapType.RingBuf);

            // An LRU hash so large that nothing is evicted; per-CPU arrays of one size, because of percpu-inner-size.
            uint max = type switch
            {
                MapType.LruHash => 1024,
                MapType.PerCpuArray => 3,
                MapType.RingBuf => 4096,
                _ => (uint)(1 + Below(8)),
            };
            MapFlags flags = type switch
            {
                MapType.Array => Pick(MapFlags.None, MapFlags.InnerMap, MapFlags.InnerMap, MapFlags.Mmapable, MapFlags.ReadOnlyProgram, MapFlags.WriteOnlyProgram),
                MapType.Hash or MapType.PerCpuHash => Pick(MapFlags.None, MapFlags.NoPreallocate, MapFlags.ReadOnlyProgram, MapFlags.ZeroSeed),
                MapType.HashOfMaps => Pick(MapFlags.None, MapFlags.NoPreallocate),
                _ => MapFlags.None,
            };
            uint key = type == MapType.RingBuf ? 0u : type is MapType.Hash or MapType.PerCpuHash or MapType.LruHash or MapType.HashOfMaps && Chance(25) ? Pick<uint>(1, 3, 8, 16, 40) : 4;
            uint value = type == MapType.RingBuf ? 0u : type is MapType.ArrayOfMaps or MapType.HashOfMaps or MapType.ProgramArray ? 4 : Pick<uint>(8, 8, 8, 4, 12, 1, 40);

            // Often like a map that is there, so that it may be put where that one is the template.
            if (template is null && type != MapType.ProgramArray && maps.Where(map => map.HasPlainValues).ToList() is { Count: > 0 } plain && Chance(50))
            {
                GeneratedMap like = plain[Below(plain.Count)];
                (type, key, value, flags) = (like.Type, like.KeySize, like.ValueSize, like.Flags);
                max = type is MapType.LruHash or MapType.PerCpuArray || Chance(60) ? like.MaxEntries : max;
            }

            GeneratedMap made = new($"m{maps.Count}", type, key, value, max, flags, template);
            maps.Add(made);
            if (template is not null) template.IsHeld = true;
            script.Map(made.Name, type, key, value, max, flags, template?.Name ?? "");
            if (type == MapType.ProgramArray) Load(Simple());
        }

        // Attributes that mostly do not go together: which of them a kernel complains of first.
        private void CreateAnything()
        {
            MapType type = Pick(MapType.Array, MapType.PerCpuArray, MapType.Hash, MapType.PerCpuHash, MapType.LruHash, MapType.ProgramArray, MapType.ArrayOfMaps, MapType.HashOfMaps, MapType.RingBuf, (MapType)77);
            MapFlags flags = (MapFlags)(Chance(50) ? 0 : 1u << Below(18)) | (MapFlags)(Chance(70) ? 0 : 1u << Below(18)) | (Chance(20) ? MapFlags.NoPreallocate : 0);
            MapCreateAttributes attributes = new()
            {
                Type = type,
                KeySize = Pick<uint>(4, 4, 4, 0, 1, 8, 512, 513, uint.MaxValue),
                ValueSize = Pick<uint>(4, 4, 8, 0, 1, 12, 32768, uint.MaxValue),
                MaxEntries = Pick<uint>(1, 4, 8, 0, 3, 4096, uint.MaxValue),
                Flags = flags & ~MapFlags.TokenFd,
                Name = Chance(85) ? "" : Pick("a", "a-b", "abcdefghijklmno"),
                NumaNode = Chance(90) ? 0u : 9,
                InterfaceIndex = Chance(95) ? 0u : 9999,
                Extra = Chance(95) ? 0u : 1,
                BtfKeyTypeId = Chance(95) ? 0u : 1,
                BtfVmlinuxValueTypeId = Chance(97) ? 0u : 1,
            };
            string template = Chance(60) ? maps[Below(maps.Count)].Name : Pick("none", "closed");
            script.Create(attributes, template, name: "any");
            if (Chance(50)) script.Info("any");
            script.Close("any");
        }

        private void Update(GeneratedMap map) => script.Update(Fd(map), Key(map), Value(map), UpdateFlags());

        private void Lookup(GeneratedMap map)
        {
            ulong flags = Chance(5) ? Pick<ulong>(1, 4, 8) : 0;
            if (Chance(25)) script.Take(Fd(map), Key(map), flags);
            else script.Lookup(Fd(map), Key(map), flags);
        }

        private void Batch(GeneratedMap map)
        {
            string fd = Fd(map);
            uint count = (uint)Below(5);
            Operand keys = count == 0 ? Operand.Null : Operand.Join(Enumerable.Range(0, (int)count).Select(_ => map.Key(Number(map))));
            ulong elementFlags = Chance(85) ? 0 : Pick<ulong>(1, 2, 4, 8);
            switch (Below(7))
            {
                case 0 or 1:
                    script.UpdateBatch(fd, keys, count == 0 ? Operand.Null : Operand.Join(Enumerable.Range(0, (int)count).Select(_ => Value(map, orNull: false))), count, elementFlags);
                    break;
                case 2:
                    script.DeleteBatch(fd, keys, count, elementFlags);
                    break;
                case 3:
                    script.LookupBatch(fd, Chance(80) ? Operand.Null : Operand.U32((uint)Below(10)), map.KeySize == 4 && Chance(30) ? count : 64, elementFlags);
                    break;
                case 4:
                    script.TakeBatch(fd, Operand.Null, Chance(20) ? 0u : 64, elementFlags);
                    break;
                case 5:
                    script.Walk(fd, 1 + count);
                    break;
                default:
                    script.Drain(fd, 1 + count);
                    break;
            }
        }

        private void Object()
        {
            GeneratedMap map = AnyMap();
            switch (Below(12))
            {
                case 11:
                    if (programs.Count == 0) break;
                    map.IsHeld = true;
                    script.Bind(AnyProgram(), Fd(map), Chance(10) ? 1u : 0);
                    break;
                case 8:
                    string name = $"n{Below(3)}";
                    if (programs.Count > 0 && Chance(25)) script.Pin(AnyProgram(), name);
                    else Pin(map, name);
                    break;
                case 9:
                    Get();
                    break;
                case 10:
                    string gone = $"n{Below(3)}";
                    script.Unpin(gone);
                    pins.Remove(gone);
                    break;
                case 0 or 1:
                    string alias = $"{map.Name}x{++names}";
                    map.Fds.Add(script.ById(alias, map.Name, Pick<uint>(0, 8, 16, 24, 1)));
                    break;
                case 2:
                    if (map.Fds.Count > 1) script.Close(map.Fds[1 + Below(map.Fds.Count - 1)]);
                    break;
                case 3:
                    Close(map);
                    break;
                case 4:
                    if (Chance(40)) script.Freeze(Fd(map));
                    break;
                case 5:
                    if (!map.IsClosed || !map.IsHeld) script.NextId(map.Name);
                    break;
                case 6:
                    if (programs.Count > 0) script.ProgramInfo(AnyProgram());
                    break;
                default:
                    if (maps.Find(closed => closed.IsClosed && !closed.IsHeld) is { } dead) script.ById("gone", dead.Name);
                    break;
            }
        }

        private void Pin(GeneratedMap map, string name)
        {
            script.Pin(Fd(map), name);
            map.IsHeld = true;
            if (!map.IsClosed) pins.TryAdd(name, map);
        }

        // What is pinned under the name may also be a program: then its file descriptor is of the wrong kind for all that follows.
        private void Get()
        {
            string name = $"n{Below(3)}", fd = $"g{++names}";
            script.Get(fd, name, Pick<uint>(0, 0, 8, 16, 24));
            if (pins.GetValueOrDefault(name) is { IsClosed: false } map) map.Fds.Add(fd);
        }

        // A program array loses its programs with its last file descriptor, a little later; that no sequence should see.
        private void Close(GeneratedMap map)
        {
            if (map.IsClosed || map.HoldsPrograms || OpenMaps.Count() < 2) return;
            map.IsClosed = true;
            foreach (string fd in map.Fds) script.Close(fd);
        }

        private void Describe(GeneratedMap map)
        {
            if (Chance(50)) script.Info(Fd(map));
            else script.Contents(Fd(map));
        }

        private GeneratedMap AnyMap()
        {
            // Now and then a map that is closed.
            if (Chance(3)) return maps[Below(maps.Count)];
            GeneratedMap[] open = [.. OpenMaps];
            return open[Below(open.Length)];
        }

        private GeneratedMap Templates() => maps[Below(maps.Count)];

        private string Fd(GeneratedMap map) => Chance(75) ? map.Name : map.Fds[Below(map.Fds.Count)];

        private string Fd(GeneratedMap map, out GeneratedMap same)
        {
            same = map;
            return Fd(map);
        }

        private uint Number(GeneratedMap map) => (uint)Below(Math.Min((int)map.MaxEntries, 6) + 2);

        private Operand Key(GeneratedMap map) => Chance(3) ? Operand.Null : map.Key(Number(map));

        private Operand Value(GeneratedMap map, bool orNull = true)
        {
            if (orNull && Chance(2)) return Operand.Null;
            if (map.HoldsMaps)
            {
                GeneratedMap[] fitting = [.. maps.Where(inner => Fits(map.Template!, inner))];
                GeneratedMap chosen = fitting.Length > 0 && Chance(80) ? fitting[Below(fitting.Length)] : maps[Below(maps.Count)];
                chosen.IsHeld = true;
                return Operand.Fd(Chance(4) ? Pick("none", "closed") : Fd(chosen));
            }

            if (!map.HoldsPrograms) return map.Value((uint)Below(256));
            return Operand.Fd(programs.Count > 0 && Chance(90) ? AnyProgram() : Pick("none", "closed", map.Name));
        }

        private static bool Fits(GeneratedMap template, GeneratedMap inner) =>
            (template.Type, template.KeySize, template.ValueSize, template.Flags) == (inner.Type, inner.KeySize, inner.ValueSize, inner.Flags) && !inner.IsClosed;

        private ulong UpdateFlags() => Chance(75) ? 0 : Pick<ulong>(1, 1, 1, 2, 2, 2, 3, 4, 8);

        private bool Chance(int percent) => Below(100) < percent;

        private T Pick<T>(params ReadOnlySpan<T> choices) => choices[Below(choices.Length)];
    }
}
