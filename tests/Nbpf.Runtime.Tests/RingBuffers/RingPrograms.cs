using Nbpf.Isa;
using Nbpf.Runtime.Tests.Rewrite;
using Nbpf.Syscall;

namespace Nbpf.Runtime.Tests.RingBuffers;

/// <summary>A ring buffer and an XDP program that writes to it what packets tell it, on some kernel.</summary>
internal sealed class RingPrograms : IDisposable
{
    public const int PacketBytes = 64;

    public const int Size = 4096;

    private readonly IBpf bpf;
    private readonly int program;

    public RingPrograms(IBpf bpf)
        : this(bpf, bpf.MapCreate(new MapCreateAttributes { Type = MapType.RingBuf, MaxEntries = Size }).Value)
    {
    }

    public RingPrograms(IBpf bpf, BpfMap ring)
        : this(bpf, bpf.ObjGetFdById(BpfObjectKind.Map, ring.Info.Id).Value)
    {
    }

    private RingPrograms(IBpf bpf, int ring)
    {
        this.bpf = bpf;
        Ring = ring;
        program = ProgramDump.Load(bpf, ProgramType.Xdp, Assembler.Assemble(Text(Ring)));
    }

    public int Ring { get; }

    public int Program => program;

    /// <summary>
    /// Packets: bytes 14 to 17 what to do (0 submit 16 bytes, 1 discard 24 bytes, 2 output 1 to 48 bytes, 3 submit nothing, 4 tell), 18 the flags,
    /// 19 a number below 48, from 20 data.
    /// </summary>
    public static byte[] Packet(uint what, byte flags = 0, byte number = 0, ulong data = 0)
    {
        byte[] packet = new byte[PacketBytes];
        BitConverter.TryWriteBytes(packet.AsSpan(14), what);
        packet[18] = flags;
        packet[19] = number;
        BitConverter.TryWriteBytes(packet.AsSpan(20), data);
        return packet;
    }

    public uint Run(byte[] packet)
    {
        ProgTestRunArguments arguments = new() { DataIn = packet };
        SysResult result = bpf.ProgTestRun(program, arguments);
        return result.IsError ? throw new InvalidOperationException(result.ToString()) : arguments.ReturnValue;
    }

    public MappedMemory Map(ulong offset, int length, bool isWritable)
    {
        SysResult result = bpf.MapMmap(Ring, offset, length, isWritable, out MappedMemory? memory);
        return memory ?? throw new InvalidOperationException(result.ToString());
    }

    public void Dispose()
    {
        bpf.Close(program);
        bpf.Close(Ring);
    }

    private static string Text(int ring) =>
        $"""
            r6 = *(u32 *)(r1 + 0)
            r2 = *(u32 *)(r1 + 4)
            r3 = r6
            r3 += {PacketBytes}
            if r3 > r2 goto drop
            r7 = *(u32 *)(r6 + 14)
            r8 = *(u8 *)(r6 + 18)
            r9 = *(u8 *)(r6 + 19)
            if r7 == 0 goto submit
            if r7 == 1 goto discard
            if r7 == 2 goto output
            if r7 == 3 goto nothing
            if r7 == 4 goto tell
        drop:
            r0 = 1
            exit
        submit:
            r1 = map_fd {ring} ll
            r2 = 16
            r3 = 0
            call bpf_ringbuf_reserve
            if r0 == 0 goto full
            r1 = *(u64 *)(r6 + 20)
            *(u64 *)(r0 + 0) = r1
            *(u32 *)(r0 + 8) = r9
            *(u32 *)(r0 + 12) = -1
            r1 = r0
            r2 = r8
            call bpf_ringbuf_submit
            r0 = 2
            exit
        discard:
            r1 = map_fd {ring} ll
            r2 = 24
            r3 = 0
            call bpf_ringbuf_reserve
            if r0 == 0 goto full
            *(u64 *)(r0 + 0) = 1
            *(u64 *)(r0 + 8) = 2
            *(u64 *)(r0 + 16) = 3
            r1 = r0
            r2 = r8
            call bpf_ringbuf_discard
            r0 = 3
            exit
        output:
            if r9 > 40 goto drop
            r1 = *(u64 *)(r6 + 20)
            *(u64 *)(r10 - 8) = 7
            *(u64 *)(r10 - 16) = 6
            *(u64 *)(r10 - 24) = 5
            *(u64 *)(r10 - 32) = 4
            *(u64 *)(r10 - 40) = 3
            *(u64 *)(r10 - 48) = r1
            r1 = map_fd {ring} ll
            r2 = r10
            r2 += -48
            r3 = r9
            r3 += 8
            r4 = r8
            call bpf_ringbuf_output
            exit
        nothing:
            r1 = map_fd {ring} ll
            r2 = 0
            r3 = r8
            call bpf_ringbuf_reserve
            if r0 == 0 goto full
            r1 = r0
            r2 = 0
            call bpf_ringbuf_submit
            r0 = 4
            exit
        tell:
            r1 = map_fd {ring} ll
            r2 = r9
            call bpf_ringbuf_query
            exit
        full:
            r0 = 5
            exit
        """;
}
