namespace Nbpf.Syscall;

/// <summary>
/// The commands of bpf(2), the one boundary between everything that is written once (loader, object API, tools)
/// and the two kernels that answer it: the in-process one and Linux. Errors are answers, never exceptions.
/// Checks are made in Linux's order, so that the first error is Linux's error.
/// Thread-safe. Disposing closes every file descriptor that is still open.
/// </summary>
/// <remarks>
/// A command with a body here is one that a kernel may not know: it answers EINVAL then, as a Linux older than the command does.
/// The only exceptions are of a caller's making: <see cref="ArgumentNullException"/> where the signature allows no null.
/// Paths are text: one that holds a NUL or half a surrogate pair names nothing and is EINVAL.
/// </remarks>
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
    /// <param name="openFlags">For maps BPF_F_RDONLY, BPF_F_WRONLY or 0; BPF_F_TOKEN_FD; else 0.</param>
    /// <param name="tokenFd">The token, with BPF_F_TOKEN_FD.</param>
    /// <returns>A new file descriptor, or an error.</returns>
    SysResult ObjGetFdById(BpfObjectKind kind, uint id, uint openFlags = 0, int tokenFd = 0);

    /// <summary>BPF_BTF_LOAD.</summary>
    /// <param name="btf">The BTF object's bytes.</param>
    /// <param name="logLevel">As in <see cref="ProgLoadAttributes.LogLevel"/>.</param>
    /// <param name="log">Receives the log, NUL-terminated; empty stands for no buffer.</param>
    /// <param name="logTrueSize">Receives the bytes the whole log takes.</param>
    /// <param name="flags">BPF_F_TOKEN_FD or 0.</param>
    /// <param name="tokenFd">The token, with BPF_F_TOKEN_FD.</param>
    /// <returns>The new BTF object's file descriptor, or an error.</returns>
    SysResult BtfLoad(ReadOnlySpan<byte> btf, uint logLevel, Span<byte> log, out uint logTrueSize, uint flags = 0, int tokenFd = 0);

    /// <summary>BPF_OBJ_PIN: gives a map, program, BTF object or link a name in a BPF file system.</summary>
    /// <param name="path">The new name.</param>
    /// <param name="fd">What is pinned.</param>
    /// <param name="fileFlags">BPF_F_PATH_FD or 0.</param>
    /// <param name="pathFd">The directory that a relative path starts from, with BPF_F_PATH_FD.</param>
    SysResult ObjPin(string path, int fd, uint fileFlags = 0, int pathFd = 0) => Errno.EINVAL;

    /// <summary>BPF_OBJ_GET: opens what is pinned.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="fileFlags">BPF_F_RDONLY, BPF_F_WRONLY, BPF_F_PATH_FD or 0.</param>
    /// <param name="pathFd">The directory that a relative path starts from, with BPF_F_PATH_FD.</param>
    /// <returns>A new file descriptor, or an error.</returns>
    SysResult ObjGet(string path, uint fileFlags = 0, int pathFd = 0) => Errno.EINVAL;

    /// <summary>Removes a pinned name (unlink(2)); what was pinned lives on while something else refers to it.</summary>
    /// <param name="path">The name.</param>
    SysResult ObjUnpin(string path) => Errno.EINVAL;

    /// <summary>Makes a directory in a BPF file system (mkdir(2) with mode 0700): EEXIST when the name is taken.</summary>
    /// <param name="path">The new directory.</param>
    SysResult MakeDirectory(string path) => Errno.EINVAL;

    /// <summary>BPF_LINK_CREATE: attaches a program.</summary>
    /// <param name="attributes">What is attached to what.</param>
    /// <returns>The link's file descriptor, or an error. The program is detached when the last reference to the link goes.</returns>
    SysResult LinkCreate(LinkCreateAttributes attributes) => Errno.EINVAL;

    /// <summary>BPF_LINK_UPDATE: puts another program (another map, for struct_ops) in place of the link's, atomically.</summary>
    /// <param name="linkFd">The link.</param>
    /// <param name="newFd">The new program or map.</param>
    /// <param name="flags">BPF_F_REPLACE, or 0.</param>
    /// <param name="oldFd">With BPF_F_REPLACE: what must be in place now, else EPERM.</param>
    SysResult LinkUpdate(int linkFd, int newFd, uint flags = 0, int oldFd = 0) => Errno.EINVAL;

    /// <summary>BPF_LINK_DETACH: ends the attachment; the link stays, without effect.</summary>
    /// <param name="linkFd">The link.</param>
    SysResult LinkDetach(int linkFd) => Errno.EINVAL;

    /// <summary>BPF_OBJ_GET_INFO_BY_FD on a link.</summary>
    /// <param name="linkFd">The link.</param>
    /// <param name="info">Receives what the kernel tells of it, or null on error.</param>
    SysResult LinkGetInfo(int linkFd, out LinkInfo? info)
    {
        info = null;
        return Errno.EINVAL;
    }

    /// <summary>BPF_PROG_ATTACH: attaches a program without a link.</summary>
    /// <param name="attributes">What is attached to what.</param>
    SysResult ProgAttach(ProgAttachAttributes attributes) => Errno.EINVAL;

    /// <summary>BPF_PROG_DETACH.</summary>
    /// <param name="attributes">What is detached from what.</param>
    SysResult ProgDetach(ProgAttachAttributes attributes) => Errno.EINVAL;

    /// <summary>BPF_PROG_QUERY: which programs are attached to a hook.</summary>
    /// <param name="arguments">The hook, buffers and the answer.</param>
    SysResult ProgQuery(ProgQueryArguments arguments) => Errno.EINVAL;

    /// <summary>BPF_RAW_TRACEPOINT_OPEN: attaches a program to a raw tracepoint, or a tracing program to the target of its load.</summary>
    /// <param name="name">The tracepoint's name; null for a program that named its target when it was loaded.</param>
    /// <param name="programFd">The program.</param>
    /// <param name="cookie">What bpf_get_attach_cookie answers.</param>
    /// <returns>A link's file descriptor, or an error.</returns>
    SysResult RawTracepointOpen(string? name, int programFd, ulong cookie = 0) => Errno.EINVAL;

    /// <summary>BPF_ENABLE_STATS: counts until the file descriptor is closed.</summary>
    /// <param name="type">What to count.</param>
    /// <returns>A file descriptor, or an error.</returns>
    SysResult EnableStats(StatsType type) => Errno.EINVAL;

    /// <summary>BPF_ITER_CREATE.</summary>
    /// <param name="linkFd">A link of an iterator program.</param>
    /// <param name="flags">Must be 0.</param>
    /// <returns>A file descriptor to <see cref="Read"/> from, or an error.</returns>
    SysResult IterCreate(int linkFd, uint flags = 0) => Errno.EINVAL;

    /// <summary>BPF_PROG_BIND_MAP: makes a map live as long as a program.</summary>
    /// <param name="programFd">The program.</param>
    /// <param name="mapFd">The map.</param>
    /// <param name="flags">Must be 0.</param>
    SysResult ProgBindMap(int programFd, int mapFd, uint flags = 0) => Errno.EINVAL;

    /// <summary>BPF_TOKEN_CREATE: a token with the rights that a BPF file system delegates.</summary>
    /// <param name="bpffsFd">The file system's root directory.</param>
    /// <param name="flags">Must be 0.</param>
    /// <returns>The token's file descriptor, or an error.</returns>
    SysResult TokenCreate(int bpffsFd, uint flags = 0) => Errno.EINVAL;

    /// <summary>BPF_TASK_FD_QUERY: what a file descriptor of a process is attached to.</summary>
    /// <param name="processId">The process.</param>
    /// <param name="fd">Its file descriptor.</param>
    /// <param name="flags">Must be 0.</param>
    /// <param name="info">Receives the answer, or null on error.</param>
    SysResult TaskFdQuery(int processId, int fd, uint flags, out TaskFdInfo? info)
    {
        info = null;
        return Errno.EINVAL;
    }

    /// <summary>BPF_PROG_STREAM_READ_BY_FD: takes what a program wrote to one of its streams.</summary>
    /// <param name="programFd">The program.</param>
    /// <param name="streamId">BPF_STREAM_STDOUT (1) or BPF_STREAM_STDERR (2).</param>
    /// <param name="buffer">Receives the bytes.</param>
    /// <returns>How many bytes were taken; 0 when there are none.</returns>
    SysResult ProgStreamRead(int programFd, uint streamId, Span<byte> buffer) => Errno.EINVAL;

    /// <summary>read(2) of a file descriptor that this boundary gave out, an iterator's: EINVAL when it cannot be read.</summary>
    /// <param name="fd">The file descriptor.</param>
    /// <param name="buffer">Receives the bytes.</param>
    /// <returns>How many bytes were read; 0 at the end.</returns>
    SysResult Read(int fd, Span<byte> buffer) => Errno.EINVAL;

    /// <summary>mmap(2) of a map: a mmapable array, ring buffer or arena.</summary>
    /// <param name="mapFd">The map.</param>
    /// <param name="offset">Where in the map, in bytes; a multiple of the page size.</param>
    /// <param name="length">How many bytes; the last page is mapped whole.</param>
    /// <param name="isWritable">Whether it is mapped for writing as well.</param>
    /// <param name="memory">Receives the memory, or null on error.</param>
    SysResult MapMmap(int mapFd, ulong offset, int length, bool isWritable, out MappedMemory? memory)
    {
        memory = null;
        return Errno.ENODEV;
    }

    /// <summary>Makes something to wait with (epoll_create1(2)).</summary>
    /// <param name="poll">Receives it, or null on error.</param>
    SysResult PollCreate(out IBpfPoll? poll)
    {
        poll = null;
        return Errno.ENOSYS;
    }

    /// <summary>close(2) of a file descriptor that this boundary gave out: EBADF when it is not open.</summary>
    /// <param name="fd">The file descriptor.</param>
    SysResult Close(int fd);
}
