using Nbpf.Runtime.Packets;
using Nbpf.Syscall;
using Nbpf.Verification;

namespace Nbpf.Runtime.ProgramTypes;

/// <summary>XDP: programs on packets as they arrive (BPF_PROG_TYPE_XDP). The context is <c>struct xdp_md</c>, six words, read whole only.</summary>
public sealed class XdpProgramType : KernelProgramType
{
    /// <summary>Offset of data in the context.</summary>
    internal const int Data = 0;

    /// <summary>Offset of data_end.</summary>
    internal const int DataEnd = 4;

    /// <summary>Offset of data_meta.</summary>
    internal const int DataMeta = 8;

    /// <summary>Offset of ingress_ifindex.</summary>
    internal const int IngressInterface = 12;

    /// <summary>Offset of rx_queue_index.</summary>
    internal const int ReceiveQueueIndex = 16;

    /// <summary>Offset of egress_ifindex.</summary>
    internal const int EgressInterface = 20;

    /// <summary>Size of <c>struct xdp_md</c>.</summary>
    internal const int ContextBytes = 24;

    /// <inheritdoc/>
    public override ProgramType Type => ProgramType.Xdp;

    /// <inheritdoc/>
    public override bool MayReadPacket => true;

    /// <inheritdoc/>
    public override bool MayWritePacket => true;

    private protected override IReadOnlySet<HelperId> AllowedHelpers => HelperAvailability.Xdp;

    /// <inheritdoc/>
    public override bool IsValidContextAccess(int offset, int sizeBytes, bool isWrite, AttachType attachType, out ContextValue value)
    {
        value = offset switch
        {
            Data => ContextValue.Packet,
            DataEnd => ContextValue.PacketEnd,
            DataMeta => ContextValue.PacketMeta,
            _ => ContextValue.Scalar,
        };
        return !isWrite && sizeBytes == sizeof(uint) && offset >= 0 && offset < ContextBytes && offset % sizeof(uint) == 0
            && (offset != EgressInterface || attachType == AttachType.XdpDevMap);
    }

    /// <inheritdoc/>
    internal override IContextConversion ConversionFor(VerifiedProgram program) => XdpContextConversion.Instance;

    /// <inheritdoc/>
    internal override unsafe (ulong Meta, ulong Data, ulong End) PacketOf(void* context)
    {
        XdpBuff* xdp = (XdpBuff*)context;
        return ((ulong)xdp->DataMeta, (ulong)xdp->Data, (ulong)xdp->DataEnd);
    }

    /// <inheritdoc/>
    internal override Errno TestRun(ITestRun run, ProgTestRunArguments arguments) => XdpTestRun.Run(run, arguments);
}
