using Nbpf.Syscall;
using Nbpf.Verification.Session;
using Nbpf.Verification.State;

namespace Nbpf.Verification.Checks;

/// <summary>
/// Contradictory bounds: the path is impossible, or a transfer function is wrong. They are forgotten, which is always sound;
/// on request (BPF_F_TEST_REG_INVARIANTS) the program is refused.
/// </summary>
internal static class BoundsSanity
{
    /// <summary>Checks one register.</summary>
    public static bool Check(VerificationSession session, ref RegisterState register, string where)
    {
        if (register.Bounds.FindViolation() is not { } violation)
            return true;
        string line = "verifier bug: " + register.Bounds.DescribeViolation(where, violation);
        session.Log.Line(line);
        if (session.Request.Flags.HasFlag(ProgramFlags.TestRegInvariants))
            return session.RejectSilently(Errno.EFAULT, line);
        register.Bounds.SetRangesUnbounded();
        if (register.Kind == RegisterKind.Scalar)
            register.Bounds.SetUnknown();
        return true;
    }
}
