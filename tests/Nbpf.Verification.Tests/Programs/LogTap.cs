using System.Text;
using Nbpf.Syscall;

namespace Nbpf.Verification.Tests.Programs;

/// <summary>A kernel that keeps the level-2 log and errno of the first load of every program through it.</summary>
internal sealed class LogTap(IBpf inner) : IBpf
{
    private const int LogSizeBytes = 1 << 24;

    public List<(string Name, LinuxAnswer Answer)> Loads { get; } = [];

    public int PossibleCpuCount => inner.PossibleCpuCount;

    public void Dispose() => inner.Dispose();

    public SysResult ProgLoad(ProgLoadAttributes attributes, Span<byte> log, out uint logTrueSize)
    {
        // After a refusal the loader asks what the kernel has, with programs without names, and may try again without something.
        if (attributes.Name.Length == 0 || (Loads.Count != 0 && Loads[^1].Name == attributes.Name))
            return inner.ProgLoad(attributes, log, out logTrueSize);
        byte[] buffer = new byte[LogSizeBytes];
        SysResult result = inner.ProgLoad(attributes with { LogLevel = 2 }, buffer, out logTrueSize);
        string text = Encoding.UTF8.GetString(buffer, 0, Array.IndexOf(buffer, (byte)0));
        Loads.Add((attributes.Name, LinuxAnswer.Normalised((int)result.Errno, text)));
        return result;
    }

    public SysResult MapCreate(MapCreateAttributes attributes) =>
        inner.MapCreate(attributes);

    public SysResult MapLookupElem(int mapFd, ReadOnlySpan<byte> key, Span<byte> value, ulong flags = 0) =>
        inner.MapLookupElem(mapFd, key, value, flags);

    public SysResult MapUpdateElem(int mapFd, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ulong flags = 0) =>
        inner.MapUpdateElem(mapFd, key, value, flags);

    public SysResult MapDeleteElem(int mapFd, ReadOnlySpan<byte> key) =>
        inner.MapDeleteElem(mapFd, key);

    public SysResult MapLookupAndDeleteElem(int mapFd, ReadOnlySpan<byte> key, Span<byte> value, ulong flags = 0) =>
        inner.MapLookupAndDeleteElem(mapFd, key, value, flags);

    public SysResult MapGetNextKey(int mapFd, ReadOnlySpan<byte> key, Span<byte> nextKey) =>
        inner.MapGetNextKey(mapFd, key, nextKey);

    public SysResult MapLookupBatch(
        int mapFd, ReadOnlySpan<byte> inBatch, Span<byte> outBatch, Span<byte> keys, Span<byte> values, ref uint count, ulong elementFlags = 0, ulong flags = 0) =>
        inner.MapLookupBatch(mapFd, inBatch, outBatch, keys, values, ref count, elementFlags, flags);

    public SysResult MapLookupAndDeleteBatch(
        int mapFd, ReadOnlySpan<byte> inBatch, Span<byte> outBatch, Span<byte> keys, Span<byte> values, ref uint count, ulong elementFlags = 0, ulong flags = 0) =>
        inner.MapLookupAndDeleteBatch(mapFd, inBatch, outBatch, keys, values, ref count, elementFlags, flags);

    public SysResult MapUpdateBatch(
        int mapFd, ReadOnlySpan<byte> keys, ReadOnlySpan<byte> values, ref uint count, ulong elementFlags = 0, ulong flags = 0) =>
        inner.MapUpdateBatch(mapFd, keys, values, ref count, elementFlags, flags);

    public SysResult MapDeleteBatch(int mapFd, ReadOnlySpan<byte> keys, ref uint count, ulong elementFlags = 0, ulong flags = 0) =>
        inner.MapDeleteBatch(mapFd, keys, ref count, elementFlags, flags);

    public SysResult MapFreeze(int mapFd) =>
        inner.MapFreeze(mapFd);

    public SysResult ProgTestRun(int programFd, ProgTestRunArguments arguments) =>
        inner.ProgTestRun(programFd, arguments);

    public SysResult MapGetInfo(int mapFd, out MapInfo? info) =>
        inner.MapGetInfo(mapFd, out info);

    public SysResult ProgGetInfo(int programFd, out ProgInfo? info) =>
        inner.ProgGetInfo(programFd, out info);

    public SysResult BtfGetInfo(int btfFd, out BtfInfo? info) =>
        inner.BtfGetInfo(btfFd, out info);

    public SysResult ObjGetNextId(BpfObjectKind kind, uint startId, out uint nextId) =>
        inner.ObjGetNextId(kind, startId, out nextId);

    public SysResult ObjGetFdById(BpfObjectKind kind, uint id, uint openFlags = 0, int tokenFd = 0) =>
        inner.ObjGetFdById(kind, id, openFlags);

    public SysResult BtfLoad(ReadOnlySpan<byte> btf, uint logLevel, Span<byte> log, out uint logTrueSize, uint flags = 0, int tokenFd = 0) =>
        inner.BtfLoad(btf, logLevel, log, out logTrueSize);

    public SysResult Close(int fd) =>
        inner.Close(fd);
}
