using Nbpf.Isa;
using Nbpf.Verification.Cfg;

namespace Nbpf.Verification.Tests.Cfg;

/// <summary>Facts on the helpers of <see cref="FlowPrograms"/>, and on those with callbacks.</summary>
internal sealed class TestCallFacts : ICallFacts
{
    public int ParameterCount(in Instruction call) =>
        call.IsHelperCall && FlowPrograms.Helpers.TryGetValue(call.Immediate, out int count) ? count : -1;

    public CallTraits TraitsOf(in Instruction call) => call.IsHelperCall
        ? (HelperId)call.Immediate switch
        {
            HelperId.Loop or HelperId.ForEachMapElem => CallTraits.SynchronousCallback,
            HelperId.TimerSetCallback => CallTraits.AsynchronousCallback,
            _ => CallTraits.None,
        }
        : CallTraits.None;
}
