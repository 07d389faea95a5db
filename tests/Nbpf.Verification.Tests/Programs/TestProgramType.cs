namespace Nbpf.Verification.Tests.Programs;

/// <summary>Facts of a few program types, as far as the test programs use them.</summary>
internal sealed class TestProgramType(ProgramType type) : ProgramTypeFacts
{
    public override ProgramType Type => type;

    public override bool MayReadPacket => type is ProgramType.Xdp or ProgramType.SchedCls;

    public override bool MayWritePacket => MayReadPacket;

    public override bool AllowsLegacyPacketLoads => IsSocketBuffer;

    public override bool MustSleep => type == ProgramType.Syscall;

    private bool IsSocketBuffer => type is ProgramType.SocketFilter or ProgramType.SchedCls;

    public override (int Minimum, int Maximum)? ExitRange(AttachType attachType) => type == ProgramType.CgroupSock ? (0, 1) : null;

    public override bool AllowsHelper(HelperId helper, AttachType attachType)
    {
        if (TestHelpers.Instance.Find((int)helper) is null)
            return false;
        return helper switch
        {
            HelperId.XdpAdjustHead or HelperId.XdpLoadBytes => type == ProgramType.Xdp,
            HelperId.SkbLoadBytes => IsSocketBuffer,
            _ => true,
        };
    }

    public override bool IsValidContextAccess(int offset, int sizeBytes, bool isWrite, AttachType attachType, out ContextValue value)
    {
        value = ContextValue.Scalar;
        if (type == ProgramType.Xdp)
        {
            value = offset switch
            {
                0 => ContextValue.Packet,
                4 => ContextValue.PacketEnd,
                8 => ContextValue.PacketMeta,
                _ => ContextValue.Scalar,
            };
            return !isWrite && sizeBytes == 4 && offset is >= 0 and <= 16 && offset % 4 == 0;
        }

        if (type == ProgramType.CgroupSock)
            return !isWrite && offset == 0 && sizeBytes == 4;
        bool inControlBlock = offset >= 48 && offset + sizeBytes <= 68;
        return offset >= 0 && offset % sizeBytes == 0
            && (inControlBlock ? sizeBytes <= 4 || offset is 48 or 56 : !isWrite && sizeBytes <= 4 && offset < 72);
    }
}
