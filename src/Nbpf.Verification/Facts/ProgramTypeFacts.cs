namespace Nbpf.Verification;

/// <summary>What the verifier knows of a program type (struct bpf_verifier_ops, Linux 6.18). One subclass per program type.</summary>
public abstract class ProgramTypeFacts
{
    /// <summary>The program type.</summary>
    public abstract ProgramType Type { get; }

    /// <summary>What the argument registers hold at the start.</summary>
    public virtual EntryRegisters Entry => EntryRegisters.Context;

    /// <summary>
    /// Name of the structure that BTF prototypes use for the context (include/linux/bpf_types.h), null when there is none.
    /// </summary>
    public virtual string? ContextTypeName => Type switch
    {
        ProgramType.Xdp => "xdp_md",
        ProgramType.SocketFilter or ProgramType.SchedCls or ProgramType.SchedAct or ProgramType.CgroupSkb => "__sk_buff",
        ProgramType.RawTracepoint => "bpf_raw_tracepoint_args",
        _ => null,
    };

    /// <summary>Size in bytes of the memory in r1 for <see cref="EntryRegisters.MemoryAndLength"/>.</summary>
    public virtual int EntryMemorySizeBytes => 0;

    /// <summary>Whether a load or store of the context is allowed (is_valid_access).</summary>
    /// <param name="offset">Byte offset into the context.</param>
    /// <param name="sizeBytes">1, 2, 4 or 8.</param>
    /// <param name="isWrite">True for a store.</param>
    /// <param name="attachType">The program's expected attach type.</param>
    /// <param name="value">Receives what a load yields.</param>
    public abstract bool IsValidContextAccess(int offset, int sizeBytes, bool isWrite, AttachType attachType, out ContextValue value);

    /// <summary>Whether programs of this type may call a helper (get_func_proto).</summary>
    /// <param name="helper">The helper.</param>
    /// <param name="attachType">The program's expected attach type.</param>
    public abstract bool AllowsHelper(HelperId helper, AttachType attachType);

    /// <summary>The range r0 must lie in at exit, or null when any number will do.</summary>
    /// <param name="attachType">The program's expected attach type.</param>
    public virtual (int Minimum, int Maximum)? ExitRange(AttachType attachType) => null;

    /// <summary>True when the program may read packet bytes through packet pointers (may_access_direct_pkt_data for reads).</summary>
    public virtual bool MayReadPacket => false;

    /// <summary>True when the program may write packet bytes through packet pointers.</summary>
    public virtual bool MayWritePacket => false;

    /// <summary>True when <c>ld_abs</c> and <c>ld_ind</c> are allowed (may_access_skb).</summary>
    public virtual bool AllowsLegacyPacketLoads => false;

    /// <summary>True when programs of this type always sleep (syscall programs).</summary>
    public virtual bool MustSleep => false;
}
