using Nbpf.Syscall;

namespace Nbpf.Maglev.Tests.DataPlane;

/// <summary>A kernel whose n-th command on maps fails; counts the file descriptors that are open through it.</summary>
internal sealed class FaultyKernel(IBpf inner, int failingCommand) : IBpf
{
    private int _commands;

    internal int OpenDescriptors { get; private set; }

    internal bool HasFailed => _commands >= failingCommand;

    public int PossibleCpuCount => inner.PossibleCpuCount;

    public SysResult MapCreate(MapCreateAttributes attributes)
    {
        SysResult result = Fails() ? Errno.ENOMEM : inner.MapCreate(attributes);
        if (!result.IsError) OpenDescriptors++;
        return result;
    }

    public SysResult MapUpdateBatch(int mapFd, ReadOnlySpan<byte> keys, ReadOnlySpan<byte> values, ref uint count, ulong elementFlags = 0, ulong flags = 0)
    {
        if (!Fails()) return inner.MapUpdateBatch(mapFd, keys, values, ref count, elementFlags, flags);
        count = 0;
        return Errno.ENOMEM;
    }

    public SysResult MapGetInfo(int mapFd, out MapInfo? info)
    {
        info = null;
        return Fails() ? Errno.ENOMEM : inner.MapGetInfo(mapFd, out info);
    }

    public SysResult Close(int fd)
    {
        OpenDescriptors--;
        return inner.Close(fd);
    }

    public SysResult MapLookupElem(int mapFd, ReadOnlySpan<byte> key, Span<byte> value, ulong flags = 0) => inner.MapLookupElem(mapFd, key, value, flags);

    public SysResult MapUpdateElem(int mapFd, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ulong flags = 0) => inner.MapUpdateElem(mapFd, key, value, flags);

    public SysResult MapDeleteElem(int mapFd, ReadOnlySpan<byte> key) => inner.MapDeleteElem(mapFd, key);

    public SysResult MapLookupAndDeleteElem(int mapFd, ReadOnlySpan<byte> key, Span<byte> value, ulong flags = 0) => inner.MapLookupAndDeleteElem(mapFd, key, value, flags);

    public SysResult MapGetNextKey(int mapFd, ReadOnlySpan<byte> key, Span<byte> nextKey) => inner.MapGetNextKey(mapFd, key, nextKey);

    public SysResult MapLookupBatch(int mapFd, ReadOnlySpan<byte> inBatch, Span<byte> outBatch, Span<byte> keys, Span<byte> values, ref uint count, ulong elementFlags = 0, ulong flags = 0) =>
        inner.MapLookupBatch(mapFd, inBatch, outBatch, keys, values, ref count, elementFlags, flags);

    public SysResult MapLookupAndDeleteBatch(int mapFd, ReadOnlySpan<byte> inBatch, Span<byte> outBatch, Span<byte> keys, Span<byte> values, ref uint count, ulong elementFlags = 0, ulong flags = 0) =>
        inner.MapLookupAndDeleteBatch(mapFd, inBatch, outBatch, keys, values, ref count, elementFlags, flags);

    public SysResult MapDeleteBatch(int mapFd, ReadOnlySpan<byte> keys, ref uint count, ulong elementFlags = 0, ulong flags = 0) => inner.MapDeleteBatch(mapFd, keys, ref count, elementFlags, flags);

    public SysResult MapFreeze(int mapFd) => inner.MapFreeze(mapFd);

    public SysResult ProgLoad(ProgLoadAttributes attributes, Span<byte> log, out uint logTrueSize) => inner.ProgLoad(attributes, log, out logTrueSize);

    public SysResult ProgTestRun(int programFd, ProgTestRunArguments arguments) => inner.ProgTestRun(programFd, arguments);

    public SysResult ProgGetInfo(int programFd, out ProgInfo? info) => inner.ProgGetInfo(programFd, out info);

    public SysResult BtfGetInfo(int btfFd, out BtfInfo? info) => inner.BtfGetInfo(btfFd, out info);

    public SysResult ObjGetNextId(BpfObjectKind kind, uint startId, out uint nextId) => inner.ObjGetNextId(kind, startId, out nextId);

    public SysResult ObjGetFdById(BpfObjectKind kind, uint id, uint openFlags = 0, int tokenFd = 0) => inner.ObjGetFdById(kind, id, openFlags);

    public SysResult BtfLoad(ReadOnlySpan<byte> btf, uint logLevel, Span<byte> log, out uint logTrueSize, uint flags = 0, int tokenFd = 0) => inner.BtfLoad(btf, logLevel, log, out logTrueSize);

    public void Dispose() => inner.Dispose();

    private bool Fails() => ++_commands == failingCommand;
}
