using Nbpf.Syscall;

namespace Nbpf;

/// <summary>A loaded program. Thread-safe; disposing closes its file descriptor.</summary>
public sealed class BpfProgram : IDisposable
{
    // A program may push headers: XDP grows a packet by at most its headroom, which is less than a page.
    private const int RoomToGrow = 4096;

    // At least every context that a test run writes back: struct __sk_buff has 192 bytes, struct xdp_md 24.
    private const int ContextRoom = 256;

    private readonly BpfHandle _handle;

    internal BpfProgram(IBpf kernel, int fd, ProgramSpec spec, string log)
        : this(kernel, fd, spec.Name, spec.Type)
    {
        Spec = spec;
        ExpectedAttachType = spec.AttachType;
        VerifierLog = log;
    }

    private BpfProgram(IBpf kernel, int fd, string name, ProgramType type, string? pinPath = null)
    {
        Kernel = kernel;
        _handle = new BpfHandle(kernel, fd);
        Name = name;
        Type = type;
        PinPath = pinPath;
        VerifierLog = "";
    }

    /// <summary>The kernel the program is loaded in.</summary>
    public IBpf Kernel { get; }

    /// <summary>The file descriptor.</summary>
    public int Fd => _handle.Fd;

    /// <summary>The function's whole name; the kernel has its first 15 bytes.</summary>
    public string Name { get; }

    /// <summary>Program type.</summary>
    public ProgramType Type { get; }

    /// <summary>The attach type the program was loaded for; null for a program that was opened, of which the kernel does not tell it.</summary>
    public AttachType? ExpectedAttachType { get; }

    /// <summary>What the program was loaded from; null for a program that was opened.</summary>
    public ProgramSpec? Spec { get; }

    /// <summary>Where the program was pinned through this object or opened from, or null.</summary>
    public string? PinPath { get; private set; }

    /// <summary>The verifier's log when one was asked for, else empty.</summary>
    public string VerifierLog { get; }

    /// <summary>What the kernel tells of the program.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public ProgInfo Info
    {
        get
        {
            SysResult result = Kernel.ProgGetInfo(Fd, out ProgInfo? info);
            return !result.IsError && info is not null ? info : throw new BpfException(result.Errno, "get info of program", Name);
        }
    }

    /// <summary>Opens an existing program.</summary>
    /// <param name="kernel">Where.</param>
    /// <param name="id">Its id.</param>
    /// <exception cref="BpfException">There is no such program, or the kernel refused.</exception>
    public static BpfProgram OpenById(IBpf kernel, uint id)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        SysResult opened = kernel.ObjGetFdById(BpfObjectKind.Program, id);
        if (opened.IsError) throw new BpfException(opened.Errno, "open program with id", id.ToString());
        SysResult result = kernel.ProgGetInfo(opened.Value, out ProgInfo? info);
        if (!result.IsError && info is not null) return new BpfProgram(kernel, opened.Value, info.Name, info.Type);
        kernel.Close(opened.Value);
        throw new BpfException(result.Errno, "get info of program with id", id.ToString());
    }

    /// <summary>Opens a pinned program.</summary>
    /// <param name="kernel">Where.</param>
    /// <param name="path">Its name in a BPF file system.</param>
    /// <exception cref="BpfException">There is no such name, it is no program's, or the kernel refused.</exception>
    public static BpfProgram OpenPinned(IBpf kernel, string path)
    {
        int fd = Pinning.Open(kernel, path, "program", out ProgInfo info, static (IBpf k, int opened, out ProgInfo? found) => k.ProgGetInfo(opened, out found));
        return new BpfProgram(kernel, fd, info.Name, info.Type, path);
    }

    /// <summary>Gives the program a name in a BPF file system, which keeps it loaded after this object and this process have gone.</summary>
    /// <param name="path">The new name; its directory is made when it is missing.</param>
    /// <exception cref="BpfException">EEXIST when the name is taken; or the kernel refused.</exception>
    public void Pin(string path)
    {
        Pinning.Pin(Kernel, path, Fd, "program");
        PinPath = path;
    }

    /// <summary>Removes the name that the program was pinned under or opened from.</summary>
    /// <exception cref="InvalidOperationException">It has none.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public void Unpin()
    {
        Pinning.Unpin(Kernel, PinPath, "program", Name);
        PinPath = null;
    }

    /// <summary>Attaches the program to a hook with a link.</summary>
    /// <param name="target">The hook.</param>
    /// <returns>The link, which keeps the program attached until it is disposed.</returns>
    /// <exception cref="BpfException">The kernel refused, or has no such hook.</exception>
    /// <exception cref="BpfFormatException">The target names a function of an executable file that is malformed or lacks it.</exception>
    public BpfLink Attach(AttachTarget target)
    {
        ArgumentNullException.ThrowIfNull(target);
        SysResult result = target.CreateLink(this);
        return result.IsError ? throw new BpfException(result.Errno, "attach program", Name, target.ToString()) : new BpfLink(Kernel, result.Value, Name);
    }

    /// <summary>Makes a map live as long as the program (BPF_PROG_BIND_MAP).</summary>
    /// <param name="map">The map.</param>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public void Bind(BpfMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        SysResult result = Kernel.ProgBindMap(Fd, map.Fd);
        if (result.IsError) throw new BpfException(result.Errno, "bind map to program", Name, map.Name);
    }

    /// <summary>Runs the program on a packet. With a repetition every run sees the packet as the last one left it: neither kernel restores it.</summary>
    /// <param name="packet">The packet; empty for program types without one.</param>
    /// <param name="context">The context (struct xdp_md, struct __sk_buff, arguments of a raw tracepoint, …); empty for the default one.</param>
    /// <param name="repeat">How often to run; 0 for once, and 0 is what types without repetition want (raw tracepoint, syscall).</param>
    /// <param name="flags">Flags of the run.</param>
    /// <param name="limits">What ends runs before their time; null for the kernel's own budget.</param>
    /// <exception cref="BpfException">The kernel refused the run; ETIMEDOUT when one took longer than its budget.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public ProgramResult Run(ReadOnlySpan<byte> packet, ReadOnlySpan<byte> context = default, uint repeat = 0, TestRunFlags flags = default, BpfRunLimits? limits = null)
    {
        // A syscall program's context is written back in place; a raw tracepoint's not at all: both refuse a buffer for it.
        bool hasContextOut = context.Length > 0 && Type is not (ProgramType.Syscall or ProgramType.RawTracepoint or ProgramType.RawTracepointWritable);
        byte[] contextIn = context.ToArray();
        var packetOut = new byte[packet.Length == 0 ? 0 : packet.Length + RoomToGrow];
        var contextOut = new byte[hasContextOut ? Math.Max(context.Length, ContextRoom) : 0];
        var arguments = new ProgTestRunArguments
        {
            DataIn = packet.ToArray(),
            DataOut = packetOut,
            ContextIn = contextIn,
            ContextOut = contextOut,
            Repeat = repeat,
            Flags = flags,
            Limits = limits,
        };
        SysResult result = Kernel.ProgTestRun(Fd, arguments);
        if (result.IsError)
        {
            BpfException failure = new(result.Errno, "run program", Name, arguments.Stop is { } stop ? $"ended {stop}" : null);
            throw result.Errno == Errno.EINTR && limits is { Cancellation.IsCancellationRequested: true } ? new OperationCanceledException(failure.Message, failure, limits.Cancellation) : failure;
        }

        int packetSize = (int)Math.Min(arguments.DataSizeOut, (uint)packetOut.Length);
        ReadOnlyMemory<byte> contextAfter = hasContextOut
            ? contextOut.AsMemory(0, (int)Math.Min(arguments.ContextSizeOut, (uint)contextOut.Length))
            : contextIn;
        return new ProgramResult(arguments.ReturnValue, packetOut.AsMemory(0, packetSize), contextAfter, arguments.DurationNanoseconds);
    }

    /// <summary>Closes the file descriptor; the kernel keeps the program while something else refers to it.</summary>
    public void Dispose() => _handle.Dispose();

    /// <summary>The hook of a target, or the one the program was loaded for.</summary>
    internal AttachType HookOr(AttachType? named) => named ?? ExpectedAttachType
        ?? throw new BpfException(Errno.EINVAL, "attach program", Name, "it was opened, not loaded: name the attach type");

    /// <summary>The capability that probes and tracepoints need.</summary>
    internal IPerfEvents PerfEvents() => Kernel as IPerfEvents
        ?? throw new BpfException(Errno.EOPNOTSUPP, "attach program", Name, "this kernel has no perf events");
}
