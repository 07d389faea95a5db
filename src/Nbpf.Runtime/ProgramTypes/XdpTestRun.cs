using System.Buffers.Binary;
using Nbpf.Runtime.Memory;
using Nbpf.Runtime.Packets;
using Nbpf.Syscall;

namespace Nbpf.Runtime.ProgramTypes;

/// <summary>BPF_PROG_TEST_RUN of XDP programs (bpf_prog_test_run_xdp, net/bpf/test_run.c, Linux 6.18). Repeats go on with the packet that the run before left.</summary>
internal static unsafe class XdpTestRun
{
    private const int MaximumFragmentPages = 17;

    /// <summary>Runs the program.</summary>
    /// <param name="run">The run.</param>
    /// <param name="arguments">Input, output and results.</param>
    public static Errno Run(ITestRun run, ProgTestRunArguments arguments)
    {
        if (run.ExpectedAttachType is AttachType.XdpDevMap or AttachType.XdpCpuMap)
        {
            return Errno.EINVAL;
        }

        // Live frames would be sent by real interfaces, of which this kernel has none.
        if (arguments.Flags != TestRunFlags.None || arguments.BatchSize != 0)
        {
            return Errno.EINVAL;
        }

        Errno error = TestRunContextBuffer.Read(arguments, XdpProgramType.ContextBytes, out byte[]? context);
        if (error != Errno.None)
        {
            return error;
        }

        uint dataSize = (uint)arguments.DataIn.Length;
        uint linear = dataSize;
        uint metaBytes = 0;
        if (context is not null)
        {
            uint data = Word(context, XdpProgramType.Data), end = Word(context, XdpProgramType.DataEnd);
            if (Word(context, XdpProgramType.DataMeta) != 0 || end > dataSize || data > end
                || XdpBuff.IsInvalidMetaSize(data) || data > XdpBuff.HeadroomBytes - XdpBuff.FrameHeaderBytes)
            {
                return Errno.EINVAL;
            }

            metaBytes = data;
            linear = end;
        }

        uint headroom = XdpBuff.HeadroomBytes - metaBytes;
        linear = Math.Min(linear, XdpBuff.PageBytes - headroom - XdpBuff.TailReserveBytes);
        // Unsigned, as in Linux: metadata larger than the data passes here and fails on the linear part's size.
        if (dataSize - metaBytes < EthernetHeader.SizeBytes)
        {
            return Errno.EINVAL;
        }

        return Run(run, arguments, context, headroom, metaBytes, linear);
    }

    private static Errno Run(ITestRun run, ProgTestRunArguments arguments, byte[]? context, uint headroom, uint metaBytes, uint linear)
    {
        uint fragmentBytes = (uint)arguments.DataIn.Length - linear;
        uint pages = (fragmentBytes + XdpBuff.PageBytes - 1) / XdpBuff.PageBytes;
        Errno error = CheckQueue(context);
        if (error != Errno.None)
        {
            return error;
        }

        if (pages > MaximumFragmentPages)
        {
            return Errno.ENOMEM;
        }

        // SAFETY: one block holds frame and fragments, one the structures; all addresses derive from them and the run owns them.
        byte* block = run.TryAllocate(XdpBuff.PageBytes * (1 + pages));
        XdpBuff* xdp = (XdpBuff*)run.TryAllocate((uint)(sizeof(XdpBuff) + sizeof(XdpQueue) + sizeof(NetworkDevice)));
        if (block == null || xdp == null)
        {
            return Errno.ENOMEM;
        }

        byte* fragments = block + XdpBuff.PageBytes;
        XdpQueue* queue = (XdpQueue*)(xdp + 1);
        NetworkDevice* device = (NetworkDevice*)(queue + 1);
        device->InterfaceIndex = NetworkDevice.LoopbackInterfaceIndex;
        queue->Device = device;
        xdp->HardStart = block;
        xdp->FrameSizeBytes = XdpBuff.PageBytes;
        xdp->DataMeta = block + headroom;
        xdp->Data = xdp->DataMeta + metaBytes;
        xdp->DataEnd = xdp->DataMeta + linear;
        xdp->ReceiveQueue = queue;
        xdp->Fragments = fragments;
        xdp->FragmentBytes = fragmentBytes;
        ReadOnlySpan<byte> input = arguments.DataIn.Span;
        input[..(int)linear].CopyTo(new Span<byte>(xdp->DataMeta, (int)linear));
        input[(int)linear..].CopyTo(new Span<byte>(fragments, (int)fragmentBytes));

        error = run.Execute(xdp, arguments.Repeat, LogicalCpus.AnyCpu, out ulong result, out uint duration);
        if (error != Errno.None)
        {
            return error;
        }

        if (context is not null)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(context.AsSpan(XdpProgramType.Data), (uint)(xdp->Data - xdp->DataMeta));
            BinaryPrimitives.WriteUInt32LittleEndian(context.AsSpan(XdpProgramType.DataEnd), (uint)(xdp->DataEnd - xdp->DataMeta));
        }

        error = TestRunContextBuffer.WriteData(
            arguments,
            new ReadOnlySpan<byte>(xdp->DataMeta, (int)(xdp->DataEnd - xdp->DataMeta)),
            new ReadOnlySpan<byte>(xdp->Fragments, (int)xdp->FragmentBytes),
            result,
            duration);
        return error != Errno.None ? error : TestRunContextBuffer.Write(arguments, context);
    }

    // The loopback device is the only one, and it has one queue.
    private static Errno CheckQueue(byte[]? context)
    {
        if (context is null)
        {
            return Errno.None;
        }

        uint ingress = Word(context, XdpProgramType.IngressInterface), index = Word(context, XdpProgramType.ReceiveQueueIndex);
        if (Word(context, XdpProgramType.EgressInterface) != 0 || (ingress == 0 && index != 0))
        {
            return Errno.EINVAL;
        }

        return ingress switch
        {
            0 => Errno.None,
            NetworkDevice.LoopbackInterfaceIndex => index == 0 ? Errno.None : Errno.EINVAL,
            _ => Errno.ENODEV,
        };
    }

    private static uint Word(byte[] context, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(context.AsSpan(offset));
}
