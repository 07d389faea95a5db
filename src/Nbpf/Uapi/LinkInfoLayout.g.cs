// Generated from data/layouts.tsv by data/CodeGen. Do not edit.

namespace Nbpf.Uapi;

/// <summary>Layout of struct bpf_link_info (Linux 6.18).</summary>
public static class LinkInfoLayout
{
    /// <summary>Size in bytes.</summary>
    public const int SizeBytes = 64;

    /// <summary>type: 4 bytes at 0.</summary>
    public static UapiField type => new(0, 4);

    /// <summary>id: 4 bytes at 4.</summary>
    public static UapiField id => new(4, 4);

    /// <summary>prog_id: 4 bytes at 8.</summary>
    public static UapiField prog_id => new(8, 4);

    /// <summary>raw_tracepoint.tp_name: 8 bytes at 16.</summary>
    public static UapiField raw_tracepoint_tp_name => new(16, 8);

    /// <summary>raw_tracepoint.tp_name_len: 4 bytes at 24.</summary>
    public static UapiField raw_tracepoint_tp_name_len => new(24, 4);

    /// <summary>raw_tracepoint.cookie: 8 bytes at 32.</summary>
    public static UapiField raw_tracepoint_cookie => new(32, 8);

    /// <summary>tracing.attach_type: 4 bytes at 16.</summary>
    public static UapiField tracing_attach_type => new(16, 4);

    /// <summary>tracing.target_obj_id: 4 bytes at 20.</summary>
    public static UapiField tracing_target_obj_id => new(20, 4);

    /// <summary>tracing.target_btf_id: 4 bytes at 24.</summary>
    public static UapiField tracing_target_btf_id => new(24, 4);

    /// <summary>tracing.cookie: 8 bytes at 32.</summary>
    public static UapiField tracing_cookie => new(32, 8);

    /// <summary>cgroup.cgroup_id: 8 bytes at 16.</summary>
    public static UapiField cgroup_cgroup_id => new(16, 8);

    /// <summary>cgroup.attach_type: 4 bytes at 24.</summary>
    public static UapiField cgroup_attach_type => new(24, 4);

    /// <summary>iter.target_name: 8 bytes at 16.</summary>
    public static UapiField iter_target_name => new(16, 8);

    /// <summary>iter.target_name_len: 4 bytes at 24.</summary>
    public static UapiField iter_target_name_len => new(24, 4);

    /// <summary>iter.map.map_id: 4 bytes at 28.</summary>
    public static UapiField iter_map_map_id => new(28, 4);

    /// <summary>iter.cgroup.cgroup_id: 8 bytes at 32.</summary>
    public static UapiField iter_cgroup_cgroup_id => new(32, 8);

    /// <summary>iter.cgroup.order: 4 bytes at 40.</summary>
    public static UapiField iter_cgroup_order => new(40, 4);

    /// <summary>iter.task.tid: 4 bytes at 32.</summary>
    public static UapiField iter_task_tid => new(32, 4);

    /// <summary>iter.task.pid: 4 bytes at 36.</summary>
    public static UapiField iter_task_pid => new(36, 4);

    /// <summary>netns.netns_ino: 4 bytes at 16.</summary>
    public static UapiField netns_netns_ino => new(16, 4);

    /// <summary>netns.attach_type: 4 bytes at 20.</summary>
    public static UapiField netns_attach_type => new(20, 4);

    /// <summary>xdp.ifindex: 4 bytes at 16.</summary>
    public static UapiField xdp_ifindex => new(16, 4);

    /// <summary>struct_ops.map_id: 4 bytes at 16.</summary>
    public static UapiField struct_ops_map_id => new(16, 4);

    /// <summary>netfilter.pf: 4 bytes at 16.</summary>
    public static UapiField netfilter_pf => new(16, 4);

    /// <summary>netfilter.hooknum: 4 bytes at 20.</summary>
    public static UapiField netfilter_hooknum => new(20, 4);

    /// <summary>netfilter.priority: 4 bytes at 24.</summary>
    public static UapiField netfilter_priority => new(24, 4);

    /// <summary>netfilter.flags: 4 bytes at 28.</summary>
    public static UapiField netfilter_flags => new(28, 4);

    /// <summary>kprobe_multi.addrs: 8 bytes at 16.</summary>
    public static UapiField kprobe_multi_addrs => new(16, 8);

    /// <summary>kprobe_multi.count: 4 bytes at 24.</summary>
    public static UapiField kprobe_multi_count => new(24, 4);

    /// <summary>kprobe_multi.flags: 4 bytes at 28.</summary>
    public static UapiField kprobe_multi_flags => new(28, 4);

    /// <summary>kprobe_multi.missed: 8 bytes at 32.</summary>
    public static UapiField kprobe_multi_missed => new(32, 8);

    /// <summary>kprobe_multi.cookies: 8 bytes at 40.</summary>
    public static UapiField kprobe_multi_cookies => new(40, 8);

    /// <summary>uprobe_multi.path: 8 bytes at 16.</summary>
    public static UapiField uprobe_multi_path => new(16, 8);

    /// <summary>uprobe_multi.offsets: 8 bytes at 24.</summary>
    public static UapiField uprobe_multi_offsets => new(24, 8);

    /// <summary>uprobe_multi.ref_ctr_offsets: 8 bytes at 32.</summary>
    public static UapiField uprobe_multi_ref_ctr_offsets => new(32, 8);

    /// <summary>uprobe_multi.cookies: 8 bytes at 40.</summary>
    public static UapiField uprobe_multi_cookies => new(40, 8);

    /// <summary>uprobe_multi.path_size: 4 bytes at 48.</summary>
    public static UapiField uprobe_multi_path_size => new(48, 4);

    /// <summary>uprobe_multi.count: 4 bytes at 52.</summary>
    public static UapiField uprobe_multi_count => new(52, 4);

    /// <summary>uprobe_multi.flags: 4 bytes at 56.</summary>
    public static UapiField uprobe_multi_flags => new(56, 4);

    /// <summary>uprobe_multi.pid: 4 bytes at 60.</summary>
    public static UapiField uprobe_multi_pid => new(60, 4);

    /// <summary>perf_event.type: 4 bytes at 16.</summary>
    public static UapiField perf_event_type => new(16, 4);

    /// <summary>perf_event.uprobe.file_name: 8 bytes at 24.</summary>
    public static UapiField perf_event_uprobe_file_name => new(24, 8);

    /// <summary>perf_event.uprobe.name_len: 4 bytes at 32.</summary>
    public static UapiField perf_event_uprobe_name_len => new(32, 4);

    /// <summary>perf_event.uprobe.offset: 4 bytes at 36.</summary>
    public static UapiField perf_event_uprobe_offset => new(36, 4);

    /// <summary>perf_event.uprobe.cookie: 8 bytes at 40.</summary>
    public static UapiField perf_event_uprobe_cookie => new(40, 8);

    /// <summary>perf_event.uprobe.ref_ctr_offset: 8 bytes at 48.</summary>
    public static UapiField perf_event_uprobe_ref_ctr_offset => new(48, 8);

    /// <summary>perf_event.kprobe.func_name: 8 bytes at 24.</summary>
    public static UapiField perf_event_kprobe_func_name => new(24, 8);

    /// <summary>perf_event.kprobe.name_len: 4 bytes at 32.</summary>
    public static UapiField perf_event_kprobe_name_len => new(32, 4);

    /// <summary>perf_event.kprobe.offset: 4 bytes at 36.</summary>
    public static UapiField perf_event_kprobe_offset => new(36, 4);

    /// <summary>perf_event.kprobe.addr: 8 bytes at 40.</summary>
    public static UapiField perf_event_kprobe_addr => new(40, 8);

    /// <summary>perf_event.kprobe.missed: 8 bytes at 48.</summary>
    public static UapiField perf_event_kprobe_missed => new(48, 8);

    /// <summary>perf_event.kprobe.cookie: 8 bytes at 56.</summary>
    public static UapiField perf_event_kprobe_cookie => new(56, 8);

    /// <summary>perf_event.tracepoint.tp_name: 8 bytes at 24.</summary>
    public static UapiField perf_event_tracepoint_tp_name => new(24, 8);

    /// <summary>perf_event.tracepoint.name_len: 4 bytes at 32.</summary>
    public static UapiField perf_event_tracepoint_name_len => new(32, 4);

    /// <summary>perf_event.tracepoint.cookie: 8 bytes at 40.</summary>
    public static UapiField perf_event_tracepoint_cookie => new(40, 8);

    /// <summary>perf_event.event.config: 8 bytes at 24.</summary>
    public static UapiField perf_event_event_config => new(24, 8);

    /// <summary>perf_event.event.type: 4 bytes at 32.</summary>
    public static UapiField perf_event_event_type => new(32, 4);

    /// <summary>perf_event.event.cookie: 8 bytes at 40.</summary>
    public static UapiField perf_event_event_cookie => new(40, 8);

    /// <summary>tcx.ifindex: 4 bytes at 16.</summary>
    public static UapiField tcx_ifindex => new(16, 4);

    /// <summary>tcx.attach_type: 4 bytes at 20.</summary>
    public static UapiField tcx_attach_type => new(20, 4);

    /// <summary>netkit.ifindex: 4 bytes at 16.</summary>
    public static UapiField netkit_ifindex => new(16, 4);

    /// <summary>netkit.attach_type: 4 bytes at 20.</summary>
    public static UapiField netkit_attach_type => new(20, 4);

    /// <summary>sockmap.map_id: 4 bytes at 16.</summary>
    public static UapiField sockmap_map_id => new(16, 4);

    /// <summary>sockmap.attach_type: 4 bytes at 20.</summary>
    public static UapiField sockmap_attach_type => new(20, 4);
}
