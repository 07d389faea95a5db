using System.Runtime.CompilerServices;
using Nbpf.Runtime.Execution;
using Nbpf.Syscall;
using Nbpf.Verification;

namespace Nbpf.Runtime.Helpers;

/// <summary>
/// <c>long bpf_loop(u32 nr_loops, void *callback_fn, void *callback_ctx, u64 flags)</c>: calls back with 0, 1, … until the callback
/// returns non-zero or the count is reached, and returns how many calls were made; EINVAL for flags, E2BIG above 8388608.
/// </summary>
internal sealed unsafe class Loop : Helper
{
    /// <summary>The most iterations (BPF_MAX_LOOPS).</summary>
    public const int MaximumIterations = 8 << 20;

    public override HelperPrototype Prototype { get; } = new()
    {
        Id = HelperId.Loop,
        Name = "bpf_loop",
        Callback = CallbackUse.ByCount,
        Arguments = [ArgumentKind.Anything, ArgumentKind.Callback, ArgumentKind.StackOrNull, ArgumentKind.Anything],
    };

    internal override void Register(KernelFunctionTable functions) => functions.Add("bpf_loop", typeof(Loop), nameof(Invoke), &Invoke, argumentCount: 4);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Invoke(RunFrame* run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5)
    {
        if (r4 != 0)
        {
            return Error(Errno.EINVAL);
        }

        uint count = (uint)r1;
        if (count > MaximumIterations)
        {
            return Error(Errno.E2BIG);
        }

        for (uint i = 0; i < count; i++)
        {
            if (CallbackTarget.Invoke(r2, run, i, r3) != 0)
            {
                return i + 1;
            }
        }

        return count;
    }
}
