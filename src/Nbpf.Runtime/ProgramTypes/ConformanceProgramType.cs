using Nbpf.Isa;
using Nbpf.Runtime.Code;
using Nbpf.Syscall;
using Nbpf.Verification;

namespace Nbpf.Runtime.ProgramTypes;

/// <summary>
/// The calling convention of the public instruction set conformance suite: r1 is a block of memory, r2 its size. It exists inside this
/// kernel only and has no number on the bpf(2) boundary.
/// </summary>
public sealed class ConformanceProgramType : KernelProgramType
{
    /// <summary>Makes the type for one size of memory.</summary>
    /// <param name="memorySizeBytes">Size of the block in r1.</param>
    public ConformanceProgramType(int memorySizeBytes) => EntryMemorySizeBytes = memorySizeBytes;

    /// <inheritdoc/>
    public override ProgramType Type => ProgramType.Unspec;

    /// <inheritdoc/>
    public override EntryRegisters Entry => EntryRegisters.MemoryAndLength;

    /// <inheritdoc/>
    public override int EntryMemorySizeBytes { get; }

    private protected override IReadOnlySet<HelperId> AllowedHelpers => HelperAvailability.EveryType;

    /// <inheritdoc/>
    public override bool IsValidContextAccess(int offset, int sizeBytes, bool isWrite, AttachType attachType, out ContextValue value)
    {
        value = ContextValue.Scalar;
        return false;
    }

    /// <inheritdoc/>
    internal override Errno TestRun(ITestRun run, ProgTestRunArguments arguments) => Errno.ENOTSUPP;

    /// <summary>The engines pass one argument; the size is a constant.</summary>
    /// <inheritdoc/>
    internal override void WriteEntry(CodeBuffer code) => code.Add(Instructions.MovImm(2, EntryMemorySizeBytes));
}
