using Nbpf.Syscall;
using Nbpf.Verification;

namespace Nbpf.Runtime.ProgramTypes;

/// <summary>Syscall programs: the context is the caller's own bytes, read and written; they may sleep (BPF_PROG_TYPE_SYSCALL).</summary>
public sealed class SystemCallProgramType : KernelProgramType
{
    /// <summary>The largest context in bytes.</summary>
    internal const int MaximumContextBytes = ushort.MaxValue;

    /// <inheritdoc/>
    public override ProgramType Type => ProgramType.Syscall;

    /// <inheritdoc/>
    public override bool MustSleep => true;

    private protected override IReadOnlySet<HelperId> AllowedHelpers => HelperAvailability.SystemCall;

    /// <inheritdoc/>
    public override bool IsValidContextAccess(int offset, int sizeBytes, bool isWrite, AttachType attachType, out ContextValue value)
    {
        value = ContextValue.Scalar;
        return LiesIn(offset, sizeBytes, 0, MaximumContextBytes);
    }

    /// <inheritdoc/>
    internal override int PlainContextBytes => MaximumContextBytes;

    /// <inheritdoc/>
    internal override Errno TestRun(ITestRun run, ProgTestRunArguments arguments) => SystemCallTestRun.Run(run, arguments);
}
