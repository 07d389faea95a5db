using Nbpf.Isa;
using Nbpf.Verification.Cfg;

namespace Nbpf.Verification.Session;

/// <summary>What the control flow and liveness analyses need to know of helpers, from their prototypes.</summary>
internal sealed class HelperCallFacts(VerificationRequest request) : ICallFacts
{
    /// <inheritdoc/>
    public int ParameterCount(in Instruction call) =>
        call.IsHelperCall && request.ProgramType.AllowsHelper((HelperId)call.Immediate, request.ExpectedAttachType)
            && request.Helpers.Find(call.Immediate) is { } prototype
                ? prototype.Arguments.Length
                : -1;

    /// <inheritdoc/>
    public CallTraits TraitsOf(in Instruction call) =>
        call.IsHelperCall && HelperNumbers.CallsBack(call.Immediate)
            ? CallTraits.SynchronousCallback
            : CallTraits.None;
}
