using Nbpf.Verification;

namespace Nbpf.Runtime.ProgramTypes;

/// <summary>A program type of the in-process kernel: the verifier's facts, and what the rewrite and the test run need.</summary>
public abstract class KernelProgramType : ProgramTypeFacts
{
    /// <summary>The helpers of the type.</summary>
    private protected abstract IReadOnlySet<HelperId> AllowedHelpers { get; }

    /// <inheritdoc/>
    public sealed override bool AllowsHelper(HelperId helper, AttachType attachType) => AllowedHelpers.Contains(helper);

    /// <summary>True when an access of a size lies at a multiple of it inside a field.</summary>
    /// <param name="offset">Where the access begins.</param>
    /// <param name="sizeBytes">Its size.</param>
    /// <param name="field">Where the field begins.</param>
    /// <param name="fieldBytes">The field's size.</param>
    private protected static bool LiesIn(int offset, int sizeBytes, int field, int fieldBytes) =>
        offset >= field && offset + sizeBytes <= field + fieldBytes && offset % sizeBytes == 0;
}
