using System.Runtime.CompilerServices;
using System.Text;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Session;
using Nbpf.Syscall;
using Nbpf.Verification;

namespace Nbpf.Runtime.Helpers;

/// <summary>
/// <c>long bpf_trace_printk(const char *fmt, u32 fmt_size, ...)</c>: writes a line to the <see cref="TraceLog"/> with up to three
/// arguments and returns its length; EINVAL for a format that is not terminated or not allowed.
/// </summary>
internal sealed unsafe class TracePrintk : Helper
{
    private const int MaximumArguments = 3;

    public override HelperPrototype Prototype { get; } = new()
    {
        Id = HelperId.TracePrintk,
        Name = "bpf_trace_printk",
        GplOnly = true,
        Arguments = [new(ArgumentKind.Memory, ArgumentTraits.ReadOnly), ArgumentKind.Size],
    };

    internal override void Register(KernelFunctionTable functions) => functions.Add("bpf_trace_printk", typeof(TracePrintk), nameof(Invoke), &Invoke);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Invoke(RunFrame* run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5)
    {
        ulong* arguments = stackalloc ulong[MaximumArguments] { r3, r4, r5 };

        // SAFETY: the verifier proved r1 readable for r2 bytes.
        return Print(run, new ReadOnlySpan<byte>((void*)r1, (int)r2), new ReadOnlySpan<ulong>(arguments, MaximumArguments));
    }

    /// <summary>Formats a line and writes it to the trace log of the run.</summary>
    /// <param name="run">The run's frame.</param>
    /// <param name="format">The format, NUL-terminated within.</param>
    /// <param name="arguments">The arguments there are.</param>
    /// <returns>The line's length in bytes, or a negated error.</returns>
    internal static ulong Print(RunFrame* run, ReadOnlySpan<byte> format, ReadOnlySpan<ulong> arguments)
    {
        RunSession session = RunSession.Of(run);
        StringBuilder text = new();
        Errno errno = new TraceFormat(run, session).Format(format, arguments, text);
        if (errno != Errno.None)
        {
            return Error(errno);
        }

        int length = text.Length;
        if (text.Length >= TraceFormat.MaximumLength)
        {
            text.Length = TraceFormat.MaximumLength - 1;
        }

        session.Print(text.ToString());
        return (ulong)length;
    }
}
