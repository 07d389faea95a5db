using System.Runtime.CompilerServices;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Session;
using Nbpf.Verification;

namespace Nbpf.Runtime.Helpers;

/// <summary>
/// <c>long bpf_redirect(u32 ifindex, u64 flags)</c>: asks for the packet to leave by another interface. The target is kept with
/// the run's result. XDP: XDP_REDIRECT, or XDP_ABORTED with any flag; TC: TC_ACT_REDIRECT, or TC_ACT_SHOT with an unknown flag.
/// </summary>
internal sealed unsafe class Redirect : Helper
{
    private const ulong TrafficControlShot = 2;
    private const ulong TrafficControlRedirect = 7;
    private const ulong IngressFlag = 1;

    public override HelperPrototype Prototype { get; } = new()
    {
        Id = HelperId.Redirect,
        Name = "bpf_redirect",
        Arguments = [ArgumentKind.Anything, ArgumentKind.Anything],
    };

    internal override string FunctionNameFor(ProgramType type) => type == ProgramType.Xdp ? "bpf_xdp_redirect" : "bpf_redirect";

    internal override void Register(KernelFunctionTable functions)
    {
        functions.Add("bpf_redirect", typeof(Redirect), nameof(InvokeTrafficControl), &InvokeTrafficControl, argumentCount: 2);
        functions.Add("bpf_xdp_redirect", typeof(Redirect), nameof(InvokeXdp), &InvokeXdp, argumentCount: 2);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong InvokeXdp(RunFrame* run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5)
    {
        if (r2 != 0)
        {
            return (ulong)XdpAction.Aborted;
        }

        Record(run, (uint)r1, 0);
        return (ulong)XdpAction.Redirect;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong InvokeTrafficControl(RunFrame* run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5)
    {
        if ((r2 & ~IngressFlag) != 0)
        {
            return TrafficControlShot;
        }

        Record(run, (uint)r1, r2);
        return TrafficControlRedirect;
    }

    private static void Record(RunFrame* run, uint interfaceIndex, ulong flags)
    {
        RunSession session = RunSession.Of(run);
        session.RedirectInterfaceIndex = interfaceIndex;
        session.RedirectFlags = flags;
    }
}
