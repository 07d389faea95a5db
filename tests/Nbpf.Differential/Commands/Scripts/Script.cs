using Nbpf.Comparison.Commands;
using Nbpf.Syscall;

namespace Nbpf.Differential.Commands.Scripts;

/// <summary>Commands one after the other, while a script writes them down.</summary>
internal sealed class Script
{
    private readonly List<Command> commands = [];

    public static Operand Zero => Operand.U32(0);

    public int Count => commands.Count;

    public CommandSequence Sequence => new([.. commands]);

    /// <summary>A map by its most used attributes; gives back the name.</summary>
    public string Map(string name, MapType type, uint key = 4, uint value = 8, uint max = 4, MapFlags flags = MapFlags.None, string inner = "")
    {
        commands.Add(MapCreate.Of(name, type, key, value, max, flags, inner));
        return name;
    }

    public void Create(MapCreateAttributes attributes, string inner = "", string btf = "", string name = "m") => commands.Add(new MapCreate(name, attributes, inner, btf));

    public void Update(string map, Operand key, Operand value, ulong flags = 0) => commands.Add(new MapUpdate(map, key, value, flags));

    public void Lookup(string map, Operand key, ulong flags = 0, int? room = null) => commands.Add(new MapLookup(map, key, flags, Room: room));

    public void Take(string map, Operand key, ulong flags = 0, int? room = null) => commands.Add(new MapLookup(map, key, flags, Delete: true, room));

    public void Delete(string map, Operand key) => commands.Add(new MapDelete(map, key));

    public void Next(string map, Operand key, int? room = null) => commands.Add(new MapNextKey(map, key, room));

    public void UpdateBatch(string map, Operand keys, Operand values, uint count, ulong elementFlags = 0, ulong flags = 0) =>
        commands.Add(new MapUpdateBatch(map, keys, values, count, elementFlags, flags));

    public void DeleteBatch(string map, Operand keys, uint count, ulong elementFlags = 0, ulong flags = 0) =>
        commands.Add(new MapDeleteBatch(map, keys, count, elementFlags, flags));

    public void LookupBatch(string map, Operand from, uint count, ulong elementFlags = 0, ulong flags = 0) =>
        commands.Add(new MapLookupBatch(map, from, count, elementFlags, flags));

    public void TakeBatch(string map, Operand from, uint count, ulong elementFlags = 0, ulong flags = 0) =>
        commands.Add(new MapLookupBatch(map, from, count, elementFlags, flags, Delete: true));

    public void Walk(string map, uint count) => commands.Add(new MapDrain(map, count, Delete: false));

    public void Drain(string map, uint count) => commands.Add(new MapDrain(map, count, Delete: true));

    public void Contents(string map) => commands.Add(new MapContents(map));

    public void Info(string map) => commands.Add(new MapGetInfo(map));

    public void Memory(string map) => commands.Add(new MapMemory(map));

    public void Mapped(string map, ulong offset, uint length, bool isWritable) => commands.Add(new MapMapped(map, offset, length, isWritable));

    public void Records(string ring) => commands.Add(new RingRecords(ring));

    public void Freeze(string map) => commands.Add(new MapFreeze(map));

    public void Close(string name) => commands.Add(new ObjectClose(name));

    public string ById(string name, string of, uint flags = 0, BpfObjectKind kind = BpfObjectKind.Map)
    {
        commands.Add(new ObjectById(name, kind, of, flags));
        return name;
    }

    public void NextId(string from, BpfObjectKind kind = BpfObjectKind.Map) => commands.Add(new ObjectNextId(kind, from));

    public string Load(string name, string assembly, ProgramType type = ProgramType.Xdp)
    {
        commands.Add(new ProgramLoad(name, type, assembly));
        return name;
    }

    public void Run(string program, Operand data, uint repeat = 0) => commands.Add(new ProgramRun(program, data, repeat));

    public void Bind(string program, string map, uint flags = 0) => commands.Add(new ProgramBindMap(program, map, flags));

    /// <summary>Of interfaces that do not exist only: scripts attach to nothing that is there.</summary>
    public void LinkToNowhere(string program, AttachType type, int noInterface = 999_999, uint flags = 0) => commands.Add(new LinkCreate("link", program, type, noInterface, flags));

    public void LinkUpdate(string link, string program, uint flags = 0) => commands.Add(new LinkChange(link, program, flags));

    public void LinkDetach(string link) => commands.Add(new LinkChange(link));

    public void ProgramInfo(string program) => commands.Add(new ProgramGetInfo(program));

    public void Pin(string name, string path, uint flags = 0) => commands.Add(new ObjectPin(name, path, flags));

    public string Get(string name, string path, uint flags = 0)
    {
        commands.Add(new ObjectGet(name, path, flags));
        return name;
    }

    public void Unpin(string path) => commands.Add(new ObjectUnpin(path));

    public string Btf(string name, ReadOnlySpan<byte> bytes)
    {
        commands.Add(new BtfLoad(name, Operand.Hex(bytes)));
        return name;
    }
}
