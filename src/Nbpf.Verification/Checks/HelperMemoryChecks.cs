using Nbpf.Syscall;
using Nbpf.Verification.Log;
using Nbpf.Verification.Precision;
using Nbpf.Verification.Session;
using Nbpf.Verification.State;

namespace Nbpf.Verification.Checks;

/// <summary>Memory that a helper reads or writes through an argument.</summary>
internal static class HelperMemoryChecks
{
    /// <summary>The helper may access a number of bytes through a register.</summary>
    /// <param name="session">The session.</param>
    /// <param name="registerNumber">The pointer.</param>
    /// <param name="sizeBytes">Bytes accessed.</param>
    /// <param name="isWrite">The helper writes.</param>
    /// <param name="zeroAllowed">No bytes at all are fine, through NULL too.</param>
    /// <param name="findings">Receives stack memory to be initialised after all arguments were checked.</param>
    /// <param name="mayDefer">The size is a constant, so that uninitialised stack may be passed.</param>
    public static bool Check(
        VerificationSession session, int registerNumber, int sizeBytes, bool isWrite, bool zeroAllowed, ref HelperCallFindings findings, bool mayDefer)
    {
        ref RegisterState register = ref session.Registers[registerNumber];
        switch (KindRules.Of(register.Kind).Memory)
        {
            case MemoryBehind.Packet:
                return MemoryBoundsChecks.CheckPacket(session, registerNumber, register.Offset, sizeBytes, zeroAllowed);
            case MemoryBehind.MapKey:
                if (isWrite)
                    return session.Reject(Errno.EACCES, $"R{registerNumber} cannot write into {RegisterText.TypeName(register)}");
                return MemoryBoundsChecks.CheckRegion(
                    session, registerNumber, register.Offset, sizeBytes, session.Maps[register.Map].KeySize, zeroAllowed: false);
            case MemoryBehind.MapValue when session.Maps.TemplateOf(register.Map) >= 0:
                // A lookup in a map of maps that was not tested for NULL: what it points at is a map, of which no byte is a program's to read.
                return session.Reject(Errno.EACCES, $"R{registerNumber} type={RegisterText.TypeName(register)} expected=fp");
            case MemoryBehind.MapValue:
                return MemoryBoundsChecks.CheckMapAccess(session, registerNumber, register.Offset, sizeBytes, isWrite)
                    && MemoryBoundsChecks.CheckRegion(
                        session, registerNumber, register.Offset, sizeBytes, session.Maps[register.Map].ValueSize, zeroAllowed);
            case MemoryBehind.Block:
                if (isWrite && register.Type.Has(RegisterModifiers.ReadOnly))
                    return session.Reject(Errno.EACCES, $"R{registerNumber} cannot write into {RegisterText.TypeName(register)}");
                return MemoryBoundsChecks.CheckRegion(session, registerNumber, register.Offset, sizeBytes, (uint)register.Extent, zeroAllowed);
            case MemoryBehind.Stack:
                return CheckStack(session, registerNumber, sizeBytes, isWrite, zeroAllowed, ref findings, mayDefer);
            default:
                if (zeroAllowed && sizeBytes == 0 && register.IsNull)
                    return true;
                return session.Reject(Errno.EACCES, $"R{registerNumber} type={RegisterText.TypeName(register)} expected=fp");
        }
    }

    /// <summary>A size argument and the memory argument before it.</summary>
    public static bool CheckWithSize(VerificationSession session, int sizeRegister, bool isWrite, bool zeroAllowed, ref HelperCallFindings findings)
    {
        ref RegisterState size = ref session.Registers[sizeRegister];
        findings.SizeMaximum = size.Bounds.UMax;
        if (size.Bounds.SMin < 0)
        {
            return session.Reject(
                Errno.EACCES, $"R{sizeRegister} min value is negative, either use unsigned or 'var &= const'");
        }

        if (size.Bounds.UMin == 0 && !zeroAllowed)
        {
            return session.Reject(
                Errno.EACCES,
                $"R{sizeRegister} invalid zero-sized read: u64=[{(long)size.Bounds.UMin},{(long)size.Bounds.UMax}]");
        }

        if (size.Bounds.UMax >= Limits.MaxVariableSize)
        {
            return session.Reject(
                Errno.EACCES, $"R{sizeRegister} unbounded memory access, use 'var &= const' or 'if (var < const)'");
        }

        if (!Check(session, sizeRegister - 1, (int)size.Bounds.UMax, isWrite, zeroAllowed, ref findings, mayDefer: size.Bounds.IsConstant))
            return false;
        Backtracking.MarkPrecise(session, sizeRegister);
        return true;
    }

    /// <summary>
    /// Stack bytes: any contents may be read by callers with CAP_PERFMON. What is written becomes data: at once, or for
    /// uninitialised arguments after all arguments were checked.
    /// </summary>
    private static bool CheckStack(
        VerificationSession session, int registerNumber, int sizeBytes, bool isWrite, bool zeroAllowed, ref HelperCallFindings findings, bool mayDefer)
    {
        if (sizeBytes == 0 && !zeroAllowed)
            return session.Reject(Errno.EACCES, "invalid zero-sized read");
        ref RegisterState register = ref session.Registers[registerNumber];
        if (!StackBoundsChecks.Check(session, registerNumber, register.Offset, sizeBytes, isWrite))
            return false;
        if (findings.IsRaw && mayDefer && register.Bounds.IsConstant)
        {
            findings.RawRegister = registerNumber;
            findings.RawSize = sizeBytes;
            return true;
        }

        FrameState frame = session.FrameOf(register);
        int least = (int)(register.Bounds.IsConstant ? (long)register.Bounds.ConstantValue : register.Bounds.SMin) + register.Offset;
        int greatest = (int)(register.Bounds.IsConstant ? (long)register.Bounds.ConstantValue : register.Bounds.SMax) + register.Offset;
        for (int at = least; at < greatest + sizeBytes; at++)
        {
            int index = -at - 1;
            session.StackLiveness.MarkRead(frame.Number, index / 8);
            if (!isWrite)
                continue;
            ref StackSlot slot = ref frame.Stack[index / 8];
            if (slot[index % 8] == StackByte.Spill)
                slot.Scrub();
            slot.Set(index % 8, StackByte.Misc);
        }

        return true;
    }
}
