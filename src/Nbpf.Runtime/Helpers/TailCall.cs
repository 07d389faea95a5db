using Nbpf.Runtime.Execution;
using Nbpf.Verification;

namespace Nbpf.Runtime.Helpers;

/// <summary>
/// <c>long bpf_tail_call(void *ctx, struct bpf_map *prog_array_map, u32 index)</c>: goes on in another program. It stays
/// <c>call 12</c> in the xlated program, and the engines carry it out, as Linux's JITs do.
/// </summary>
internal sealed class TailCall : Helper
{
    public override HelperPrototype Prototype { get; } = new()
    {
        Id = HelperId.TailCall,
        Name = "bpf_tail_call",
        IsTailCall = true,
        Arguments = [ArgumentKind.Context, ArgumentKind.ConstMapPointer, ArgumentKind.Anything],
        Return = ReturnKind.Void,
    };

    internal override void Register(KernelFunctionTable functions)
    {
        // The engines know call 12 themselves.
    }
}
