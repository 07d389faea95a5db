using System.Collections.Immutable;

namespace Nbpf.Specs;

/// <summary>
/// The table of section names: which SEC() stands for which program type and attach type. The same names as libbpf 1.6
/// knows, in the order in which they are tried; a name with a question mark before it is the same program, not loaded by default.
/// </summary>
public static class SectionTable
{
    /// <summary>All definitions, in the order in which they are tried.</summary>
    public static ImmutableArray<SectionDefinition> Definitions { get; } =
    [
        new("socket", SectionMatch.Exact, ProgramType.SocketFilter, 0, SectionTraits.None),
        new("sk_reuseport/migrate", SectionMatch.Exact, ProgramType.SkReusePort, AttachType.SkReusePortSelectOrMigrate, SectionTraits.None),
        new("sk_reuseport", SectionMatch.Exact, ProgramType.SkReusePort, AttachType.SkReusePortSelect, SectionTraits.None),
        new("kprobe", SectionMatch.WithTarget, ProgramType.Kprobe, 0, SectionTraits.None),
        new("uprobe", SectionMatch.WithTarget, ProgramType.Kprobe, 0, SectionTraits.None),
        new("uprobe.s", SectionMatch.WithTarget, ProgramType.Kprobe, 0, SectionTraits.Sleepable),
        new("kretprobe", SectionMatch.WithTarget, ProgramType.Kprobe, 0, SectionTraits.None),
        new("uretprobe", SectionMatch.WithTarget, ProgramType.Kprobe, 0, SectionTraits.None),
        new("uretprobe.s", SectionMatch.WithTarget, ProgramType.Kprobe, 0, SectionTraits.Sleepable),
        new("kprobe.multi", SectionMatch.WithTarget, ProgramType.Kprobe, AttachType.TraceKprobeMulti, SectionTraits.None),
        new("kretprobe.multi", SectionMatch.WithTarget, ProgramType.Kprobe, AttachType.TraceKprobeMulti, SectionTraits.None),
        new("kprobe.session", SectionMatch.WithTarget, ProgramType.Kprobe, AttachType.TraceKprobeSession, SectionTraits.None),
        new("uprobe.multi", SectionMatch.WithTarget, ProgramType.Kprobe, AttachType.TraceUprobeMulti, SectionTraits.None),
        new("uretprobe.multi", SectionMatch.WithTarget, ProgramType.Kprobe, AttachType.TraceUprobeMulti, SectionTraits.None),
        new("uprobe.multi.s", SectionMatch.WithTarget, ProgramType.Kprobe, AttachType.TraceUprobeMulti, SectionTraits.Sleepable),
        new("uretprobe.multi.s", SectionMatch.WithTarget, ProgramType.Kprobe, AttachType.TraceUprobeMulti, SectionTraits.Sleepable),
        new("uprobe.session", SectionMatch.WithTarget, ProgramType.Kprobe, AttachType.TraceUprobeSession, SectionTraits.None),
        new("uprobe.session.s", SectionMatch.WithTarget, ProgramType.Kprobe, AttachType.TraceUprobeSession, SectionTraits.Sleepable),
        new("ksyscall", SectionMatch.WithTarget, ProgramType.Kprobe, 0, SectionTraits.None),
        new("kretsyscall", SectionMatch.WithTarget, ProgramType.Kprobe, 0, SectionTraits.None),
        new("usdt", SectionMatch.WithTarget, ProgramType.Kprobe, 0, SectionTraits.None),
        new("usdt.s", SectionMatch.WithTarget, ProgramType.Kprobe, 0, SectionTraits.Sleepable),
        new("tc/ingress", SectionMatch.Exact, ProgramType.SchedCls, AttachType.TcxIngress, SectionTraits.None),
        new("tc/egress", SectionMatch.Exact, ProgramType.SchedCls, AttachType.TcxEgress, SectionTraits.None),
        new("tcx/ingress", SectionMatch.Exact, ProgramType.SchedCls, AttachType.TcxIngress, SectionTraits.None),
        new("tcx/egress", SectionMatch.Exact, ProgramType.SchedCls, AttachType.TcxEgress, SectionTraits.None),
        new("tc", SectionMatch.Exact, ProgramType.SchedCls, 0, SectionTraits.None),
        new("classifier", SectionMatch.Exact, ProgramType.SchedCls, 0, SectionTraits.None),
        new("action", SectionMatch.Exact, ProgramType.SchedAct, 0, SectionTraits.None),
        new("netkit/primary", SectionMatch.Exact, ProgramType.SchedCls, AttachType.NetkitPrimary, SectionTraits.None),
        new("netkit/peer", SectionMatch.Exact, ProgramType.SchedCls, AttachType.NetkitPeer, SectionTraits.None),
        new("tracepoint", SectionMatch.WithTarget, ProgramType.Tracepoint, 0, SectionTraits.None),
        new("tp", SectionMatch.WithTarget, ProgramType.Tracepoint, 0, SectionTraits.None),
        new("raw_tracepoint", SectionMatch.WithTarget, ProgramType.RawTracepoint, 0, SectionTraits.None),
        new("raw_tp", SectionMatch.WithTarget, ProgramType.RawTracepoint, 0, SectionTraits.None),
        new("raw_tracepoint.w", SectionMatch.WithTarget, ProgramType.RawTracepointWritable, 0, SectionTraits.None),
        new("raw_tp.w", SectionMatch.WithTarget, ProgramType.RawTracepointWritable, 0, SectionTraits.None),
        new("tp_btf", SectionMatch.WithTarget, ProgramType.Tracing, AttachType.TraceRawTp, SectionTraits.KernelTarget),
        new("fentry", SectionMatch.WithTarget, ProgramType.Tracing, AttachType.TraceFentry, SectionTraits.KernelTarget),
        new("fmod_ret", SectionMatch.WithTarget, ProgramType.Tracing, AttachType.ModifyReturn, SectionTraits.KernelTarget),
        new("fexit", SectionMatch.WithTarget, ProgramType.Tracing, AttachType.TraceFexit, SectionTraits.KernelTarget),
        new("fentry.s", SectionMatch.WithTarget, ProgramType.Tracing, AttachType.TraceFentry, SectionTraits.Sleepable | SectionTraits.KernelTarget),
        new("fmod_ret.s", SectionMatch.WithTarget, ProgramType.Tracing, AttachType.ModifyReturn, SectionTraits.Sleepable | SectionTraits.KernelTarget),
        new("fexit.s", SectionMatch.WithTarget, ProgramType.Tracing, AttachType.TraceFexit, SectionTraits.Sleepable | SectionTraits.KernelTarget),
        new("freplace", SectionMatch.WithTarget, ProgramType.Ext, 0, SectionTraits.KernelTarget),
        new("lsm", SectionMatch.WithTarget, ProgramType.Lsm, AttachType.LsmMac, SectionTraits.KernelTarget),
        new("lsm.s", SectionMatch.WithTarget, ProgramType.Lsm, AttachType.LsmMac, SectionTraits.Sleepable | SectionTraits.KernelTarget),
        new("lsm_cgroup", SectionMatch.WithTarget, ProgramType.Lsm, AttachType.LsmCgroup, SectionTraits.KernelTarget),
        new("iter", SectionMatch.WithTarget, ProgramType.Tracing, AttachType.TraceIter, SectionTraits.KernelTarget),
        new("iter.s", SectionMatch.WithTarget, ProgramType.Tracing, AttachType.TraceIter, SectionTraits.Sleepable | SectionTraits.KernelTarget),
        new("syscall", SectionMatch.Exact, ProgramType.Syscall, 0, SectionTraits.Sleepable),
        new("xdp.frags/devmap", SectionMatch.Exact, ProgramType.Xdp, AttachType.XdpDevMap, SectionTraits.XdpFragments),
        new("xdp/devmap", SectionMatch.Exact, ProgramType.Xdp, AttachType.XdpDevMap, SectionTraits.None),
        new("xdp.frags/cpumap", SectionMatch.Exact, ProgramType.Xdp, AttachType.XdpCpuMap, SectionTraits.XdpFragments),
        new("xdp/cpumap", SectionMatch.Exact, ProgramType.Xdp, AttachType.XdpCpuMap, SectionTraits.None),
        new("xdp.frags", SectionMatch.Exact, ProgramType.Xdp, AttachType.Xdp, SectionTraits.XdpFragments),
        new("xdp", SectionMatch.Exact, ProgramType.Xdp, AttachType.Xdp, SectionTraits.OptionalAttachType),
        new("perf_event", SectionMatch.Exact, ProgramType.PerfEvent, 0, SectionTraits.None),
        new("lwt_in", SectionMatch.Exact, ProgramType.LwtIn, 0, SectionTraits.None),
        new("lwt_out", SectionMatch.Exact, ProgramType.LwtOut, 0, SectionTraits.None),
        new("lwt_xmit", SectionMatch.Exact, ProgramType.LwtXmit, 0, SectionTraits.None),
        new("lwt_seg6local", SectionMatch.Exact, ProgramType.LwtSeg6local, 0, SectionTraits.None),
        new("sockops", SectionMatch.Exact, ProgramType.SockOps, AttachType.CgroupSockOps, SectionTraits.OptionalAttachType),
        new("sk_skb/stream_parser", SectionMatch.Exact, ProgramType.SkSkb, AttachType.SkSkbStreamParser, SectionTraits.OptionalAttachType),
        new("sk_skb/stream_verdict", SectionMatch.Exact, ProgramType.SkSkb, AttachType.SkSkbStreamVerdict, SectionTraits.OptionalAttachType),
        new("sk_skb/verdict", SectionMatch.Exact, ProgramType.SkSkb, AttachType.SkSkbVerdict, SectionTraits.OptionalAttachType),
        new("sk_skb", SectionMatch.Exact, ProgramType.SkSkb, 0, SectionTraits.None),
        new("sk_msg", SectionMatch.Exact, ProgramType.SkMsg, AttachType.SkMsgVerdict, SectionTraits.OptionalAttachType),
        new("lirc_mode2", SectionMatch.Exact, ProgramType.LircMode2, AttachType.LircMode2, SectionTraits.OptionalAttachType),
        new("flow_dissector", SectionMatch.Exact, ProgramType.FlowDissector, AttachType.FlowDissector, SectionTraits.OptionalAttachType),
        new("cgroup_skb/ingress", SectionMatch.Exact, ProgramType.CgroupSkb, AttachType.CgroupInetIngress, SectionTraits.OptionalAttachType),
        new("cgroup_skb/egress", SectionMatch.Exact, ProgramType.CgroupSkb, AttachType.CgroupInetEgress, SectionTraits.OptionalAttachType),
        new("cgroup/skb", SectionMatch.Exact, ProgramType.CgroupSkb, 0, SectionTraits.None),
        new("cgroup/sock_create", SectionMatch.Exact, ProgramType.CgroupSock, AttachType.CgroupInetSockCreate, SectionTraits.None),
        new("cgroup/sock_release", SectionMatch.Exact, ProgramType.CgroupSock, AttachType.CgroupInetSockRelease, SectionTraits.None),
        new("cgroup/sock", SectionMatch.Exact, ProgramType.CgroupSock, AttachType.CgroupInetSockCreate, SectionTraits.OptionalAttachType),
        new("cgroup/post_bind4", SectionMatch.Exact, ProgramType.CgroupSock, AttachType.CgroupInet4PostBind, SectionTraits.None),
        new("cgroup/post_bind6", SectionMatch.Exact, ProgramType.CgroupSock, AttachType.CgroupInet6PostBind, SectionTraits.None),
        new("cgroup/bind4", SectionMatch.Exact, ProgramType.CgroupSockAddr, AttachType.CgroupInet4Bind, SectionTraits.None),
        new("cgroup/bind6", SectionMatch.Exact, ProgramType.CgroupSockAddr, AttachType.CgroupInet6Bind, SectionTraits.None),
        new("cgroup/connect4", SectionMatch.Exact, ProgramType.CgroupSockAddr, AttachType.CgroupInet4Connect, SectionTraits.None),
        new("cgroup/connect6", SectionMatch.Exact, ProgramType.CgroupSockAddr, AttachType.CgroupInet6Connect, SectionTraits.None),
        new("cgroup/connect_unix", SectionMatch.Exact, ProgramType.CgroupSockAddr, AttachType.CgroupUnixConnect, SectionTraits.None),
        new("cgroup/sendmsg4", SectionMatch.Exact, ProgramType.CgroupSockAddr, AttachType.CgroupUdp4SendMsg, SectionTraits.None),
        new("cgroup/sendmsg6", SectionMatch.Exact, ProgramType.CgroupSockAddr, AttachType.CgroupUdp6SendMsg, SectionTraits.None),
        new("cgroup/sendmsg_unix", SectionMatch.Exact, ProgramType.CgroupSockAddr, AttachType.CgroupUnixSendMsg, SectionTraits.None),
        new("cgroup/recvmsg4", SectionMatch.Exact, ProgramType.CgroupSockAddr, AttachType.CgroupUdp4RecvMsg, SectionTraits.None),
        new("cgroup/recvmsg6", SectionMatch.Exact, ProgramType.CgroupSockAddr, AttachType.CgroupUdp6RecvMsg, SectionTraits.None),
        new("cgroup/recvmsg_unix", SectionMatch.Exact, ProgramType.CgroupSockAddr, AttachType.CgroupUnixRecvMsg, SectionTraits.None),
        new("cgroup/getpeername4", SectionMatch.Exact, ProgramType.CgroupSockAddr, AttachType.CgroupInet4GetPeerName, SectionTraits.None),
        new("cgroup/getpeername6", SectionMatch.Exact, ProgramType.CgroupSockAddr, AttachType.CgroupInet6GetPeerName, SectionTraits.None),
        new("cgroup/getpeername_unix", SectionMatch.Exact, ProgramType.CgroupSockAddr, AttachType.CgroupUnixGetPeerName, SectionTraits.None),
        new("cgroup/getsockname4", SectionMatch.Exact, ProgramType.CgroupSockAddr, AttachType.CgroupInet4GetSockName, SectionTraits.None),
        new("cgroup/getsockname6", SectionMatch.Exact, ProgramType.CgroupSockAddr, AttachType.CgroupInet6GetSockName, SectionTraits.None),
        new("cgroup/getsockname_unix", SectionMatch.Exact, ProgramType.CgroupSockAddr, AttachType.CgroupUnixGetSockName, SectionTraits.None),
        new("cgroup/sysctl", SectionMatch.Exact, ProgramType.CgroupSysctl, AttachType.CgroupSysctl, SectionTraits.None),
        new("cgroup/getsockopt", SectionMatch.Exact, ProgramType.CgroupSockOpt, AttachType.CgroupGetSockOpt, SectionTraits.None),
        new("cgroup/setsockopt", SectionMatch.Exact, ProgramType.CgroupSockOpt, AttachType.CgroupSetSockOpt, SectionTraits.None),
        new("cgroup/dev", SectionMatch.Exact, ProgramType.CgroupDevice, AttachType.CgroupDevice, SectionTraits.OptionalAttachType),
        new("struct_ops", SectionMatch.WithTarget, ProgramType.StructOps, 0, SectionTraits.None),
        new("struct_ops.s", SectionMatch.WithTarget, ProgramType.StructOps, 0, SectionTraits.Sleepable),
        new("sk_lookup", SectionMatch.Exact, ProgramType.SkLookup, AttachType.SkLookup, SectionTraits.None),
        new("netfilter", SectionMatch.Exact, ProgramType.Netfilter, AttachType.Netfilter, SectionTraits.None),
    ];

    /// <summary>Finds the definition of a section name.</summary>
    /// <param name="sectionName">The name, without a leading question mark.</param>
    /// <param name="target">Receives what follows the slash, empty when nothing does.</param>
    /// <returns>The definition, or null when the name is not known.</returns>
    public static SectionDefinition? Find(string sectionName, out string target)
    {
        ArgumentNullException.ThrowIfNull(sectionName);
        target = "";
        foreach (SectionDefinition definition in Definitions)
        {
            if (sectionName == definition.Prefix) return definition;
            if (definition.Match == SectionMatch.Exact || !sectionName.StartsWith(definition.Prefix, StringComparison.Ordinal)
                || sectionName[definition.Prefix.Length] != '/') continue;
            target = sectionName[(definition.Prefix.Length + 1)..];
            return definition;
        }
        return null;
    }
}
