using Nbpf.Syscall;
using Nbpf.Verification.Session;
using Nbpf.Verification.State;

namespace Nbpf.Verification.Checks;

/// <summary>Where an access to the stack may lie, whoever makes it.</summary>
internal static class StackBoundsChecks
{
    /// <summary>
    /// All bytes from the register's least to its greatest offset lie within the frame. Grows the frame's slots to cover them.
    /// </summary>
    /// <param name="session">The session.</param>
    /// <param name="registerNumber">A stack pointer.</param>
    /// <param name="offset">Fixed offset, the register's included.</param>
    /// <param name="sizeBytes">Bytes accessed.</param>
    /// <param name="isWrite">True for a write.</param>
    public static bool Check(VerificationSession session, int registerNumber, int offset, int sizeBytes, bool isWrite)
    {
        ref RegisterState register = ref session.Registers[registerNumber];
        string access = isWrite ? "write to" : "read from";
        bool isFixed = register.Bounds.IsConstant;
        long least;
        long end;
        if (isFixed)
        {
            least = (long)register.Bounds.ConstantValue + offset;
            end = least + sizeBytes;
        }
        else
        {
            if (register.Bounds.SMax >= Limits.MaxVariableOffset || register.Bounds.SMin <= -Limits.MaxVariableOffset)
                return session.Reject(Errno.EACCES, $"invalid unbounded variable-offset {access} stack R{registerNumber}");
            least = register.Bounds.SMin + offset;
            end = register.Bounds.SMax + offset + sizeBytes;
        }

        Errno errno = Errno.None;
        if (least >= 0 || least < -Limits.StackBytes)
            errno = Errno.EACCES;
        else if (end > 0)
            errno = Errno.EINVAL;
        else if (sizeBytes < 0)
            errno = Errno.EFAULT;
        if (errno != Errno.None)
        {
            return session.Reject(errno, isFixed
                ? $"invalid {access} stack R{registerNumber} off={offset} size={sizeBytes}"
                : $"invalid variable-offset {access} stack R{registerNumber} var_off={register.Bounds.VarOff} off={offset} size={sizeBytes}");
        }

        FrameState frame = session.FrameOf(register);
        frame.Grow((int)-least);
        SubprogramFacts facts = session.SubprogramFacts[frame.Subprogram];
        facts.StackDepthBytes = Math.Max(facts.StackDepthBytes, (int)(-least + 7) & ~7);
        return true;
    }
}
