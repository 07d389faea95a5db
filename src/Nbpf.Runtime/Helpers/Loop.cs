using Nbpf.Runtime.Execution;
using Nbpf.Verification;

namespace Nbpf.Runtime.Helpers;

/// <summary>
/// <c>long bpf_loop(u32 nr_loops, void *callback_fn, void *callback_ctx, u64 flags)</c>: calls back with 0, 1, … until the callback
/// returns non-zero or the count is reached, and returns how many calls were made; EINVAL for flags, E2BIG above 8388608.
/// </summary>
internal sealed class Loop : Helper
{
    /// <summary>The most iterations (BPF_MAX_LOOPS).</summary>
    public const int MaximumIterations = 8 << 20;

    public override HelperPrototype Prototype { get; } = new()
    {
        Id = HelperId.Loop,
        Name = "bpf_loop",
        Arguments = [ArgumentKind.Anything, ArgumentKind.Callback, ArgumentKind.StackOrNull, ArgumentKind.Anything],
    };

    internal override void Register(KernelFunctionTable functions)
    {
    }
}
