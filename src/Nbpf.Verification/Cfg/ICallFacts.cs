using Nbpf.Isa;

namespace Nbpf.Verification.Cfg;

/// <summary>What the control flow and liveness analyses ask about helpers and kfuncs; subprogram calls are known without asking.</summary>
public interface ICallFacts
{
    /// <summary>
    /// Number of parameters, 0–5, of the helper or kfunc that <paramref name="call"/> names, or -1 when there is none by that
    /// name for this type of program: then all five argument registers count as read.
    /// </summary>
    int ParameterCount(in Instruction call);

    /// <summary>Traits of the helper or kfunc that <paramref name="call"/> names; none when there is none.</summary>
    CallTraits TraitsOf(in Instruction call);
}
