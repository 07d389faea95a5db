using Nbpf.Syscall;
using Nbpf.Uapi;

namespace Nbpf.Linux;

/// <content>What the kernel tells of links.</content>
public sealed unsafe partial class LinuxKernel
{
    /// <inheritdoc/>
    public SysResult LinkGetInfo(int linkFd, out LinkInfo? info)
    {
        info = null;
        byte[] raw = new byte[LinkInfoLayout.SizeBytes];
        if (FdInfo.Read(linkFd) is { } other && !other.Has("link_type")) return Errno.EINVAL;
        SysResult result = GetInfo(linkFd, raw);
        if (result.IsError) return result;
        LinkType type = (LinkType)LinkInfoLayout.type.ReadUInt32(raw);
        result = ReadHook(linkFd, type, raw, out LinkHook? hook);
        if (!result.IsError)
            info = new(type, LinkInfoLayout.id.ReadUInt32(raw), LinkInfoLayout.prog_id.ReadUInt32(raw), hook);
        return result;
    }

    /// <summary>Reads the arm of the union that belongs to the type; those with a name or arrays are asked a second time with room for them.</summary>
    private static SysResult ReadHook(int fd, LinkType type, byte[] raw, out LinkHook? hook)
    {
        hook = null;
        switch (type)
        {
            case LinkType.RawTracepoint:
                SysResult traced = GetInfoWithName(fd, raw, LinkInfoLayout.raw_tracepoint_tp_name, LinkInfoLayout.raw_tracepoint_tp_name_len, out string tracepoint);
                hook = new LinkHook.RawTracepoint(tracepoint, LinkInfoLayout.raw_tracepoint_cookie.Read(raw));
                return traced;
            case LinkType.Iter:
                SysResult iterated = GetInfoWithName(fd, raw, LinkInfoLayout.iter_target_name, LinkInfoLayout.iter_target_name_len, out string target);
                hook = IteratorHook(raw, target);
                return iterated;
            case LinkType.PerfEvent:
                return ReadPerfEvent(fd, raw, out hook);
            case LinkType.KprobeMulti:
                return ReadKprobeMulti(fd, raw, out hook);
            case LinkType.UprobeMulti:
                return ReadUprobeMulti(fd, raw, out hook);
            case LinkType.Tracing:
                hook = new LinkHook.Tracing(
                    (AttachType)LinkInfoLayout.tracing_attach_type.ReadUInt32(raw),
                    LinkInfoLayout.tracing_target_obj_id.ReadUInt32(raw),
                    LinkInfoLayout.tracing_target_btf_id.ReadUInt32(raw),
                    LinkInfoLayout.tracing_cookie.Read(raw));
                return SysResult.Ok;
            case LinkType.Cgroup:
                hook = new LinkHook.Cgroup(LinkInfoLayout.cgroup_cgroup_id.Read(raw), (AttachType)LinkInfoLayout.cgroup_attach_type.ReadUInt32(raw));
                return SysResult.Ok;
            case LinkType.Netns:
                hook = new LinkHook.NetworkNamespace(LinkInfoLayout.netns_netns_ino.ReadUInt32(raw), (AttachType)LinkInfoLayout.netns_attach_type.ReadUInt32(raw));
                return SysResult.Ok;
            case LinkType.Xdp:
                hook = new LinkHook.Xdp(LinkInfoLayout.xdp_ifindex.ReadUInt32(raw));
                return SysResult.Ok;
            case LinkType.Tcx:
                hook = new LinkHook.TrafficControl(LinkInfoLayout.tcx_ifindex.ReadUInt32(raw), (AttachType)LinkInfoLayout.tcx_attach_type.ReadUInt32(raw));
                return SysResult.Ok;
            case LinkType.Netkit:
                hook = new LinkHook.TrafficControl(LinkInfoLayout.netkit_ifindex.ReadUInt32(raw), (AttachType)LinkInfoLayout.netkit_attach_type.ReadUInt32(raw));
                return SysResult.Ok;
            case LinkType.SockMap:
                hook = new LinkHook.SocketMap(LinkInfoLayout.sockmap_map_id.ReadUInt32(raw), (AttachType)LinkInfoLayout.sockmap_attach_type.ReadUInt32(raw));
                return SysResult.Ok;
            case LinkType.StructOps:
                hook = new LinkHook.StructOps(LinkInfoLayout.struct_ops_map_id.ReadUInt32(raw));
                return SysResult.Ok;
            case LinkType.Netfilter:
                hook = new LinkHook.Netfilter(
                    LinkInfoLayout.netfilter_pf.ReadUInt32(raw),
                    LinkInfoLayout.netfilter_hooknum.ReadUInt32(raw),
                    (int)LinkInfoLayout.netfilter_priority.ReadUInt32(raw),
                    LinkInfoLayout.netfilter_flags.ReadUInt32(raw));
                return SysResult.Ok;
            default:
                // A kind that is newer than this library has no arm here.
                return SysResult.Ok;
        }
    }

    private static LinkHook.Iterator IteratorHook(byte[] raw, string target)
    {
        // The arms of the second union are told apart by the target's name alone.
        LinkHook.Iterator hook = new(target, LinkInfoLayout.iter_map_map_id.ReadUInt32(raw));
        return target switch
        {
            "cgroup" => hook with { CgroupId = LinkInfoLayout.iter_cgroup_cgroup_id.Read(raw), CgroupOrder = LinkInfoLayout.iter_cgroup_order.ReadUInt32(raw) },
            "task" or "task_file" or "task_vma" => hook with
            {
                ThreadId = LinkInfoLayout.iter_task_tid.ReadUInt32(raw),
                ProcessId = LinkInfoLayout.iter_task_pid.ReadUInt32(raw),
            },
            _ => hook,
        };
    }

    private static SysResult ReadPerfEvent(int fd, byte[] raw, out LinkHook? hook)
    {
        // The names of all three arms that have one lie at the same place.
        PerfEventLinkKind kind = (PerfEventLinkKind)LinkInfoLayout.perf_event_type.ReadUInt32(raw);
        SysResult result = SysResult.Ok;
        string name = "";
        if (kind != PerfEventLinkKind.Event)
            result = GetInfoWithName(fd, raw, LinkInfoLayout.perf_event_uprobe_file_name, LinkInfoLayout.perf_event_uprobe_name_len, out name);
        hook = kind switch
        {
            PerfEventLinkKind.Uprobe or PerfEventLinkKind.Uretprobe =>
                new LinkHook.PerfEvent(kind, name, LinkInfoLayout.perf_event_uprobe_offset.ReadUInt32(raw), LinkInfoLayout.perf_event_uprobe_cookie.Read(raw))
                {
                    ReferenceCounterOffset = LinkInfoLayout.perf_event_uprobe_ref_ctr_offset.Read(raw),
                },
            PerfEventLinkKind.Kprobe or PerfEventLinkKind.Kretprobe =>
                new LinkHook.PerfEvent(kind, name, LinkInfoLayout.perf_event_kprobe_offset.ReadUInt32(raw), LinkInfoLayout.perf_event_kprobe_cookie.Read(raw))
                {
                    Address = LinkInfoLayout.perf_event_kprobe_addr.Read(raw),
                    Missed = LinkInfoLayout.perf_event_kprobe_missed.Read(raw),
                },
            PerfEventLinkKind.Tracepoint => new LinkHook.PerfEvent(kind, name, 0, LinkInfoLayout.perf_event_tracepoint_cookie.Read(raw)),
            PerfEventLinkKind.Event =>
                new LinkHook.PerfEvent(kind, "", 0, LinkInfoLayout.perf_event_event_cookie.Read(raw))
                {
                    EventType = LinkInfoLayout.perf_event_event_type.ReadUInt32(raw),
                    EventConfig = LinkInfoLayout.perf_event_event_config.Read(raw),
                },
            PerfEventLinkKind.Unspec or _ => null,
        };
        return result;
    }

    private static SysResult ReadKprobeMulti(int fd, byte[] raw, out LinkHook? hook)
    {
        hook = null;
        uint count = LinkInfoLayout.kprobe_multi_count.ReadUInt32(raw);
        ulong[] addresses = new ulong[count], cookies = new ulong[count];
        raw.AsSpan().Clear();

        // SAFETY: the arrays are pinned and the kernel writes at most count numbers into each; ENOSPC when there are more.
        fixed (ulong* addressPointer = addresses, cookiePointer = cookies)
        {
            LinkInfoLayout.kprobe_multi_addrs.Write(raw, (ulong)addressPointer);
            LinkInfoLayout.kprobe_multi_cookies.Write(raw, (ulong)cookiePointer);
            LinkInfoLayout.kprobe_multi_count.Write(raw, count);
            SysResult result = GetInfo(fd, raw);
            if (result.IsError) return result;
        }

        hook = new LinkHook.KprobeMulti(count, LinkInfoLayout.kprobe_multi_flags.ReadUInt32(raw), LinkInfoLayout.kprobe_multi_missed.Read(raw))
        {
            Addresses = [.. addresses],
            Cookies = [.. cookies],
        };
        return SysResult.Ok;
    }

    private static SysResult ReadUprobeMulti(int fd, byte[] raw, out LinkHook? hook)
    {
        hook = null;
        uint count = LinkInfoLayout.uprobe_multi_count.ReadUInt32(raw);
        byte[] path = new byte[NameRoom];
        ulong[] offsets = new ulong[count], counters = new ulong[count], cookies = new ulong[count];
        raw.AsSpan().Clear();

        // SAFETY: as in ReadKprobeMulti; the path is written up to path_size.
        fixed (byte* pathPointer = path)
        fixed (ulong* offsetPointer = offsets, counterPointer = counters, cookiePointer = cookies)
        {
            LinkInfoLayout.uprobe_multi_path.Write(raw, (ulong)pathPointer);
            LinkInfoLayout.uprobe_multi_path_size.Write(raw, (uint)path.Length);
            LinkInfoLayout.uprobe_multi_offsets.Write(raw, (ulong)offsetPointer);
            LinkInfoLayout.uprobe_multi_ref_ctr_offsets.Write(raw, (ulong)counterPointer);
            LinkInfoLayout.uprobe_multi_cookies.Write(raw, (ulong)cookiePointer);
            LinkInfoLayout.uprobe_multi_count.Write(raw, count);
            SysResult result = GetInfo(fd, raw);
            if (result.IsError) return result;
        }

        hook = new LinkHook.UprobeMulti(ReadName(path), count, LinkInfoLayout.uprobe_multi_flags.ReadUInt32(raw), LinkInfoLayout.uprobe_multi_pid.ReadUInt32(raw))
        {
            Offsets = [.. offsets],
            ReferenceCounterOffsets = [.. counters],
            Cookies = [.. cookies],
        };
        return SysResult.Ok;
    }

    /// <summary>Asks again with room for a name.</summary>
    private static SysResult GetInfoWithName(int fd, byte[] raw, UapiField address, UapiField length, out string name)
    {
        byte[] room = new byte[NameRoom];
        raw.AsSpan().Clear();

        // SAFETY: the room is pinned and the kernel writes at most the length given.
        fixed (byte* pointer = room)
        {
            address.Write(raw, (ulong)pointer);
            length.Write(raw, (uint)room.Length);
            SysResult result = GetInfo(fd, raw);
            name = ReadName(room);
            return result;
        }
    }
}
