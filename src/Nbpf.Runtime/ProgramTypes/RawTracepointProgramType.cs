using Nbpf.Syscall;
using Nbpf.Verification;

namespace Nbpf.Runtime.ProgramTypes;

/// <summary>Raw tracepoints: the context is up to twelve 64-bit arguments, read only (BPF_PROG_TYPE_RAW_TRACEPOINT).</summary>
public sealed class RawTracepointProgramType : KernelProgramType
{
    /// <summary>Size of the largest context: twelve arguments.</summary>
    internal const int ContextBytes = 12 * sizeof(ulong);

    /// <inheritdoc/>
    public override ProgramType Type => ProgramType.RawTracepoint;

    private protected override IReadOnlySet<HelperId> AllowedHelpers => HelperAvailability.RawTracepoint;

    /// <inheritdoc/>
    public override bool IsValidContextAccess(int offset, int sizeBytes, bool isWrite, AttachType attachType, out ContextValue value)
    {
        value = ContextValue.Scalar;
        return !isWrite && LiesIn(offset, sizeBytes, 0, ContextBytes);
    }

    /// <inheritdoc/>
    internal override int PlainContextBytes => ContextBytes;

    /// <inheritdoc/>
    internal override bool MayWriteContext => false;

    /// <inheritdoc/>
    internal override Errno TestRun(ITestRun run, ProgTestRunArguments arguments) => RawTracepointTestRun.Run(run, arguments);
}
