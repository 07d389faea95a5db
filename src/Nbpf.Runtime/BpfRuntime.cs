using Nbpf.Runtime.Commands;
using Nbpf.Syscall;

namespace Nbpf.Runtime;

/// <summary>
/// The in-process kernel: answers the commands of bpf(2) without any help of the operating system. It belongs to the process
/// and needs no privileges; several can live side by side. Thread-safe.
/// </summary>
public sealed class BpfRuntime : IBpf, IKernelFacts
{
    private readonly KernelServices kernel;
    private readonly ObjectCommands objects;
    private readonly MapCommands maps;
    private readonly MapElementCommands elements;
    private readonly MapBatchCommands batches;
    private readonly ProgramCommands programs;
    private readonly BtfCommands btf;
    private readonly PinCommands pins;
    private readonly MappingCommands mappings;
    private readonly LinkCommands links;
    private readonly AttachCommands attachments;
    private int disposed;

    /// <summary>Makes an empty kernel with default options.</summary>
    public BpfRuntime()
        : this(new BpfRuntimeOptions())
    {
    }

    /// <summary>Makes an empty kernel.</summary>
    /// <param name="options">Its size.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number of the options is out of its range.</exception>
    /// <exception cref="InsufficientMemoryException">The memory limit has no room for the kernel's own tables: 32 KiB for each CPU.</exception>
    public BpfRuntime(BpfRuntimeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.CpuCount, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.CpuCount, BpfRuntimeOptions.MaximumCpuCount, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.ObjectLimit, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.DescriptorLimit, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.NameLimit, nameof(options));
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("Nbpf runs on little-endian machines only.");
        kernel = new KernelServices(options);
        objects = new ObjectCommands(kernel.Objects);
        maps = new MapCommands(kernel.Maps);
        elements = new MapElementCommands(kernel.Objects);
        batches = new MapBatchCommands(kernel.Objects);
        programs = new ProgramCommands(kernel.Programs, kernel.Runs, kernel.Rewriter);
        btf = new BtfCommands(kernel.Heap, kernel.Objects);
        pins = new PinCommands(kernel.Objects, kernel.FileSystem);
        mappings = new MappingCommands(kernel.Objects);
        links = new LinkCommands(kernel.Objects, kernel.Network, kernel.Tracepoints, kernel.Statistics);
        attachments = new AttachCommands(kernel.Objects, kernel.Network);
    }

    /// <inheritdoc/>
    public int PossibleCpuCount => kernel.Options.CpuCount;

    /// <inheritdoc/>
    public uint Version => 6 << 16 | 18 << 8;

    /// <inheritdoc/>
    public bool HasNoTypes => kernel.Options.KernelTypes is null;

    /// <inheritdoc/>
    public Btf? ReadTypes() => kernel.Options.KernelTypes;

    /// <inheritdoc/>
    public string? ReadConfiguration() => kernel.Options.Configuration;

    /// <summary>None: functions of this process have no place in a program.</summary>
    /// <param name="names">The names.</param>
    public IReadOnlyList<KernelSymbol> FindSymbols(IReadOnlySet<string> names) => [];

    /// <summary>What programs print with bpf_trace_printk.</summary>
    public TraceLog Trace => kernel.Trace;

    /// <summary>Where this kernel's objects are pinned.</summary>
    public BpfFileSystem FileSystem => kernel.FileSystem;

    /// <summary>The kernel's parts, for programs' runs and tests.</summary>
    internal KernelServices Services => kernel;

    /// <inheritdoc/>
    public SysResult MapCreate(MapCreateAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        return maps.Create(attributes);
    }

    /// <inheritdoc/>
    public SysResult MapLookupElem(int mapFd, ReadOnlySpan<byte> key, Span<byte> value, ulong flags = 0)
        => elements.Lookup(mapFd, key, value, flags);

    /// <inheritdoc/>
    public SysResult MapUpdateElem(int mapFd, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ulong flags = 0)
        => elements.Update(mapFd, key, value, flags);

    /// <inheritdoc/>
    public SysResult MapDeleteElem(int mapFd, ReadOnlySpan<byte> key) => elements.Delete(mapFd, key);

    /// <inheritdoc/>
    public SysResult MapLookupAndDeleteElem(int mapFd, ReadOnlySpan<byte> key, Span<byte> value, ulong flags = 0)
        => elements.LookupAndDelete(mapFd, key, value, flags);

    /// <inheritdoc/>
    public SysResult MapGetNextKey(int mapFd, ReadOnlySpan<byte> key, Span<byte> nextKey) => elements.GetNextKey(mapFd, key, nextKey);

    /// <inheritdoc/>
    public SysResult MapLookupBatch(int mapFd, ReadOnlySpan<byte> inBatch, Span<byte> outBatch, Span<byte> keys, Span<byte> values, ref uint count, ulong elementFlags = 0, ulong flags = 0)
        => batches.Lookup(mapFd, inBatch, outBatch, keys, values, ref count, elementFlags, flags);

    /// <inheritdoc/>
    public SysResult MapLookupAndDeleteBatch(int mapFd, ReadOnlySpan<byte> inBatch, Span<byte> outBatch, Span<byte> keys, Span<byte> values, ref uint count, ulong elementFlags = 0, ulong flags = 0)
        => batches.LookupAndDelete(mapFd, inBatch, outBatch, keys, values, ref count, elementFlags, flags);

    /// <inheritdoc/>
    public SysResult MapUpdateBatch(int mapFd, ReadOnlySpan<byte> keys, ReadOnlySpan<byte> values, ref uint count, ulong elementFlags = 0, ulong flags = 0)
        => batches.Update(mapFd, keys, values, ref count, elementFlags);

    /// <inheritdoc/>
    public SysResult MapDeleteBatch(int mapFd, ReadOnlySpan<byte> keys, ref uint count, ulong elementFlags = 0, ulong flags = 0)
        => batches.Delete(mapFd, keys, ref count, elementFlags);

    /// <inheritdoc/>
    public SysResult MapFreeze(int mapFd) => maps.Freeze(mapFd);

    /// <inheritdoc/>
    public SysResult ProgLoad(ProgLoadAttributes attributes, Span<byte> log, out uint logTrueSize)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        return programs.Load(attributes, log, out logTrueSize);
    }

    /// <inheritdoc/>
    public SysResult ProgTestRun(int programFd, ProgTestRunArguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return programs.TestRun(programFd, arguments);
    }

    /// <inheritdoc/>
    public SysResult MapGetInfo(int mapFd, out MapInfo? info) => maps.GetInfo(mapFd, out info);

    /// <inheritdoc/>
    public SysResult ProgGetInfo(int programFd, out ProgInfo? info) => programs.GetInfo(programFd, out info);

    /// <inheritdoc/>
    public SysResult BtfGetInfo(int btfFd, out BtfInfo? info) => btf.GetInfo(btfFd, out info);

    /// <inheritdoc/>
    public SysResult ObjGetNextId(BpfObjectKind kind, uint startId, out uint nextId) => objects.GetNextId(kind, startId, out nextId);

    /// <inheritdoc/>
    public SysResult ObjGetFdById(BpfObjectKind kind, uint id, uint openFlags = 0, int tokenFd = 0) => objects.GetFdById(kind, id, openFlags);

    /// <inheritdoc/>
    public SysResult BtfLoad(ReadOnlySpan<byte> btf, uint logLevel, Span<byte> log, out uint logTrueSize, uint flags = 0, int tokenFd = 0)
        => this.btf.Load(btf, logLevel, log, out logTrueSize);

    /// <inheritdoc/>
    public SysResult ObjPin(string path, int fd, uint fileFlags = 0, int pathFd = 0)
    {
        ArgumentNullException.ThrowIfNull(path);
        return pins.Pin(path, fd, fileFlags, pathFd);
    }

    /// <inheritdoc/>
    public SysResult ObjGet(string path, uint fileFlags = 0, int pathFd = 0)
    {
        ArgumentNullException.ThrowIfNull(path);
        return pins.Get(path, fileFlags, pathFd);
    }

    /// <inheritdoc/>
    public SysResult ObjUnpin(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return pins.Unpin(path);
    }

    /// <inheritdoc/>
    public SysResult MakeDirectory(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return kernel.FileSystem.Make(path);
    }

    /// <summary>Makes a network interface, to attach programs to and to feed packets into.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentException">There is one of that name.</exception>
    public BpfInterface CreateInterface(string name) => kernel.Network.Add(name, index => new BpfInterface(kernel.Runs, kernel.Network, name, index));

    /// <summary>Declares an event that raw tracepoint programs can attach to.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="argumentCount">How many 64-bit arguments it has, at most <see cref="BpfTracepoint.MaximumArgumentCount"/>.</param>
    /// <exception cref="ArgumentException">There is one of that name.</exception>
    public BpfTracepoint CreateTracepoint(string name, int argumentCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(argumentCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(argumentCount, BpfTracepoint.MaximumArgumentCount);
        BpfTracepoint made = new(kernel.Runs, name, argumentCount);
        return kernel.Tracepoints.TryAdd(made) ? made : throw new ArgumentException($"there is an event '{name}' already", nameof(name));
    }

    /// <summary>Makes a packet socket, for socket filters.</summary>
    public BpfSocket CreateSocket() => new(kernel.Runs);

    /// <inheritdoc/>
    public SysResult LinkCreate(LinkCreateAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        return links.Create(attributes);
    }

    /// <inheritdoc/>
    public SysResult LinkUpdate(int linkFd, int newFd, uint flags = 0, int oldFd = 0) => links.Update(linkFd, newFd, flags, oldFd);

    /// <inheritdoc/>
    public SysResult LinkDetach(int linkFd) => links.Detach(linkFd);

    /// <inheritdoc/>
    public SysResult LinkGetInfo(int linkFd, out LinkInfo? info) => links.GetInfo(linkFd, out info);

    /// <inheritdoc/>
    public SysResult ProgAttach(ProgAttachAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        return attachments.Attach(attributes);
    }

    /// <inheritdoc/>
    public SysResult ProgDetach(ProgAttachAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        return attachments.Detach(attributes);
    }

    /// <inheritdoc/>
    public SysResult ProgQuery(ProgQueryArguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return attachments.Query(arguments);
    }

    /// <inheritdoc/>
    public SysResult RawTracepointOpen(string? name, int programFd, ulong cookie = 0) => links.OpenRawTracepoint(name, programFd, cookie);

    /// <inheritdoc/>
    public SysResult EnableStats(StatsType type) => links.EnableStatistics(type);

    /// <inheritdoc/>
    public SysResult IterCreate(int linkFd, uint flags = 0) => links.CreateIterator(linkFd, flags);

    /// <inheritdoc/>
    public SysResult ProgBindMap(int programFd, int mapFd, uint flags = 0) => links.BindMap(programFd, mapFd, flags);

    /// <inheritdoc/>
    public SysResult TokenCreate(int bpffsFd, uint flags = 0) => links.CreateToken(bpffsFd, flags);

    /// <inheritdoc/>
    public SysResult TaskFdQuery(int processId, int fd, uint flags, out TaskFdInfo? info) => links.QueryTask(processId, fd, flags, out info);

    /// <inheritdoc/>
    public SysResult MapMmap(int mapFd, ulong offset, int length, bool isWritable, out MappedMemory? memory)
        => mappings.Map(mapFd, offset, length, isWritable, out memory);

    /// <inheritdoc/>
    public SysResult PollCreate(out IBpfPoll? poll) => mappings.CreatePoll(out poll);

    /// <inheritdoc/>
    public SysResult Close(int fd) => objects.Close(fd);

    /// <summary>
    /// Closes every file descriptor and frees all memory; what mappings, polls and sockets still hold, and what runs and commands in progress may reach, goes
    /// with them. No run begins afterwards.
    /// </summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 0)
            kernel.Dispose();
    }
}
