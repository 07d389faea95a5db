using Nbpf.Isa;
using Nbpf.Runtime.Code;
using Nbpf.Runtime.Packets;
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

    /// <inheritdoc/>
    internal override IContextConversion ConversionFor(VerifiedProgram program) => new SkbContextConversion(ReadsTimestampType(program), deviceMayBeNull: false);

    /// <summary>A packet that is shared with others is made private first; where that fails the program drops it.</summary>
    /// <inheritdoc/>
    internal override void WriteDirectWritePrologue(Func<HelperId, Instruction> callOf, CodeBuffer code)
    {
        const byte r0 = 0, r1 = 1, r2 = 2, saved = 6;
        code.Load(MemorySize.Byte, saved, r1, SkBuff.ClonedOffset);
        code.Add(Instructions.Alu32Imm(AluOperation.And, saved, SkBuff.ClonedMask));
        code.Add(Instructions.JumpIfImm(JumpOperation.Equal, saved, 0, 7));
        code.Add(Instructions.Mov(saved, r1));
        code.Add(Instructions.Alu64(AluOperation.Xor, r2, r2));
        code.Add(callOf(HelperId.SkbPullData));
        code.Add(Instructions.JumpIfImm(JumpOperation.Equal, r0, 0, 2));
        code.Add(Instructions.Mov32Imm(r0, ShotVerdict));
        code.Add(Instructions.Exit());
        code.Add(Instructions.Mov(r1, saved));
    }

    // Whoever asks for the kind of a timestamp anywhere gets timestamps of all kinds.
    private static bool ReadsTimestampType(VerifiedProgram program)
    {
        for (int i = 0; i < program.Facts.Length; i++)
        {
            if (program.Facts[i].Pointer == PointerKind.Context && program.Instructions[i].Offset == SkbContext.TimestampType)
                return true;
        }

        return false;
    }

    private const int ShotVerdict = 2;
}
