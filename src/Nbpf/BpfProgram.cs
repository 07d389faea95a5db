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

    internal BpfProgram(IBpf kernel, int fd, string name, ProgramType type, string log)
    {
        Kernel = kernel;
        _handle = new BpfHandle(kernel, fd);
        Name = name;
        Type = type;
        VerifierLog = log;
    }

    /// <summary>The kernel the program is loaded in.</summary>
    public IBpf Kernel { get; }

    /// <summary>The file descriptor.</summary>
    public int Fd => _handle.Fd;

    /// <summary>The function's whole name; the kernel has its first 15 bytes.</summary>
    public string Name { get; }

    /// <summary>Program type.</summary>
    public ProgramType Type { get; }

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

    /// <summary>Runs the program on a packet. With a repetition every run sees the packet as the last one left it: neither kernel restores it.</summary>
    /// <param name="packet">The packet; empty for program types without one.</param>
    /// <param name="context">The context (struct xdp_md, struct __sk_buff, arguments of a raw tracepoint, …); empty for the default one.</param>
    /// <param name="repeat">How often to run; 0 for once, and 0 is what types without repetition want (raw tracepoint, syscall).</param>
    /// <param name="flags">Flags of the run.</param>
    /// <exception cref="BpfException">The kernel refused the run.</exception>
    public ProgramResult Run(ReadOnlySpan<byte> packet, ReadOnlySpan<byte> context = default, uint repeat = 0, TestRunFlags flags = default)
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
        };
        SysResult result = Kernel.ProgTestRun(Fd, arguments);
        if (result.IsError) throw new BpfException(result.Errno, "run program", Name);
        int packetSize = (int)Math.Min(arguments.DataSizeOut, (uint)packetOut.Length);
        ReadOnlyMemory<byte> contextAfter = hasContextOut
            ? contextOut.AsMemory(0, (int)Math.Min(arguments.ContextSizeOut, (uint)contextOut.Length))
            : contextIn;
        return new ProgramResult(arguments.ReturnValue, packetOut.AsMemory(0, packetSize), contextAfter, arguments.DurationNanoseconds);
    }

    /// <summary>Closes the file descriptor; the kernel keeps the program while something else refers to it.</summary>
    public void Dispose() => _handle.Dispose();
}
