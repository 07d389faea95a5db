using Nbpf.Isa;
using Nbpf.Syscall;
using Nbpf.Verification.Session;
using Nbpf.Verification.State;

namespace Nbpf.Verification.Checks;

/// <summary>Reading and overwriting registers.</summary>
internal static class RegisterUse
{
    /// <summary>The register exists and holds something.</summary>
    public static bool CheckRead(VerificationSession session, int register)
    {
        if (register >= Register.Count)
            return session.Reject(Errno.EINVAL, $"R{register} is invalid");
        session.Touch(register);
        if (session.Registers[register].Kind == RegisterKind.NotInitialised)
            return session.Reject(Errno.EACCES, $"R{register} !read_ok");
        return true;
    }

    /// <summary>The register exists and may be written; its contents stay.</summary>
    public static bool CheckWrite(VerificationSession session, int register)
    {
        if (register >= Register.Count)
            return session.Reject(Errno.EINVAL, $"R{register} is invalid");
        session.Touch(register);
        if (register == Register.FramePointer)
            return session.Reject(Errno.EACCES, "frame pointer is read only");
        return true;
    }

    /// <summary>As <see cref="CheckWrite"/>; the register becomes an unknown number.</summary>
    public static bool CheckOverwrite(VerificationSession session, int register)
    {
        if (!CheckWrite(session, register))
            return false;
        session.Registers[register].SetUnknown();
        return true;
    }

    /// <summary>After a call: r0 to r5 of the frame are not readable.</summary>
    public static void ClearCallerSaved(VerificationSession session, FrameState frame)
    {
        for (int i = 0; i <= Register.ArgumentCount; i++)
        {
            frame.Registers[i].SetNotInitialised();
            session.Touch(i);
        }
    }

    /// <summary>
    /// Before a scalar is copied: gives it an identity, so that what a comparison teaches about one copy holds of the other.
    /// </summary>
    public static void PrepareCopy(VerificationSession session, ref RegisterState source)
    {
        if (source.Kind != RegisterKind.Scalar)
            return;
        if ((source.Id & RegisterState.LinkOffset) != 0)
            source.ClearScalarId();
        if (source.Id == 0 && !source.Bounds.IsConstant)
            source.Id = session.NewId();
    }
}
