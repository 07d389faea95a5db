using System.Globalization;
using Nbpf.Syscall;
using Nbpf.Verification.Session;
using Nbpf.Verification.State;

namespace Nbpf.Verification.Checks;

/// <summary>References that nobody could release any more (check_reference_leak, Linux 6.18).</summary>
internal static class ReferenceLeaks
{
    /// <summary>
    /// The outermost frame may end here. Where an inner frame ends, its callers go on and still hold what the path holds.
    /// </summary>
    /// <param name="session">The session.</param>
    /// <param name="what">What ends it, as the message names it.</param>
    public static bool Check(VerificationSession session, string what)
    {
        ResourceSet held = session.Path.Resources;
        if (held.Count == 0 || session.Path.CurrentFrame != 0)
            return true;
        for (int i = 0; i < held.Count; i++)
        {
            Resource leaked = held[i];
            session.Explain(string.Create(CultureInfo.InvariantCulture, $"Unreleased reference id={leaked.Id} alloc_insn={leaked.Instruction}"));
        }

        return session.Reject(Errno.EINVAL, $"{what} would lead to reference leak");
    }
}
