using Nbpf.Syscall;
using Nbpf.Verification.Domains;
using Nbpf.Verification.Session;
using Nbpf.Verification.State;

namespace Nbpf.Verification.Checks;

/// <summary>Alignment: always on the stack, elsewhere on request or for atomics; x86 does not mind the rest.</summary>
internal static class AlignmentChecks
{
    private const int IpAlignment = 2;

    /// <summary>Checks one access.</summary>
    /// <param name="session">The session.</param>
    /// <param name="register">The pointer.</param>
    /// <param name="offset">The instruction's offset.</param>
    /// <param name="sizeBytes">Bytes accessed.</param>
    /// <param name="strictOnce">This access must be aligned whatever the program's flags.</param>
    public static bool Check(VerificationSession session, in RegisterState register, int offset, int sizeBytes, bool strictOnce)
    {
        bool strict = strictOnce || session.Request.Flags.HasFlag(ProgramFlags.StrictAlignment) || register.Kind == RegisterKind.Stack;
        if (!strict || sizeBytes == 1)
            return true;

        int padding = register.IsPacketPointer ? IpAlignment : 0;
        Tnum at = Tnum.Add(register.Bounds.VarOff, Tnum.Const((ulong)(long)(padding + register.Offset + offset)));
        if (at.IsAligned((ulong)sizeBytes))
            return true;
        if (register.IsPacketPointer)
        {
            return session.Reject(
                Errno.EACCES,
                $"misaligned packet access off {padding}+{register.Bounds.VarOff}+{register.Offset}+{offset} size {sizeBytes}");
        }

        string what = register.MayBeNull ? "" : KindRules.Of(register.Kind).Alignment;
        return session.Reject(
            Errno.EACCES, $"misaligned {what}access off {register.Bounds.VarOff}+{register.Offset}+{offset} size {sizeBytes}");
    }
}
