using Nbpf.Isa;
using Nbpf.Runtime.Code;
using Nbpf.Syscall;
using Nbpf.Verification;

namespace Nbpf.Runtime.ProgramTypes;

/// <summary>A program type of the in-process kernel: the verifier's facts, and what the rewrite and the test run need.</summary>
public abstract class KernelProgramType : ProgramTypeFacts
{
    /// <summary>The helpers of the type.</summary>
    private protected abstract IReadOnlySet<HelperId> AllowedHelpers { get; }

    /// <inheritdoc/>
    public sealed override bool AllowsHelper(HelperId helper, AttachType attachType) => AllowedHelpers.Contains(helper);

    /// <summary>BPF_PROG_TEST_RUN of a program of the type.</summary>
    /// <param name="run">The run.</param>
    /// <param name="arguments">Input, output and results.</param>
    internal abstract Errno TestRun(ITestRun run, ProgTestRunArguments arguments);

    /// <summary>How a program's accesses of its context are converted; null where programs get the context as users see it.</summary>
    /// <param name="program">The program.</param>
    internal virtual IContextConversion? ConversionFor(VerifiedProgram program) => null;

    /// <summary>Size of the context field at an offset when parts of it may be loaded; 0 when only whole accesses exist.</summary>
    /// <param name="offset">Byte offset into the context.</param>
    internal virtual int NarrowableFieldBytes(int offset) => 0;

    /// <summary>Writes what must run before every program of the type.</summary>
    /// <param name="code">Receives the code.</param>
    internal virtual void WriteEntry(CodeBuffer code)
    {
    }

    /// <summary>Writes what must run before a program that stores to packet bytes (gen_prologue in Linux).</summary>
    /// <param name="callOf">Gives the call of a helper.</param>
    /// <param name="code">Receives the code.</param>
    internal virtual void WriteDirectWritePrologue(Func<HelperId, Instruction> callOf, CodeBuffer code)
    {
    }

    /// <summary>Where the packet of a run lies, as far as its program may touch it directly.</summary>
    /// <param name="context">The run's native context.</param>
    /// <returns>First byte of the metadata, first byte of the packet, and the byte after its last.</returns>
    internal virtual unsafe (ulong Meta, ulong Data, ulong End) PacketOf(void* context) => default;

    /// <summary>Bytes of the context that programs touch as they are; 0 where every access is converted.</summary>
    internal virtual int PlainContextBytes => EntryMemorySizeBytes;

    /// <summary>Whether programs may write these bytes.</summary>
    internal virtual bool MayWriteContext => true;

    /// <summary>True when an access of a size lies at a multiple of it inside a field.</summary>
    /// <param name="offset">Where the access begins.</param>
    /// <param name="sizeBytes">Its size.</param>
    /// <param name="field">Where the field begins.</param>
    /// <param name="fieldBytes">The field's size.</param>
    private protected static bool LiesIn(int offset, int sizeBytes, int field, int fieldBytes) =>
        offset >= field && offset + sizeBytes <= field + fieldBytes && offset % sizeBytes == 0;
}
