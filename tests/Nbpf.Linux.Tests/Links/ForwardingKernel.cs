using Nbpf.Syscall;

namespace Nbpf.Linux.Tests.Links;

/// <summary>A kernel of another type that hands the few commands on that opening a program takes.</summary>
internal sealed class ForwardingKernel(IBpf kernel) : IBpf
{
    public int PossibleCpuCount => kernel.PossibleCpuCount;

    public SysResult MapCreate(MapCreateAttributes attributes) => Errno.EINVAL;

    public SysResult MapLookupElem(int mapFd, ReadOnlySpan<byte> key, Span<byte> value, ulong flags = 0) => Errno.EINVAL;

    public SysResult MapUpdateElem(int mapFd, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ulong flags = 0) => Errno.EINVAL;

    public SysResult MapDeleteElem(int mapFd, ReadOnlySpan<byte> key) => Errno.EINVAL;

    public SysResult MapLookupAndDeleteElem(int mapFd, ReadOnlySpan<byte> key, Span<byte> value, ulong flags = 0) => Errno.EINVAL;

    public SysResult MapGetNextKey(int mapFd, ReadOnlySpan<byte> key, Span<byte> nextKey) => Errno.EINVAL;

    public SysResult MapLookupBatch(int mapFd, ReadOnlySpan<byte> inBatch, Span<byte> outBatch, Span<byte> keys, Span<byte> values, ref uint count, ulong elementFlags = 0, ulong flags = 0) => Errno.EINVAL;

    public SysResult MapLookupAndDeleteBatch(int mapFd, ReadOnlySpan<byte> inBatch, Span<byte> outBatch, Span<byte> keys, Span<byte> values, ref uint count, ulong elementFlags = 0, ulong flags = 0) => Errno.EINVAL;

    public SysResult MapUpdateBatch(int mapFd, ReadOnlySpan<byte> keys, ReadOnlySpan<byte> values, ref uint count, ulong elementFlags = 0, ulong flags = 0) => Errno.EINVAL;

    public SysResult MapDeleteBatch(int mapFd, ReadOnlySpan<byte> keys, ref uint count, ulong elementFlags = 0, ulong flags = 0) => Errno.EINVAL;

    public SysResult MapFreeze(int mapFd) => Errno.EINVAL;

    public SysResult ProgLoad(ProgLoadAttributes attributes, Span<byte> log, out uint logTrueSize)
    {
        logTrueSize = 0;
        return Errno.EINVAL;
    }

    public SysResult ProgTestRun(int programFd, ProgTestRunArguments arguments) => Errno.EINVAL;

    public SysResult MapGetInfo(int mapFd, out MapInfo? info) => kernel.MapGetInfo(mapFd, out info);

    public SysResult ProgGetInfo(int programFd, out ProgInfo? info) => kernel.ProgGetInfo(programFd, out info);

    public SysResult BtfGetInfo(int btfFd, out BtfInfo? info) => kernel.BtfGetInfo(btfFd, out info);

    public SysResult ObjGetNextId(BpfObjectKind kind, uint startId, out uint nextId) => kernel.ObjGetNextId(kind, startId, out nextId);

    public SysResult ObjGetFdById(BpfObjectKind kind, uint id, uint openFlags = 0, int tokenFd = 0) => kernel.ObjGetFdById(kind, id, openFlags, tokenFd);

    public SysResult BtfLoad(ReadOnlySpan<byte> btf, uint logLevel, Span<byte> log, out uint logTrueSize, uint flags = 0, int tokenFd = 0)
    {
        logTrueSize = 0;
        return Errno.EINVAL;
    }

    public SysResult Close(int fd) => kernel.Close(fd);

    public void Dispose()
    {
    }
}
