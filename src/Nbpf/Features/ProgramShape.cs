namespace Nbpf.Features;

/// <summary>One way to load a program of a type, so that the answer tells about the type and not about a missing attribute.</summary>
/// <param name="AttachType">Expected attach type.</param>
/// <param name="Target">What it attaches to in the kernel's BTF, null for nothing.</param>
/// <param name="TargetKind">Kind of the target.</param>
/// <param name="Flags">Load flags.</param>
internal sealed record ProgramShape(AttachType AttachType = 0, string? Target = null, BtfKind TargetKind = BtfKind.Func, ProgramFlags Flags = ProgramFlags.None)
{
    private static readonly ProgramShape[] Plain = [new()];

    /// <summary>
    /// The ways in which a type's programs are loaded. The first is for the question whether the type exists; which helpers there
    /// are depends on the attach type of some types, so that a helper counts as available when one of the ways has it.
    /// </summary>
    internal static IReadOnlyList<ProgramShape> Of(ProgramType type) => type switch
    {
        ProgramType.CgroupSkb => [new(AttachType.CgroupInetIngress), new(AttachType.CgroupInetEgress)],
        ProgramType.CgroupSock => [new(AttachType.CgroupInetSockCreate), new(AttachType.CgroupInet4PostBind), new(AttachType.CgroupInetSockRelease)],
        ProgramType.CgroupSockAddr =>
        [
            new(AttachType.CgroupInet4Connect), new(AttachType.CgroupInet4Bind), new(AttachType.CgroupUdp4SendMsg), new(AttachType.CgroupUdp4RecvMsg),
            new(AttachType.CgroupInet4GetPeerName), new(AttachType.CgroupInet4GetSockName), new(AttachType.CgroupUnixConnect),
        ],
        ProgramType.CgroupDevice => [new(AttachType.CgroupDevice)],
        ProgramType.CgroupSysctl => [new(AttachType.CgroupSysctl)],
        ProgramType.CgroupSockOpt => [new(AttachType.CgroupGetSockOpt), new(AttachType.CgroupSetSockOpt)],
        ProgramType.SkLookup => [new(AttachType.SkLookup)],
        ProgramType.LircMode2 => [new(AttachType.LircMode2)],
        ProgramType.Netfilter => [new(AttachType.Netfilter)],
        ProgramType.Syscall => [new(Flags: ProgramFlags.Sleepable)],
        ProgramType.Tracing =>
        [
            new(AttachType.TraceFentry, "bpf_fentry_test1"), new(AttachType.TraceFexit, "bpf_fentry_test1"), new(AttachType.ModifyReturn, "bpf_modify_return_test"),
            new(AttachType.TraceRawTp, "btf_trace_sched_switch", BtfKind.Typedef), new(AttachType.TraceIter, "bpf_iter_task"),
        ],
        ProgramType.Lsm => [new(AttachType.LsmMac, "bpf_lsm_file_open"), new(AttachType.LsmMac, "bpf_lsm_file_open", Flags: ProgramFlags.Sleepable), new(AttachType.LsmCgroup, "bpf_lsm_socket_bind")],
        // The attach type is the number of the member: ssthresh.
        ProgramType.StructOps => [new(0, "tcp_congestion_ops", BtfKind.Struct)],
        _ => Plain,
    };
}
