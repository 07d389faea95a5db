using Nbpf.Runtime.Packets;
using Nbpf.Syscall;
using Nbpf.Verification;

namespace Nbpf.Runtime.ProgramTypes;

/// <summary>
/// What the program types on socket buffers share: the context <c>struct __sk_buff</c>, most of whose words may be read in any aligned part.
/// Each type lists what it adds (Linux 6.18, every offset and size tried).
/// </summary>
public abstract class SkbProgramType : KernelProgramType
{
    private static readonly int[] CommonWords =
    [
        SkbContext.Length, SkbContext.PacketType, SkbContext.QueueMapping, SkbContext.Protocol, SkbContext.VlanPresent, SkbContext.VlanTag,
        SkbContext.VlanProtocol, SkbContext.IngressInterface, SkbContext.Interface, SkbContext.Hash, SkbContext.NapiId,
        SkbContext.SegmentCount, SkbContext.SegmentSize,
    ];

    /// <inheritdoc/>
    public override bool AllowsLegacyPacketLoads => true;

    /// <summary>Words that this type may read besides the common ones, whole or in aligned parts.</summary>
    private protected abstract ReadOnlySpan<int> ReadableWords { get; }

    /// <summary>Words that this type may write, whole.</summary>
    private protected abstract ReadOnlySpan<int> WritableWords { get; }

    /// <inheritdoc/>
    public sealed override bool IsValidContextAccess(int offset, int sizeBytes, bool isWrite, AttachType attachType, out ContextValue value)
    {
        value = ContextValue.Scalar;
        if (offset < 0 || offset + sizeBytes > SkbContext.SizeBytes || offset % sizeBytes != 0)
        {
            return false;
        }

        if (offset >= SkbContext.ControlData && offset < SkbContext.ControlDataEnd)
        {
            return offset + sizeBytes <= SkbContext.ControlDataEnd;
        }

        if (IsValidSpecialAccess(offset, sizeBytes, isWrite, out value))
        {
            return true;
        }

        value = ContextValue.Scalar;
        int word = offset & ~3;
        return isWrite
            ? sizeBytes == sizeof(uint) && WritableWords.Contains(word)
            : sizeBytes <= sizeof(uint) && (CommonWords.AsSpan().Contains(word) || ReadableWords.Contains(word));
    }

    /// <summary>Whether an access that is no plain word is allowed for the type: pointers, 8-byte fields.</summary>
    /// <param name="offset">Byte offset into the context.</param>
    /// <param name="sizeBytes">Size of the access.</param>
    /// <param name="isWrite">True for a store.</param>
    /// <param name="value">Receives what a load yields.</param>
    private protected virtual bool IsValidSpecialAccess(int offset, int sizeBytes, bool isWrite, out ContextValue value)
    {
        value = ContextValue.Scalar;
        return false;
    }

    /// <inheritdoc/>
    internal override int NarrowableFieldBytes(int offset)
    {
        int word = offset & ~3;
        return CommonWords.AsSpan().Contains(word) || ReadableWords.Contains(word) ? sizeof(uint) : 0;
    }

    /// <inheritdoc/>
    internal override IContextConversion ConversionFor(VerifiedProgram program) => new SkbContextConversion(readsTimestampType: false, deviceMayBeNull: true);

    /// <summary>The buffer's own pointers, not the copies that programs load (<see cref="SkBuff.ComputeDataPointers"/>): the latter are checked against them.</summary>
    /// <inheritdoc/>
    internal override unsafe (ulong Meta, ulong Data, ulong End) PacketOf(void* context)
    {
        SkBuff* skb = (SkBuff*)context;
        return ((ulong)skb->Data, (ulong)skb->Data, (ulong)skb->Data + skb->Length);
    }

    /// <inheritdoc/>
    internal override Errno TestRun(ITestRun run, ProgTestRunArguments arguments) => SkbTestRun.Run(run, arguments, seesLinkHeader: Type is ProgramType.SchedCls or ProgramType.SchedAct);
}
