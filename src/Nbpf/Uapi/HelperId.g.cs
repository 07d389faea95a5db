// Generated from data/uapi.tsv by data/CodeGen. Do not edit.

namespace Nbpf;

/// <summary>Helper functions by number (enum bpf_func_id).</summary>
public enum HelperId : int
{
    /// <summary>BPF_FUNC_unspec.</summary>
    Unspec = 0,

    /// <summary>BPF_FUNC_map_lookup_elem.</summary>
    MapLookupElem = 1,

    /// <summary>BPF_FUNC_map_update_elem.</summary>
    MapUpdateElem = 2,

    /// <summary>BPF_FUNC_map_delete_elem.</summary>
    MapDeleteElem = 3,

    /// <summary>BPF_FUNC_probe_read.</summary>
    ProbeRead = 4,

    /// <summary>BPF_FUNC_ktime_get_ns.</summary>
    KtimeGetNs = 5,

    /// <summary>BPF_FUNC_trace_printk.</summary>
    TracePrintk = 6,

    /// <summary>BPF_FUNC_get_prandom_u32.</summary>
    GetPrandomU32 = 7,

    /// <summary>BPF_FUNC_get_smp_processor_id.</summary>
    GetSmpProcessorId = 8,

    /// <summary>BPF_FUNC_skb_store_bytes.</summary>
    SkbStoreBytes = 9,

    /// <summary>BPF_FUNC_l3_csum_replace.</summary>
    L3CsumReplace = 10,

    /// <summary>BPF_FUNC_l4_csum_replace.</summary>
    L4CsumReplace = 11,

    /// <summary>BPF_FUNC_tail_call.</summary>
    TailCall = 12,

    /// <summary>BPF_FUNC_clone_redirect.</summary>
    CloneRedirect = 13,

    /// <summary>BPF_FUNC_get_current_pid_tgid.</summary>
    GetCurrentPidTgid = 14,

    /// <summary>BPF_FUNC_get_current_uid_gid.</summary>
    GetCurrentUidGid = 15,

    /// <summary>BPF_FUNC_get_current_comm.</summary>
    GetCurrentComm = 16,

    /// <summary>BPF_FUNC_get_cgroup_classid.</summary>
    GetCgroupClassid = 17,

    /// <summary>BPF_FUNC_skb_vlan_push.</summary>
    SkbVlanPush = 18,

    /// <summary>BPF_FUNC_skb_vlan_pop.</summary>
    SkbVlanPop = 19,

    /// <summary>BPF_FUNC_skb_get_tunnel_key.</summary>
    SkbGetTunnelKey = 20,

    /// <summary>BPF_FUNC_skb_set_tunnel_key.</summary>
    SkbSetTunnelKey = 21,

    /// <summary>BPF_FUNC_perf_event_read.</summary>
    PerfEventRead = 22,

    /// <summary>BPF_FUNC_redirect.</summary>
    Redirect = 23,

    /// <summary>BPF_FUNC_get_route_realm.</summary>
    GetRouteRealm = 24,

    /// <summary>BPF_FUNC_perf_event_output.</summary>
    PerfEventOutput = 25,

    /// <summary>BPF_FUNC_skb_load_bytes.</summary>
    SkbLoadBytes = 26,

    /// <summary>BPF_FUNC_get_stackid.</summary>
    GetStackid = 27,

    /// <summary>BPF_FUNC_csum_diff.</summary>
    CsumDiff = 28,

    /// <summary>BPF_FUNC_skb_get_tunnel_opt.</summary>
    SkbGetTunnelOpt = 29,

    /// <summary>BPF_FUNC_skb_set_tunnel_opt.</summary>
    SkbSetTunnelOpt = 30,

    /// <summary>BPF_FUNC_skb_change_proto.</summary>
    SkbChangeProto = 31,

    /// <summary>BPF_FUNC_skb_change_type.</summary>
    SkbChangeType = 32,

    /// <summary>BPF_FUNC_skb_under_cgroup.</summary>
    SkbUnderCgroup = 33,

    /// <summary>BPF_FUNC_get_hash_recalc.</summary>
    GetHashRecalc = 34,

    /// <summary>BPF_FUNC_get_current_task.</summary>
    GetCurrentTask = 35,

    /// <summary>BPF_FUNC_probe_write_user.</summary>
    ProbeWriteUser = 36,

    /// <summary>BPF_FUNC_current_task_under_cgroup.</summary>
    CurrentTaskUnderCgroup = 37,

    /// <summary>BPF_FUNC_skb_change_tail.</summary>
    SkbChangeTail = 38,

    /// <summary>BPF_FUNC_skb_pull_data.</summary>
    SkbPullData = 39,

    /// <summary>BPF_FUNC_csum_update.</summary>
    CsumUpdate = 40,

    /// <summary>BPF_FUNC_set_hash_invalid.</summary>
    SetHashInvalid = 41,

    /// <summary>BPF_FUNC_get_numa_node_id.</summary>
    GetNumaNodeId = 42,

    /// <summary>BPF_FUNC_skb_change_head.</summary>
    SkbChangeHead = 43,

    /// <summary>BPF_FUNC_xdp_adjust_head.</summary>
    XdpAdjustHead = 44,

    /// <summary>BPF_FUNC_probe_read_str.</summary>
    ProbeReadStr = 45,

    /// <summary>BPF_FUNC_get_socket_cookie.</summary>
    GetSocketCookie = 46,

    /// <summary>BPF_FUNC_get_socket_uid.</summary>
    GetSocketUid = 47,

    /// <summary>BPF_FUNC_set_hash.</summary>
    SetHash = 48,

    /// <summary>BPF_FUNC_setsockopt.</summary>
    SetSockOpt = 49,

    /// <summary>BPF_FUNC_skb_adjust_room.</summary>
    SkbAdjustRoom = 50,

    /// <summary>BPF_FUNC_redirect_map.</summary>
    RedirectMap = 51,

    /// <summary>BPF_FUNC_sk_redirect_map.</summary>
    SkRedirectMap = 52,

    /// <summary>BPF_FUNC_sock_map_update.</summary>
    SockMapUpdate = 53,

    /// <summary>BPF_FUNC_xdp_adjust_meta.</summary>
    XdpAdjustMeta = 54,

    /// <summary>BPF_FUNC_perf_event_read_value.</summary>
    PerfEventReadValue = 55,

    /// <summary>BPF_FUNC_perf_prog_read_value.</summary>
    PerfProgramReadValue = 56,

    /// <summary>BPF_FUNC_getsockopt.</summary>
    GetSockOpt = 57,

    /// <summary>BPF_FUNC_override_return.</summary>
    OverrideReturn = 58,

    /// <summary>BPF_FUNC_sock_ops_cb_flags_set.</summary>
    SockOpsCbFlagsSet = 59,

    /// <summary>BPF_FUNC_msg_redirect_map.</summary>
    MsgRedirectMap = 60,

    /// <summary>BPF_FUNC_msg_apply_bytes.</summary>
    MsgApplyBytes = 61,

    /// <summary>BPF_FUNC_msg_cork_bytes.</summary>
    MsgCorkBytes = 62,

    /// <summary>BPF_FUNC_msg_pull_data.</summary>
    MsgPullData = 63,

    /// <summary>BPF_FUNC_bind.</summary>
    Bind = 64,

    /// <summary>BPF_FUNC_xdp_adjust_tail.</summary>
    XdpAdjustTail = 65,

    /// <summary>BPF_FUNC_skb_get_xfrm_state.</summary>
    SkbGetXfrmState = 66,

    /// <summary>BPF_FUNC_get_stack.</summary>
    GetStack = 67,

    /// <summary>BPF_FUNC_skb_load_bytes_relative.</summary>
    SkbLoadBytesRelative = 68,

    /// <summary>BPF_FUNC_fib_lookup.</summary>
    FibLookup = 69,

    /// <summary>BPF_FUNC_sock_hash_update.</summary>
    SockHashUpdate = 70,

    /// <summary>BPF_FUNC_msg_redirect_hash.</summary>
    MsgRedirectHash = 71,

    /// <summary>BPF_FUNC_sk_redirect_hash.</summary>
    SkRedirectHash = 72,

    /// <summary>BPF_FUNC_lwt_push_encap.</summary>
    LwtPushEncap = 73,

    /// <summary>BPF_FUNC_lwt_seg6_store_bytes.</summary>
    LwtSeg6StoreBytes = 74,

    /// <summary>BPF_FUNC_lwt_seg6_adjust_srh.</summary>
    LwtSeg6AdjustSrh = 75,

    /// <summary>BPF_FUNC_lwt_seg6_action.</summary>
    LwtSeg6Action = 76,

    /// <summary>BPF_FUNC_rc_repeat.</summary>
    RcRepeat = 77,

    /// <summary>BPF_FUNC_rc_keydown.</summary>
    RcKeydown = 78,

    /// <summary>BPF_FUNC_skb_cgroup_id.</summary>
    SkbCgroupId = 79,

    /// <summary>BPF_FUNC_get_current_cgroup_id.</summary>
    GetCurrentCgroupId = 80,

    /// <summary>BPF_FUNC_get_local_storage.</summary>
    GetLocalStorage = 81,

    /// <summary>BPF_FUNC_sk_select_reuseport.</summary>
    SkSelectReusePort = 82,

    /// <summary>BPF_FUNC_skb_ancestor_cgroup_id.</summary>
    SkbAncestorCgroupId = 83,

    /// <summary>BPF_FUNC_sk_lookup_tcp.</summary>
    SkLookupTcp = 84,

    /// <summary>BPF_FUNC_sk_lookup_udp.</summary>
    SkLookupUdp = 85,

    /// <summary>BPF_FUNC_sk_release.</summary>
    SkRelease = 86,

    /// <summary>BPF_FUNC_map_push_elem.</summary>
    MapPushElem = 87,

    /// <summary>BPF_FUNC_map_pop_elem.</summary>
    MapPopElem = 88,

    /// <summary>BPF_FUNC_map_peek_elem.</summary>
    MapPeekElem = 89,

    /// <summary>BPF_FUNC_msg_push_data.</summary>
    MsgPushData = 90,

    /// <summary>BPF_FUNC_msg_pop_data.</summary>
    MsgPopData = 91,

    /// <summary>BPF_FUNC_rc_pointer_rel.</summary>
    RcPointerRel = 92,

    /// <summary>BPF_FUNC_spin_lock.</summary>
    SpinLock = 93,

    /// <summary>BPF_FUNC_spin_unlock.</summary>
    SpinUnlock = 94,

    /// <summary>BPF_FUNC_sk_fullsock.</summary>
    SkFullsock = 95,

    /// <summary>BPF_FUNC_tcp_sock.</summary>
    TcpSock = 96,

    /// <summary>BPF_FUNC_skb_ecn_set_ce.</summary>
    SkbEcnSetCe = 97,

    /// <summary>BPF_FUNC_get_listener_sock.</summary>
    GetListenerSock = 98,

    /// <summary>BPF_FUNC_skc_lookup_tcp.</summary>
    SkcLookupTcp = 99,

    /// <summary>BPF_FUNC_tcp_check_syncookie.</summary>
    TcpCheckSyncookie = 100,

    /// <summary>BPF_FUNC_sysctl_get_name.</summary>
    SysctlGetName = 101,

    /// <summary>BPF_FUNC_sysctl_get_current_value.</summary>
    SysctlGetCurrentValue = 102,

    /// <summary>BPF_FUNC_sysctl_get_new_value.</summary>
    SysctlGetNewValue = 103,

    /// <summary>BPF_FUNC_sysctl_set_new_value.</summary>
    SysctlSetNewValue = 104,

    /// <summary>BPF_FUNC_strtol.</summary>
    Strtol = 105,

    /// <summary>BPF_FUNC_strtoul.</summary>
    Strtoul = 106,

    /// <summary>BPF_FUNC_sk_storage_get.</summary>
    SkStorageGet = 107,

    /// <summary>BPF_FUNC_sk_storage_delete.</summary>
    SkStorageDelete = 108,

    /// <summary>BPF_FUNC_send_signal.</summary>
    SendSignal = 109,

    /// <summary>BPF_FUNC_tcp_gen_syncookie.</summary>
    TcpGenSyncookie = 110,

    /// <summary>BPF_FUNC_skb_output.</summary>
    SkbOutput = 111,

    /// <summary>BPF_FUNC_probe_read_user.</summary>
    ProbeReadUser = 112,

    /// <summary>BPF_FUNC_probe_read_kernel.</summary>
    ProbeReadKernel = 113,

    /// <summary>BPF_FUNC_probe_read_user_str.</summary>
    ProbeReadUserStr = 114,

    /// <summary>BPF_FUNC_probe_read_kernel_str.</summary>
    ProbeReadKernelStr = 115,

    /// <summary>BPF_FUNC_tcp_send_ack.</summary>
    TcpSendAck = 116,

    /// <summary>BPF_FUNC_send_signal_thread.</summary>
    SendSignalThread = 117,

    /// <summary>BPF_FUNC_jiffies64.</summary>
    Jiffies64 = 118,

    /// <summary>BPF_FUNC_read_branch_records.</summary>
    ReadBranchRecords = 119,

    /// <summary>BPF_FUNC_get_ns_current_pid_tgid.</summary>
    GetNsCurrentPidTgid = 120,

    /// <summary>BPF_FUNC_xdp_output.</summary>
    XdpOutput = 121,

    /// <summary>BPF_FUNC_get_netns_cookie.</summary>
    GetNetnsCookie = 122,

    /// <summary>BPF_FUNC_get_current_ancestor_cgroup_id.</summary>
    GetCurrentAncestorCgroupId = 123,

    /// <summary>BPF_FUNC_sk_assign.</summary>
    SkAssign = 124,

    /// <summary>BPF_FUNC_ktime_get_boot_ns.</summary>
    KtimeGetBootNs = 125,

    /// <summary>BPF_FUNC_seq_printf.</summary>
    SeqPrintf = 126,

    /// <summary>BPF_FUNC_seq_write.</summary>
    SeqWrite = 127,

    /// <summary>BPF_FUNC_sk_cgroup_id.</summary>
    SkCgroupId = 128,

    /// <summary>BPF_FUNC_sk_ancestor_cgroup_id.</summary>
    SkAncestorCgroupId = 129,

    /// <summary>BPF_FUNC_ringbuf_output.</summary>
    RingBufOutput = 130,

    /// <summary>BPF_FUNC_ringbuf_reserve.</summary>
    RingBufReserve = 131,

    /// <summary>BPF_FUNC_ringbuf_submit.</summary>
    RingBufSubmit = 132,

    /// <summary>BPF_FUNC_ringbuf_discard.</summary>
    RingBufDiscard = 133,

    /// <summary>BPF_FUNC_ringbuf_query.</summary>
    RingBufQuery = 134,

    /// <summary>BPF_FUNC_csum_level.</summary>
    CsumLevel = 135,

    /// <summary>BPF_FUNC_skc_to_tcp6_sock.</summary>
    SkcToTcp6Sock = 136,

    /// <summary>BPF_FUNC_skc_to_tcp_sock.</summary>
    SkcToTcpSock = 137,

    /// <summary>BPF_FUNC_skc_to_tcp_timewait_sock.</summary>
    SkcToTcpTimewaitSock = 138,

    /// <summary>BPF_FUNC_skc_to_tcp_request_sock.</summary>
    SkcToTcpRequestSock = 139,

    /// <summary>BPF_FUNC_skc_to_udp6_sock.</summary>
    SkcToUdp6Sock = 140,

    /// <summary>BPF_FUNC_get_task_stack.</summary>
    GetTaskStack = 141,

    /// <summary>BPF_FUNC_load_hdr_opt.</summary>
    LoadHdrOpt = 142,

    /// <summary>BPF_FUNC_store_hdr_opt.</summary>
    StoreHdrOpt = 143,

    /// <summary>BPF_FUNC_reserve_hdr_opt.</summary>
    ReserveHdrOpt = 144,

    /// <summary>BPF_FUNC_inode_storage_get.</summary>
    InodeStorageGet = 145,

    /// <summary>BPF_FUNC_inode_storage_delete.</summary>
    InodeStorageDelete = 146,

    /// <summary>BPF_FUNC_d_path.</summary>
    DPath = 147,

    /// <summary>BPF_FUNC_copy_from_user.</summary>
    CopyFromUser = 148,

    /// <summary>BPF_FUNC_snprintf_btf.</summary>
    SnprintfBtf = 149,

    /// <summary>BPF_FUNC_seq_printf_btf.</summary>
    SeqPrintfBtf = 150,

    /// <summary>BPF_FUNC_skb_cgroup_classid.</summary>
    SkbCgroupClassid = 151,

    /// <summary>BPF_FUNC_redirect_neigh.</summary>
    RedirectNeigh = 152,

    /// <summary>BPF_FUNC_per_cpu_ptr.</summary>
    PerCpuPtr = 153,

    /// <summary>BPF_FUNC_this_cpu_ptr.</summary>
    ThisCpuPtr = 154,

    /// <summary>BPF_FUNC_redirect_peer.</summary>
    RedirectPeer = 155,

    /// <summary>BPF_FUNC_task_storage_get.</summary>
    TaskStorageGet = 156,

    /// <summary>BPF_FUNC_task_storage_delete.</summary>
    TaskStorageDelete = 157,

    /// <summary>BPF_FUNC_get_current_task_btf.</summary>
    GetCurrentTaskBtf = 158,

    /// <summary>BPF_FUNC_bprm_opts_set.</summary>
    BprmOptsSet = 159,

    /// <summary>BPF_FUNC_ktime_get_coarse_ns.</summary>
    KtimeGetCoarseNs = 160,

    /// <summary>BPF_FUNC_ima_inode_hash.</summary>
    ImaInodeHash = 161,

    /// <summary>BPF_FUNC_sock_from_file.</summary>
    SockFromFile = 162,

    /// <summary>BPF_FUNC_check_mtu.</summary>
    CheckMtu = 163,

    /// <summary>BPF_FUNC_for_each_map_elem.</summary>
    ForEachMapElem = 164,

    /// <summary>BPF_FUNC_snprintf.</summary>
    Snprintf = 165,

    /// <summary>BPF_FUNC_sys_bpf.</summary>
    SysBpf = 166,

    /// <summary>BPF_FUNC_btf_find_by_name_kind.</summary>
    BtfFindByNameKind = 167,

    /// <summary>BPF_FUNC_sys_close.</summary>
    SysClose = 168,

    /// <summary>BPF_FUNC_timer_init.</summary>
    TimerInit = 169,

    /// <summary>BPF_FUNC_timer_set_callback.</summary>
    TimerSetCallback = 170,

    /// <summary>BPF_FUNC_timer_start.</summary>
    TimerStart = 171,

    /// <summary>BPF_FUNC_timer_cancel.</summary>
    TimerCancel = 172,

    /// <summary>BPF_FUNC_get_func_ip.</summary>
    GetFuncIp = 173,

    /// <summary>BPF_FUNC_get_attach_cookie.</summary>
    GetAttachCookie = 174,

    /// <summary>BPF_FUNC_task_pt_regs.</summary>
    TaskPtRegs = 175,

    /// <summary>BPF_FUNC_get_branch_snapshot.</summary>
    GetBranchSnapshot = 176,

    /// <summary>BPF_FUNC_trace_vprintk.</summary>
    TraceVprintk = 177,

    /// <summary>BPF_FUNC_skc_to_unix_sock.</summary>
    SkcToUnixSock = 178,

    /// <summary>BPF_FUNC_kallsyms_lookup_name.</summary>
    KallsymsLookupName = 179,

    /// <summary>BPF_FUNC_find_vma.</summary>
    FindVma = 180,

    /// <summary>BPF_FUNC_loop.</summary>
    Loop = 181,

    /// <summary>BPF_FUNC_strncmp.</summary>
    Strncmp = 182,

    /// <summary>BPF_FUNC_get_func_arg.</summary>
    GetFuncArg = 183,

    /// <summary>BPF_FUNC_get_func_ret.</summary>
    GetFuncRet = 184,

    /// <summary>BPF_FUNC_get_func_arg_cnt.</summary>
    GetFuncArgCnt = 185,

    /// <summary>BPF_FUNC_get_retval.</summary>
    GetRetval = 186,

    /// <summary>BPF_FUNC_set_retval.</summary>
    SetRetval = 187,

    /// <summary>BPF_FUNC_xdp_get_buff_len.</summary>
    XdpGetBuffLen = 188,

    /// <summary>BPF_FUNC_xdp_load_bytes.</summary>
    XdpLoadBytes = 189,

    /// <summary>BPF_FUNC_xdp_store_bytes.</summary>
    XdpStoreBytes = 190,

    /// <summary>BPF_FUNC_copy_from_user_task.</summary>
    CopyFromUserTask = 191,

    /// <summary>BPF_FUNC_skb_set_tstamp.</summary>
    SkbSetTstamp = 192,

    /// <summary>BPF_FUNC_ima_file_hash.</summary>
    ImaFileHash = 193,

    /// <summary>BPF_FUNC_kptr_xchg.</summary>
    KptrXchg = 194,

    /// <summary>BPF_FUNC_map_lookup_percpu_elem.</summary>
    MapLookupPerCpuElem = 195,

    /// <summary>BPF_FUNC_skc_to_mptcp_sock.</summary>
    SkcToMptcpSock = 196,

    /// <summary>BPF_FUNC_dynptr_from_mem.</summary>
    DynptrFromMem = 197,

    /// <summary>BPF_FUNC_ringbuf_reserve_dynptr.</summary>
    RingBufReserveDynptr = 198,

    /// <summary>BPF_FUNC_ringbuf_submit_dynptr.</summary>
    RingBufSubmitDynptr = 199,

    /// <summary>BPF_FUNC_ringbuf_discard_dynptr.</summary>
    RingBufDiscardDynptr = 200,

    /// <summary>BPF_FUNC_dynptr_read.</summary>
    DynptrRead = 201,

    /// <summary>BPF_FUNC_dynptr_write.</summary>
    DynptrWrite = 202,

    /// <summary>BPF_FUNC_dynptr_data.</summary>
    DynptrData = 203,

    /// <summary>BPF_FUNC_tcp_raw_gen_syncookie_ipv4.</summary>
    TcpRawGenSyncookieIpv4 = 204,

    /// <summary>BPF_FUNC_tcp_raw_gen_syncookie_ipv6.</summary>
    TcpRawGenSyncookieIpv6 = 205,

    /// <summary>BPF_FUNC_tcp_raw_check_syncookie_ipv4.</summary>
    TcpRawCheckSyncookieIpv4 = 206,

    /// <summary>BPF_FUNC_tcp_raw_check_syncookie_ipv6.</summary>
    TcpRawCheckSyncookieIpv6 = 207,

    /// <summary>BPF_FUNC_ktime_get_tai_ns.</summary>
    KtimeGetTaiNs = 208,

    /// <summary>BPF_FUNC_user_ringbuf_drain.</summary>
    UserRingBufDrain = 209,

    /// <summary>BPF_FUNC_cgrp_storage_get.</summary>
    CgrpStorageGet = 210,

    /// <summary>BPF_FUNC_cgrp_storage_delete.</summary>
    CgrpStorageDelete = 211,
}
