using Nbpf.Verification;

namespace Nbpf.Runtime.ProgramTypes;

/// <summary>Traffic control classifiers and actions: direct access to the packet, changes of it, a verdict (BPF_PROG_TYPE_SCHED_CLS, BPF_PROG_TYPE_SCHED_ACT).</summary>
public sealed class TrafficControlProgramType : SkbProgramType
{
    /// <summary>Makes one of the two types.</summary>
    /// <param name="type"><see cref="ProgramType.SchedCls"/> or <see cref="ProgramType.SchedAct"/>.</param>
    public TrafficControlProgramType(ProgramType type) => Type = type;

    /// <inheritdoc/>
    public override ProgramType Type { get; }

    /// <inheritdoc/>
    public override bool MayReadPacket => true;

    /// <inheritdoc/>
    public override bool MayWritePacket => true;

    private protected override IReadOnlySet<HelperId> AllowedHelpers => HelperAvailability.TrafficControl;

    private protected override ReadOnlySpan<int> ReadableWords =>
        [SkbContext.Mark, SkbContext.Priority, SkbContext.TrafficControlIndex, SkbContext.TrafficClassId, SkbContext.WireLength];

    private protected override ReadOnlySpan<int> WritableWords =>
        [SkbContext.Mark, SkbContext.QueueMapping, SkbContext.Priority, SkbContext.TrafficControlIndex, SkbContext.TrafficClassId];

    private protected override bool IsValidSpecialAccess(int offset, int sizeBytes, bool isWrite, out ContextValue value)
    {
        value = offset switch
        {
            SkbContext.Data => ContextValue.Packet,
            SkbContext.DataEnd => ContextValue.PacketEnd,
            SkbContext.DataMeta => ContextValue.PacketMeta,
            _ => ContextValue.Scalar,
        };
        return offset switch
        {
            SkbContext.Data or SkbContext.DataEnd or SkbContext.DataMeta => !isWrite && sizeBytes == sizeof(uint),
            SkbContext.Timestamp => sizeBytes == sizeof(ulong),
            SkbContext.TimestampType => !isWrite && sizeBytes == sizeof(byte),
            SkbContext.HardwareTimestamp => !isWrite && sizeBytes == sizeof(ulong),
            _ => false,
        };
    }
}
