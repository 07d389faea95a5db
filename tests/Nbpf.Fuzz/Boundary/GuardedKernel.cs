using Nbpf.Syscall;

namespace Nbpf.Fuzz.Boundary;

/// <summary>
/// Holds every command of a kernel to the boundary's contract: an answer is a number or an errno that has a name, what is told of an object
/// comes with success only, and no byte is written outside of the buffers. An exception passes through: it is a fault as it stands.
/// </summary>
/// <param name="inner">The kernel; disposed with this.</param>
internal sealed class GuardedKernel(IBpf inner) : IBpf
{
    public int PossibleCpuCount => inner.PossibleCpuCount;

    public SysResult MapCreate(MapCreateAttributes attributes) => Answer(inner.MapCreate(attributes));

    public SysResult MapLookupElem(int mapFd, ReadOnlySpan<byte> key, Span<byte> value, ulong flags = 0)
    {
        Fenced room = new(value);
        SysResult result = Answer(inner.MapLookupElem(mapFd, key, room.Inside, flags));
        room.Close();
        return result;
    }

    public SysResult MapUpdateElem(int mapFd, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ulong flags = 0) => Answer(inner.MapUpdateElem(mapFd, key, value, flags));

    public SysResult MapDeleteElem(int mapFd, ReadOnlySpan<byte> key) => Answer(inner.MapDeleteElem(mapFd, key));

    public SysResult MapLookupAndDeleteElem(int mapFd, ReadOnlySpan<byte> key, Span<byte> value, ulong flags = 0)
    {
        Fenced room = new(value);
        SysResult result = Answer(inner.MapLookupAndDeleteElem(mapFd, key, room.Inside, flags));
        room.Close();
        return result;
    }

    public SysResult MapGetNextKey(int mapFd, ReadOnlySpan<byte> key, Span<byte> nextKey)
    {
        Fenced room = new(nextKey);
        SysResult result = Answer(inner.MapGetNextKey(mapFd, key, room.Inside));
        room.Close();
        return result;
    }

    public SysResult MapLookupBatch(int mapFd, ReadOnlySpan<byte> inBatch, Span<byte> outBatch, Span<byte> keys, Span<byte> values, ref uint count, ulong elementFlags = 0, ulong flags = 0)
    {
        Fenced position = new(outBatch), keyRoom = new(keys), valueRoom = new(values);
        uint wanted = count;
        SysResult result = Answer(inner.MapLookupBatch(mapFd, inBatch, position.Inside, keyRoom.Inside, valueRoom.Inside, ref count, elementFlags, flags));
        CheckCount(count, wanted);
        position.Close();
        keyRoom.Close();
        valueRoom.Close();
        return result;
    }

    public SysResult MapLookupAndDeleteBatch(int mapFd, ReadOnlySpan<byte> inBatch, Span<byte> outBatch, Span<byte> keys, Span<byte> values, ref uint count, ulong elementFlags = 0, ulong flags = 0)
    {
        Fenced position = new(outBatch), keyRoom = new(keys), valueRoom = new(values);
        uint wanted = count;
        SysResult result = Answer(inner.MapLookupAndDeleteBatch(mapFd, inBatch, position.Inside, keyRoom.Inside, valueRoom.Inside, ref count, elementFlags, flags));
        CheckCount(count, wanted);
        position.Close();
        keyRoom.Close();
        valueRoom.Close();
        return result;
    }

    public SysResult MapUpdateBatch(int mapFd, ReadOnlySpan<byte> keys, ReadOnlySpan<byte> values, ref uint count, ulong elementFlags = 0, ulong flags = 0)
    {
        uint wanted = count;
        SysResult result = Answer(inner.MapUpdateBatch(mapFd, keys, values, ref count, elementFlags, flags));
        CheckCount(count, wanted);
        return result;
    }

    public SysResult MapDeleteBatch(int mapFd, ReadOnlySpan<byte> keys, ref uint count, ulong elementFlags = 0, ulong flags = 0)
    {
        uint wanted = count;
        SysResult result = Answer(inner.MapDeleteBatch(mapFd, keys, ref count, elementFlags, flags));
        CheckCount(count, wanted);
        return result;
    }

    public SysResult MapFreeze(int mapFd) => Answer(inner.MapFreeze(mapFd));

    public SysResult ProgLoad(ProgLoadAttributes attributes, Span<byte> log, out uint logTrueSize)
    {
        Fenced room = new(log);
        SysResult result = Answer(inner.ProgLoad(attributes, room.Inside, out logTrueSize));
        room.Close();
        return result;
    }

    public SysResult ProgTestRun(int programFd, ProgTestRunArguments arguments) => Answer(inner.ProgTestRun(programFd, arguments));

    public SysResult MapGetInfo(int mapFd, out MapInfo? info) => Told(inner.MapGetInfo(mapFd, out info), info);

    public SysResult ProgGetInfo(int programFd, out ProgInfo? info) => Told(inner.ProgGetInfo(programFd, out info), info);

    public SysResult BtfGetInfo(int btfFd, out BtfInfo? info) => Told(inner.BtfGetInfo(btfFd, out info), info);

    public SysResult ObjGetNextId(BpfObjectKind kind, uint startId, out uint nextId)
    {
        SysResult result = Answer(inner.ObjGetNextId(kind, startId, out nextId));
        if (result.IsError ? nextId != 0 : nextId <= startId) throw new FuzzFaultException($"the id after {startId} is {nextId}: {result}");
        return result;
    }

    public SysResult ObjGetFdById(BpfObjectKind kind, uint id, uint openFlags = 0, int tokenFd = 0) => Answer(inner.ObjGetFdById(kind, id, openFlags, tokenFd));

    public SysResult BtfLoad(ReadOnlySpan<byte> btf, uint logLevel, Span<byte> log, out uint logTrueSize, uint flags = 0, int tokenFd = 0)
    {
        Fenced room = new(log);
        SysResult result = Answer(inner.BtfLoad(btf, logLevel, room.Inside, out logTrueSize, flags, tokenFd));
        room.Close();
        return result;
    }

    public SysResult ObjPin(string path, int fd, uint fileFlags = 0, int pathFd = 0) => Answer(inner.ObjPin(path, fd, fileFlags, pathFd));

    public SysResult ObjGet(string path, uint fileFlags = 0, int pathFd = 0) => Answer(inner.ObjGet(path, fileFlags, pathFd));

    public SysResult ObjUnpin(string path) => Answer(inner.ObjUnpin(path));

    public SysResult MakeDirectory(string path) => Answer(inner.MakeDirectory(path));

    public SysResult LinkCreate(LinkCreateAttributes attributes) => Answer(inner.LinkCreate(attributes));

    public SysResult LinkUpdate(int linkFd, int newFd, uint flags = 0, int oldFd = 0) => Answer(inner.LinkUpdate(linkFd, newFd, flags, oldFd));

    public SysResult LinkDetach(int linkFd) => Answer(inner.LinkDetach(linkFd));

    public SysResult LinkGetInfo(int linkFd, out LinkInfo? info) => Told(inner.LinkGetInfo(linkFd, out info), info);

    public SysResult ProgAttach(ProgAttachAttributes attributes) => Answer(inner.ProgAttach(attributes));

    public SysResult ProgDetach(ProgAttachAttributes attributes) => Answer(inner.ProgDetach(attributes));

    public SysResult ProgQuery(ProgQueryArguments arguments) => Answer(inner.ProgQuery(arguments));

    public SysResult RawTracepointOpen(string? name, int programFd, ulong cookie = 0) => Answer(inner.RawTracepointOpen(name, programFd, cookie));

    public SysResult EnableStats(StatsType type) => Answer(inner.EnableStats(type));

    public SysResult IterCreate(int linkFd, uint flags = 0) => Answer(inner.IterCreate(linkFd, flags));

    public SysResult ProgBindMap(int programFd, int mapFd, uint flags = 0) => Answer(inner.ProgBindMap(programFd, mapFd, flags));

    public SysResult TokenCreate(int bpffsFd, uint flags = 0) => Answer(inner.TokenCreate(bpffsFd, flags));

    public SysResult TaskFdQuery(int processId, int fd, uint flags, out TaskFdInfo? info) => Told(inner.TaskFdQuery(processId, fd, flags, out info), info);

    public SysResult ProgStreamRead(int programFd, uint streamId, Span<byte> buffer)
    {
        Fenced room = new(buffer);
        SysResult result = Answer(inner.ProgStreamRead(programFd, streamId, room.Inside));
        room.Close();
        return result;
    }

    public SysResult Read(int fd, Span<byte> buffer)
    {
        Fenced room = new(buffer);
        SysResult result = Answer(inner.Read(fd, room.Inside));
        room.Close();
        return result;
    }

    public SysResult MapMmap(int mapFd, ulong offset, int length, bool isWritable, out MappedMemory? memory) => Told(inner.MapMmap(mapFd, offset, length, isWritable, out memory), memory);

    public SysResult PollCreate(out IBpfPoll? poll) => Told(inner.PollCreate(out poll), poll);

    public SysResult Close(int fd) => Answer(inner.Close(fd));

    public void Dispose() => inner.Dispose();

    private static SysResult Answer(SysResult result) => !result.IsError || Enum.IsDefined(result.Errno) ? result : throw new FuzzFaultException($"{result.Value} is no errno with a name");

    private static SysResult Told(SysResult result, object? told) =>
        result.IsError == (told is null) ? Answer(result) : throw new FuzzFaultException($"{result}, and of the object {(told is null ? "nothing" : "something")} was told");

    private static void CheckCount(uint count, uint wanted)
    {
        if (count > wanted) throw new FuzzFaultException($"{count} of {wanted} elements");
    }
}
