using System.Text;
using Nbpf.Isa;
using Nbpf.Syscall;
using Nbpf.Verification.Log;
using Nbpf.Verification.Precision;
using Nbpf.Verification.Session;
using Nbpf.Verification.State;

namespace Nbpf.Verification.Checks;

/// <summary>What a program or a global function may return.</summary>
internal static class ExitChecks
{
    /// <summary>Checks r0 at the outermost frame's exit.</summary>
    public static bool Check(VerificationSession session)
    {
        if (!RegisterUse.CheckRead(session, Register.R0))
            return false;
        ref RegisterState result = ref session.Registers[Register.R0];
        if (session.Path.Frames[0]!.Subprogram != 0)
        {
            return result.Kind == RegisterKind.Scalar || session.Reject(
                Errno.EINVAL, $"At subprogram exit the register R0 is not a scalar value ({RegisterText.TypeName(result)})");
        }

        VerificationRequest request = session.Request;
        if (request.ProgramType.ExitRange(request.ExpectedAttachType) is not (int minimum, int maximum))
            return true;
        if (result.Kind != RegisterKind.Scalar)
        {
            return session.Reject(
                Errno.EINVAL, $"At program exit the register R0 is not a known value ({RegisterText.TypeName(result)})");
        }

        Backtracking.MarkPrecise(session, Register.R0);
        return (minimum <= result.Bounds.SMin && result.Bounds.SMax <= maximum)
            || RejectRange(session, result, minimum, maximum, "At program exit");
    }

    /// <summary>Refuses a result outside its range.</summary>
    public static bool RejectRange(VerificationSession session, in RegisterState result, int minimum, int maximum, string where)
    {
        var text = new StringBuilder(where).Append(" the register R0 has");
        bool isUnknown = true;
        if (result.Bounds.SMin != long.MinValue)
        {
            text.Append(" smin=").Append(result.Bounds.SMin);
            isUnknown = false;
        }

        if (result.Bounds.SMax != long.MaxValue)
        {
            text.Append(" smax=").Append(result.Bounds.SMax);
            isUnknown = false;
        }

        if (isUnknown)
            text.Append(" unknown scalar value");
        text.Append(" should have been in [").Append(minimum).Append(", ").Append(maximum).Append(']');
        return session.Reject(Errno.EINVAL, text.ToString());
    }
}
