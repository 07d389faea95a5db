using System.Diagnostics;
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

    /// <summary>True when the context that users see is not the structure that programs get: then every access of it is converted.</summary>
    internal virtual bool ConvertsContext => false;

    /// <summary>Size of the context field at an offset when parts of it may be loaded; 0 when only whole accesses exist.</summary>
    /// <param name="offset">Byte offset into the context.</param>
    internal virtual int NarrowableFieldBytes(int offset) => 0;

    /// <summary>Writes the code in place of a whole load or a store of the context (convert_ctx_access in Linux).</summary>
    /// <param name="access">The load or store.</param>
    /// <param name="isWrite">True for a store.</param>
    /// <param name="readsTimestampType">True when the program reads tstamp_type anywhere.</param>
    /// <param name="code">Receives the code.</param>
    /// <returns>How many bytes of the loaded register the kernel's field has.</returns>
    internal virtual int ConvertContextAccess(in Instruction access, bool isWrite, bool readsTimestampType, CodeBuffer code) =>
        throw new UnreachableException($"programs of type {Type} get their context as it is");

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
