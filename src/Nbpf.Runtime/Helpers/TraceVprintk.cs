using System.Runtime.CompilerServices;
using Nbpf.Runtime.Execution;
using Nbpf.Syscall;
using Nbpf.Verification;

namespace Nbpf.Runtime.Helpers;

/// <summary>
/// <c>long bpf_trace_vprintk(const char *fmt, u32 fmt_size, const void *data, u32 data_len)</c>: as bpf_trace_printk, with the
/// arguments as an array of up to twelve 64-bit numbers.
/// </summary>
internal sealed unsafe class TraceVprintk : Helper
{
    private const int MaximumArguments = 12;

    public override HelperPrototype Prototype { get; } = new()
    {
        Id = HelperId.TraceVprintk,
        Name = "bpf_trace_vprintk",
        GplOnly = true,
        Arguments =
        [
            new(ArgumentKind.Memory, ArgumentTraits.ReadOnly),
            ArgumentKind.Size,
            new(ArgumentKind.Memory, ArgumentTraits.ReadOnly | ArgumentTraits.MaybeNull),
            ArgumentKind.SizeOrZero,
        ],
    };

    internal override void Register(KernelFunctionTable functions) => functions.Add("bpf_trace_vprintk", typeof(TraceVprintk), nameof(Invoke), &Invoke, argumentCount: 4);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Invoke(RunFrame* run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5)
    {
        uint length = (uint)r4;
        if (length % sizeof(ulong) != 0 || length > MaximumArguments * sizeof(ulong) || (length != 0 && r3 == 0))
        {
            return Error(Errno.EINVAL);
        }

        // SAFETY: the verifier proved r1 readable for r2 bytes and r3 for r4 bytes where it is not null; null comes with r4 zero here.
        return TracePrintk.Print(run, new ReadOnlySpan<byte>((void*)r1, (int)r2), new ReadOnlySpan<ulong>((void*)r3, (int)length / sizeof(ulong)));
    }
}
