namespace Nbpf.Syscall;

/// <summary>
/// The commands of bpf(2), the one boundary between everything that is written once (loader, object API, tools)
/// and the two kernels that answer it: the in-process one and Linux. Errors are answers, never exceptions.
/// Checks are made in Linux's order, so that the first error is Linux's error.
/// Thread-safe. Disposing closes every file descriptor that is still open.
/// </summary>
public interface IBpf : IDisposable
{
    /// <summary>Number of possible CPUs: a per-CPU map's value on this boundary is that many slots of the value size rounded up to 8.</summary>
    int PossibleCpuCount { get; }

    /// <summary>BPF_MAP_CREATE.</summary>
    /// <param name="attributes">The map to create.</param>
    /// <returns>The new map's file descriptor, or an error.</returns>
    SysResult MapCreate(MapCreateAttributes attributes);

    /// <summary>BPF_MAP_LOOKUP_ELEM.</summary>
    /// <param name="mapFd">The map.</param>
    /// <param name="key">The key; empty stands for NULL.</param>
    /// <param name="value">Receives the value; EFAULT when shorter than the map's value on this boundary.</param>
    /// <param name="flags">BPF_F_LOCK or 0.</param>
    SysResult MapLookupElem(int mapFd, ReadOnlySpan<byte> key, Span<byte> value, ulong flags = 0);

    /// <summary>BPF_MAP_UPDATE_ELEM.</summary>
    /// <param name="mapFd">The map.</param>
    /// <param name="key">The key; empty stands for NULL.</param>
    /// <param name="value">The value; a file descriptor for maps of maps and program arrays.</param>
    /// <param name="flags">BPF_ANY, BPF_NOEXIST, BPF_EXIST, BPF_F_LOCK.</param>
    SysResult MapUpdateElem(int mapFd, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ulong flags = 0);

    /// <summary>BPF_MAP_DELETE_ELEM.</summary>
    /// <param name="mapFd">The map.</param>
    /// <param name="key">The key; empty stands for NULL.</param>
    SysResult MapDeleteElem(int mapFd, ReadOnlySpan<byte> key);

    /// <summary>BPF_MAP_LOOKUP_AND_DELETE_ELEM.</summary>
    /// <param name="mapFd">The map.</param>
    /// <param name="key">The key; empty stands for NULL.</param>
    /// <param name="value">Receives the value.</param>
    /// <param name="flags">BPF_F_LOCK or 0.</param>
    SysResult MapLookupAndDeleteElem(int mapFd, ReadOnlySpan<byte> key, Span<byte> value, ulong flags = 0);

    /// <summary>BPF_MAP_GET_NEXT_KEY.</summary>
    /// <param name="mapFd">The map.</param>
    /// <param name="key">The key to go on from; empty stands for NULL: the first key.</param>
    /// <param name="nextKey">Receives the next key.</param>
    SysResult MapGetNextKey(int mapFd, ReadOnlySpan<byte> key, Span<byte> nextKey);

    /// <summary>BPF_MAP_LOOKUP_BATCH.</summary>
    /// <param name="mapFd">The map.</param>
    /// <param name="inBatch">Position to go on from, as an earlier call wrote it; empty stands for NULL: the start.</param>
    /// <param name="outBatch">Receives the position for the next call.</param>
    /// <param name="keys">Receives the keys.</param>
    /// <param name="values">Receives the values.</param>
    /// <param name="count">In: room for how many elements; out: how many were written.</param>
    /// <param name="elementFlags">BPF_F_LOCK or 0.</param>
    /// <param name="flags">Must be 0.</param>
    SysResult MapLookupBatch(int mapFd, ReadOnlySpan<byte> inBatch, Span<byte> outBatch, Span<byte> keys, Span<byte> values, ref uint count, ulong elementFlags = 0, ulong flags = 0);

    /// <summary>BPF_MAP_LOOKUP_AND_DELETE_BATCH; parameters as in <see cref="MapLookupBatch"/>.</summary>
    /// <param name="mapFd">The map.</param>
    /// <param name="inBatch">Position to go on from; empty stands for NULL.</param>
    /// <param name="outBatch">Receives the position for the next call.</param>
    /// <param name="keys">Receives the keys.</param>
    /// <param name="values">Receives the values.</param>
    /// <param name="count">In: room; out: how many were written and deleted.</param>
    /// <param name="elementFlags">BPF_F_LOCK or 0.</param>
    /// <param name="flags">Must be 0.</param>
    SysResult MapLookupAndDeleteBatch(int mapFd, ReadOnlySpan<byte> inBatch, Span<byte> outBatch, Span<byte> keys, Span<byte> values, ref uint count, ulong elementFlags = 0, ulong flags = 0);

    /// <summary>BPF_MAP_UPDATE_BATCH.</summary>
    /// <param name="mapFd">The map.</param>
    /// <param name="keys">The keys, one after the other.</param>
    /// <param name="values">The values, one after the other.</param>
    /// <param name="count">In: how many elements; out: how many were written.</param>
    /// <param name="elementFlags">Flags of each update.</param>
    /// <param name="flags">Without meaning here: neither kernel looks at it.</param>
    SysResult MapUpdateBatch(int mapFd, ReadOnlySpan<byte> keys, ReadOnlySpan<byte> values, ref uint count, ulong elementFlags = 0, ulong flags = 0);

    /// <summary>BPF_MAP_DELETE_BATCH.</summary>
    /// <param name="mapFd">The map.</param>
    /// <param name="keys">The keys, one after the other.</param>
    /// <param name="count">In: how many elements; out: how many were deleted.</param>
    /// <param name="elementFlags">Must be 0 but for BPF_F_LOCK where the map allows it.</param>
    /// <param name="flags">Without meaning here: neither kernel looks at it.</param>
    SysResult MapDeleteBatch(int mapFd, ReadOnlySpan<byte> keys, ref uint count, ulong elementFlags = 0, ulong flags = 0);

    /// <summary>BPF_MAP_FREEZE: no further changes by command.</summary>
    /// <param name="mapFd">The map.</param>
    SysResult MapFreeze(int mapFd);

    /// <summary>BPF_PROG_LOAD.</summary>
    /// <param name="attributes">The program and how to verify it.</param>
    /// <param name="log">Receives the verifier's log, NUL-terminated; empty stands for no buffer.</param>
    /// <param name="logTrueSize">Receives the bytes the whole log takes, the NUL included; 0 without a log.</param>
    /// <returns>The new program's file descriptor, or an error.</returns>
    SysResult ProgLoad(ProgLoadAttributes attributes, Span<byte> log, out uint logTrueSize);

    /// <summary>BPF_PROG_TEST_RUN.</summary>
    /// <param name="programFd">The program.</param>
    /// <param name="arguments">Input, buffers for output and the run's results.</param>
    SysResult ProgTestRun(int programFd, ProgTestRunArguments arguments);

    /// <summary>BPF_OBJ_GET_INFO_BY_FD on a map.</summary>
    /// <param name="mapFd">The map.</param>
    /// <param name="info">Receives what the kernel tells of it, or null on error.</param>
    SysResult MapGetInfo(int mapFd, out MapInfo? info);

    /// <summary>BPF_OBJ_GET_INFO_BY_FD on a program, with all its arrays (xlated instructions, map ids, line info, …).</summary>
    /// <param name="programFd">The program.</param>
    /// <param name="info">Receives what the kernel tells of it, or null on error.</param>
    SysResult ProgGetInfo(int programFd, out ProgInfo? info);

    /// <summary>BPF_OBJ_GET_INFO_BY_FD on a BTF object, with its bytes.</summary>
    /// <param name="btfFd">The BTF object.</param>
    /// <param name="info">Receives what the kernel tells of it, or null on error.</param>
    SysResult BtfGetInfo(int btfFd, out BtfInfo? info);

    /// <summary>BPF_*_GET_NEXT_ID.</summary>
    /// <param name="kind">Which ids.</param>
    /// <param name="startId">The id to go on from; 0: the first.</param>
    /// <param name="nextId">Receives the next id, 0 on error.</param>
    SysResult ObjGetNextId(BpfObjectKind kind, uint startId, out uint nextId);

    /// <summary>BPF_*_GET_FD_BY_ID.</summary>
    /// <param name="kind">Which ids.</param>
    /// <param name="id">The object.</param>
    /// <param name="openFlags">For maps BPF_F_RDONLY, BPF_F_WRONLY or 0; else 0.</param>
    /// <returns>A new file descriptor, or an error.</returns>
    SysResult ObjGetFdById(BpfObjectKind kind, uint id, uint openFlags = 0);

    /// <summary>BPF_BTF_LOAD.</summary>
    /// <param name="btf">The BTF object's bytes.</param>
    /// <param name="logLevel">As in <see cref="ProgLoadAttributes.LogLevel"/>.</param>
    /// <param name="log">Receives the log, NUL-terminated; empty stands for no buffer.</param>
    /// <param name="logTrueSize">Receives the bytes the whole log takes.</param>
    /// <returns>The new BTF object's file descriptor, or an error.</returns>
    SysResult BtfLoad(ReadOnlySpan<byte> btf, uint logLevel, Span<byte> log, out uint logTrueSize);

    /// <summary>close(2) of a file descriptor that this boundary gave out: EBADF when it is not open.</summary>
    /// <param name="fd">The file descriptor.</param>
    SysResult Close(int fd);
}
