using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using Nbpf.Syscall;

namespace Nbpf.Comparison.Objects;

/// <summary>One input of a test run.</summary>
/// <param name="Name">What it is, in a few words.</param>
/// <param name="Data">The packet; empty for none.</param>
/// <param name="Context">The context; empty for the default one.</param>
internal sealed record RunInput(string Name, byte[] Data, byte[] Context)
{
    private const int RoomToGrow = 512;
    private const int EthernetHeaderBytes = 14;
    private const int RawTracepointContextBytes = 96;
    private const int SystemCallContextBytes = 256;
    private const int SocketBufferContextBytes = 192;
    private const ushort InternetProtocol4 = 0x0800;
    private const ushort InternetProtocol6 = 0x86dd;

    /// <summary>The shortest packet that Linux takes, whole headers and headers cut off, and a full Ethernet frame.</summary>
    private static readonly ImmutableArray<RunInput> Packets =
    [
        .. new[] { EthernetHeaderBytes, 15, 33, 34, 53, 54, 60, 64, 128, 1514 }.Select(static bytes => Packet("IPv4/TCP", bytes, InternetProtocol4, 6)),
        Packet("IPv4/UDP", 64, InternetProtocol4, 17),
        Packet("IPv6/TCP", 78, InternetProtocol6, 6),
        Packet("IPv6/UDP", 54, InternetProtocol6, 17),
        Packet("other", 64, 0x88cc, 0),
    ];

    /// <summary>The inputs for a program type; empty when it has no test run that both kernels know.</summary>
    /// <param name="type">The program's type.</param>
    public static IEnumerable<RunInput> For(ProgramType type) => type switch
    {
        ProgramType.Xdp => Packets,
        ProgramType.SchedCls or ProgramType.SchedAct or ProgramType.SocketFilter =>
            Packets.Append(new RunInput("IPv4/UDP with mark and control words", Packet("", 64, InternetProtocol4, 17).Data, SocketBufferContext())),
        ProgramType.RawTracepoint => [new("zeros", [], new byte[RawTracepointContextBytes]), new("counted bytes", [], Counted(RawTracepointContextBytes))],
        ProgramType.Syscall => [new("zeros", [], new byte[SystemCallContextBytes]), new("counted bytes", [], Counted(SystemCallContextBytes))],
        _ => [],
    };

    /// <summary>Runs a program on this input.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="programFd">The program.</param>
    /// <param name="type">Its type.</param>
    /// <returns>One line: the error, or the result, the packet and the context afterwards.</returns>
    public string Run(IBpf kernel, int programFd, ProgramType type)
    {
        // A raw tracepoint's run refuses buffers for what it does not give back.
        bool hasContextOut = type != ProgramType.RawTracepoint && Context.Length > 0;
        ProgTestRunArguments arguments = new()
        {
            DataIn = Data,
            DataOut = Data.Length == 0 ? default : new byte[Data.Length + RoomToGrow],
            ContextIn = (byte[])Context.Clone(),
            ContextOut = hasContextOut ? new byte[Context.Length] : default,
        };
        SysResult result = kernel.ProgTestRun(programFd, arguments);
        if (result.IsError) return $"{Name}: {result.Errno}";
        string packet = Convert.ToHexStringLower(arguments.DataOut.Span[..(int)Math.Min(arguments.DataSizeOut, (uint)arguments.DataOut.Length)]);
        return string.Create(CultureInfo.InvariantCulture, $"{Name}: result {arguments.ReturnValue}, data {packet}, context {Convert.ToHexStringLower(arguments.ContextOut.Span)}");
    }

    private static RunInput Packet(string name, int bytes, ushort etherType, byte protocol)
    {
        byte[] whole = new byte[Math.Max(bytes, 128)];
        for (int i = 0; i < whole.Length; i++) whole[i] = (byte)(i * 7);
        whole[0] = 2;
        BinaryPrimitives.WriteUInt16BigEndian(whole.AsSpan(12), etherType);
        Span<byte> internet = whole.AsSpan(EthernetHeaderBytes);
        if (etherType == InternetProtocol4)
        {
            internet[0] = 0x45;
            BinaryPrimitives.WriteUInt16BigEndian(internet[2..], (ushort)(bytes - EthernetHeaderBytes));
            BinaryPrimitives.WriteUInt16BigEndian(internet[6..], 0);
            internet[8] = 64;
            internet[9] = protocol;
        }
        else if (etherType == InternetProtocol6)
        {
            internet[0] = 0x60;
            BinaryPrimitives.WriteUInt16BigEndian(internet[4..], (ushort)(bytes - EthernetHeaderBytes - 40));
            internet[6] = protocol;
        }

        return new(string.Create(CultureInfo.InvariantCulture, $"{name} of {bytes} bytes"), whole[..bytes], []);
    }

    /// <summary>struct __sk_buff with the words that a test run may set: mark, priority and cb.</summary>
    private static byte[] SocketBufferContext()
    {
        byte[] context = new byte[SocketBufferContextBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(context.AsSpan(8), 0x11223344);
        BinaryPrimitives.WriteUInt32LittleEndian(context.AsSpan(32), 6);
        for (int word = 0; word < 5; word++) BinaryPrimitives.WriteUInt32LittleEndian(context.AsSpan(48 + (4 * word)), (uint)(word + 1) * 0x01010101);
        return context;
    }

    private static byte[] Counted(int bytes) => [.. Enumerable.Range(1, bytes).Select(static number => (byte)number)];
}
