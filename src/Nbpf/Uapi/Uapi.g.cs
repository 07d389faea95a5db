// Generated from data/uapi.tsv by data/CodeGen. Do not edit.

namespace Nbpf.Uapi;

/// <summary>Linux's constants for BPF under their kernel names (include/uapi/linux/bpf.h, btf.h; Linux 6.18).</summary>
public static class Constants
{
    /// <summary>BPF_MAP_CREATE = 0.</summary>
    public const uint BPF_MAP_CREATE = 0;

    /// <summary>BPF_MAP_LOOKUP_ELEM = 1.</summary>
    public const uint BPF_MAP_LOOKUP_ELEM = 1;

    /// <summary>BPF_MAP_UPDATE_ELEM = 2.</summary>
    public const uint BPF_MAP_UPDATE_ELEM = 2;

    /// <summary>BPF_MAP_DELETE_ELEM = 3.</summary>
    public const uint BPF_MAP_DELETE_ELEM = 3;

    /// <summary>BPF_MAP_GET_NEXT_KEY = 4.</summary>
    public const uint BPF_MAP_GET_NEXT_KEY = 4;

    /// <summary>BPF_PROG_LOAD = 5.</summary>
    public const uint BPF_PROG_LOAD = 5;

    /// <summary>BPF_OBJ_PIN = 6.</summary>
    public const uint BPF_OBJ_PIN = 6;

    /// <summary>BPF_OBJ_GET = 7.</summary>
    public const uint BPF_OBJ_GET = 7;

    /// <summary>BPF_PROG_ATTACH = 8.</summary>
    public const uint BPF_PROG_ATTACH = 8;

    /// <summary>BPF_PROG_DETACH = 9.</summary>
    public const uint BPF_PROG_DETACH = 9;

    /// <summary>BPF_PROG_TEST_RUN = 10.</summary>
    public const uint BPF_PROG_TEST_RUN = 10;

    /// <summary>BPF_PROG_RUN = 10.</summary>
    public const uint BPF_PROG_RUN = 10;

    /// <summary>BPF_PROG_GET_NEXT_ID = 11.</summary>
    public const uint BPF_PROG_GET_NEXT_ID = 11;

    /// <summary>BPF_MAP_GET_NEXT_ID = 12.</summary>
    public const uint BPF_MAP_GET_NEXT_ID = 12;

    /// <summary>BPF_PROG_GET_FD_BY_ID = 13.</summary>
    public const uint BPF_PROG_GET_FD_BY_ID = 13;

    /// <summary>BPF_MAP_GET_FD_BY_ID = 14.</summary>
    public const uint BPF_MAP_GET_FD_BY_ID = 14;

    /// <summary>BPF_OBJ_GET_INFO_BY_FD = 15.</summary>
    public const uint BPF_OBJ_GET_INFO_BY_FD = 15;

    /// <summary>BPF_PROG_QUERY = 16.</summary>
    public const uint BPF_PROG_QUERY = 16;

    /// <summary>BPF_RAW_TRACEPOINT_OPEN = 17.</summary>
    public const uint BPF_RAW_TRACEPOINT_OPEN = 17;

    /// <summary>BPF_BTF_LOAD = 18.</summary>
    public const uint BPF_BTF_LOAD = 18;

    /// <summary>BPF_BTF_GET_FD_BY_ID = 19.</summary>
    public const uint BPF_BTF_GET_FD_BY_ID = 19;

    /// <summary>BPF_TASK_FD_QUERY = 20.</summary>
    public const uint BPF_TASK_FD_QUERY = 20;

    /// <summary>BPF_MAP_LOOKUP_AND_DELETE_ELEM = 21.</summary>
    public const uint BPF_MAP_LOOKUP_AND_DELETE_ELEM = 21;

    /// <summary>BPF_MAP_FREEZE = 22.</summary>
    public const uint BPF_MAP_FREEZE = 22;

    /// <summary>BPF_BTF_GET_NEXT_ID = 23.</summary>
    public const uint BPF_BTF_GET_NEXT_ID = 23;

    /// <summary>BPF_MAP_LOOKUP_BATCH = 24.</summary>
    public const uint BPF_MAP_LOOKUP_BATCH = 24;

    /// <summary>BPF_MAP_LOOKUP_AND_DELETE_BATCH = 25.</summary>
    public const uint BPF_MAP_LOOKUP_AND_DELETE_BATCH = 25;

    /// <summary>BPF_MAP_UPDATE_BATCH = 26.</summary>
    public const uint BPF_MAP_UPDATE_BATCH = 26;

    /// <summary>BPF_MAP_DELETE_BATCH = 27.</summary>
    public const uint BPF_MAP_DELETE_BATCH = 27;

    /// <summary>BPF_LINK_CREATE = 28.</summary>
    public const uint BPF_LINK_CREATE = 28;

    /// <summary>BPF_LINK_UPDATE = 29.</summary>
    public const uint BPF_LINK_UPDATE = 29;

    /// <summary>BPF_LINK_GET_FD_BY_ID = 30.</summary>
    public const uint BPF_LINK_GET_FD_BY_ID = 30;

    /// <summary>BPF_LINK_GET_NEXT_ID = 31.</summary>
    public const uint BPF_LINK_GET_NEXT_ID = 31;

    /// <summary>BPF_ENABLE_STATS = 32.</summary>
    public const uint BPF_ENABLE_STATS = 32;

    /// <summary>BPF_ITER_CREATE = 33.</summary>
    public const uint BPF_ITER_CREATE = 33;

    /// <summary>BPF_LINK_DETACH = 34.</summary>
    public const uint BPF_LINK_DETACH = 34;

    /// <summary>BPF_PROG_BIND_MAP = 35.</summary>
    public const uint BPF_PROG_BIND_MAP = 35;

    /// <summary>BPF_TOKEN_CREATE = 36.</summary>
    public const uint BPF_TOKEN_CREATE = 36;

    /// <summary>BPF_PROG_STREAM_READ_BY_FD = 37.</summary>
    public const uint BPF_PROG_STREAM_READ_BY_FD = 37;

    /// <summary>BPF_MAP_TYPE_UNSPEC = 0.</summary>
    public const uint BPF_MAP_TYPE_UNSPEC = 0;

    /// <summary>BPF_MAP_TYPE_HASH = 1.</summary>
    public const uint BPF_MAP_TYPE_HASH = 1;

    /// <summary>BPF_MAP_TYPE_ARRAY = 2.</summary>
    public const uint BPF_MAP_TYPE_ARRAY = 2;

    /// <summary>BPF_MAP_TYPE_PROG_ARRAY = 3.</summary>
    public const uint BPF_MAP_TYPE_PROG_ARRAY = 3;

    /// <summary>BPF_MAP_TYPE_PERF_EVENT_ARRAY = 4.</summary>
    public const uint BPF_MAP_TYPE_PERF_EVENT_ARRAY = 4;

    /// <summary>BPF_MAP_TYPE_PERCPU_HASH = 5.</summary>
    public const uint BPF_MAP_TYPE_PERCPU_HASH = 5;

    /// <summary>BPF_MAP_TYPE_PERCPU_ARRAY = 6.</summary>
    public const uint BPF_MAP_TYPE_PERCPU_ARRAY = 6;

    /// <summary>BPF_MAP_TYPE_STACK_TRACE = 7.</summary>
    public const uint BPF_MAP_TYPE_STACK_TRACE = 7;

    /// <summary>BPF_MAP_TYPE_CGROUP_ARRAY = 8.</summary>
    public const uint BPF_MAP_TYPE_CGROUP_ARRAY = 8;

    /// <summary>BPF_MAP_TYPE_LRU_HASH = 9.</summary>
    public const uint BPF_MAP_TYPE_LRU_HASH = 9;

    /// <summary>BPF_MAP_TYPE_LRU_PERCPU_HASH = 10.</summary>
    public const uint BPF_MAP_TYPE_LRU_PERCPU_HASH = 10;

    /// <summary>BPF_MAP_TYPE_LPM_TRIE = 11.</summary>
    public const uint BPF_MAP_TYPE_LPM_TRIE = 11;

    /// <summary>BPF_MAP_TYPE_ARRAY_OF_MAPS = 12.</summary>
    public const uint BPF_MAP_TYPE_ARRAY_OF_MAPS = 12;

    /// <summary>BPF_MAP_TYPE_HASH_OF_MAPS = 13.</summary>
    public const uint BPF_MAP_TYPE_HASH_OF_MAPS = 13;

    /// <summary>BPF_MAP_TYPE_DEVMAP = 14.</summary>
    public const uint BPF_MAP_TYPE_DEVMAP = 14;

    /// <summary>BPF_MAP_TYPE_SOCKMAP = 15.</summary>
    public const uint BPF_MAP_TYPE_SOCKMAP = 15;

    /// <summary>BPF_MAP_TYPE_CPUMAP = 16.</summary>
    public const uint BPF_MAP_TYPE_CPUMAP = 16;

    /// <summary>BPF_MAP_TYPE_XSKMAP = 17.</summary>
    public const uint BPF_MAP_TYPE_XSKMAP = 17;

    /// <summary>BPF_MAP_TYPE_SOCKHASH = 18.</summary>
    public const uint BPF_MAP_TYPE_SOCKHASH = 18;

    /// <summary>BPF_MAP_TYPE_CGROUP_STORAGE_DEPRECATED = 19.</summary>
    public const uint BPF_MAP_TYPE_CGROUP_STORAGE_DEPRECATED = 19;

    /// <summary>BPF_MAP_TYPE_CGROUP_STORAGE = 19.</summary>
    public const uint BPF_MAP_TYPE_CGROUP_STORAGE = 19;

    /// <summary>BPF_MAP_TYPE_REUSEPORT_SOCKARRAY = 20.</summary>
    public const uint BPF_MAP_TYPE_REUSEPORT_SOCKARRAY = 20;

    /// <summary>BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE_DEPRECATED = 21.</summary>
    public const uint BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE_DEPRECATED = 21;

    /// <summary>BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE = 21.</summary>
    public const uint BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE = 21;

    /// <summary>BPF_MAP_TYPE_QUEUE = 22.</summary>
    public const uint BPF_MAP_TYPE_QUEUE = 22;

    /// <summary>BPF_MAP_TYPE_STACK = 23.</summary>
    public const uint BPF_MAP_TYPE_STACK = 23;

    /// <summary>BPF_MAP_TYPE_SK_STORAGE = 24.</summary>
    public const uint BPF_MAP_TYPE_SK_STORAGE = 24;

    /// <summary>BPF_MAP_TYPE_DEVMAP_HASH = 25.</summary>
    public const uint BPF_MAP_TYPE_DEVMAP_HASH = 25;

    /// <summary>BPF_MAP_TYPE_STRUCT_OPS = 26.</summary>
    public const uint BPF_MAP_TYPE_STRUCT_OPS = 26;

    /// <summary>BPF_MAP_TYPE_RINGBUF = 27.</summary>
    public const uint BPF_MAP_TYPE_RINGBUF = 27;

    /// <summary>BPF_MAP_TYPE_INODE_STORAGE = 28.</summary>
    public const uint BPF_MAP_TYPE_INODE_STORAGE = 28;

    /// <summary>BPF_MAP_TYPE_TASK_STORAGE = 29.</summary>
    public const uint BPF_MAP_TYPE_TASK_STORAGE = 29;

    /// <summary>BPF_MAP_TYPE_BLOOM_FILTER = 30.</summary>
    public const uint BPF_MAP_TYPE_BLOOM_FILTER = 30;

    /// <summary>BPF_MAP_TYPE_USER_RINGBUF = 31.</summary>
    public const uint BPF_MAP_TYPE_USER_RINGBUF = 31;

    /// <summary>BPF_MAP_TYPE_CGRP_STORAGE = 32.</summary>
    public const uint BPF_MAP_TYPE_CGRP_STORAGE = 32;

    /// <summary>BPF_MAP_TYPE_ARENA = 33.</summary>
    public const uint BPF_MAP_TYPE_ARENA = 33;

    /// <summary>BPF_PROG_TYPE_UNSPEC = 0.</summary>
    public const uint BPF_PROG_TYPE_UNSPEC = 0;

    /// <summary>BPF_PROG_TYPE_SOCKET_FILTER = 1.</summary>
    public const uint BPF_PROG_TYPE_SOCKET_FILTER = 1;

    /// <summary>BPF_PROG_TYPE_KPROBE = 2.</summary>
    public const uint BPF_PROG_TYPE_KPROBE = 2;

    /// <summary>BPF_PROG_TYPE_SCHED_CLS = 3.</summary>
    public const uint BPF_PROG_TYPE_SCHED_CLS = 3;

    /// <summary>BPF_PROG_TYPE_SCHED_ACT = 4.</summary>
    public const uint BPF_PROG_TYPE_SCHED_ACT = 4;

    /// <summary>BPF_PROG_TYPE_TRACEPOINT = 5.</summary>
    public const uint BPF_PROG_TYPE_TRACEPOINT = 5;

    /// <summary>BPF_PROG_TYPE_XDP = 6.</summary>
    public const uint BPF_PROG_TYPE_XDP = 6;

    /// <summary>BPF_PROG_TYPE_PERF_EVENT = 7.</summary>
    public const uint BPF_PROG_TYPE_PERF_EVENT = 7;

    /// <summary>BPF_PROG_TYPE_CGROUP_SKB = 8.</summary>
    public const uint BPF_PROG_TYPE_CGROUP_SKB = 8;

    /// <summary>BPF_PROG_TYPE_CGROUP_SOCK = 9.</summary>
    public const uint BPF_PROG_TYPE_CGROUP_SOCK = 9;

    /// <summary>BPF_PROG_TYPE_LWT_IN = 10.</summary>
    public const uint BPF_PROG_TYPE_LWT_IN = 10;

    /// <summary>BPF_PROG_TYPE_LWT_OUT = 11.</summary>
    public const uint BPF_PROG_TYPE_LWT_OUT = 11;

    /// <summary>BPF_PROG_TYPE_LWT_XMIT = 12.</summary>
    public const uint BPF_PROG_TYPE_LWT_XMIT = 12;

    /// <summary>BPF_PROG_TYPE_SOCK_OPS = 13.</summary>
    public const uint BPF_PROG_TYPE_SOCK_OPS = 13;

    /// <summary>BPF_PROG_TYPE_SK_SKB = 14.</summary>
    public const uint BPF_PROG_TYPE_SK_SKB = 14;

    /// <summary>BPF_PROG_TYPE_CGROUP_DEVICE = 15.</summary>
    public const uint BPF_PROG_TYPE_CGROUP_DEVICE = 15;

    /// <summary>BPF_PROG_TYPE_SK_MSG = 16.</summary>
    public const uint BPF_PROG_TYPE_SK_MSG = 16;

    /// <summary>BPF_PROG_TYPE_RAW_TRACEPOINT = 17.</summary>
    public const uint BPF_PROG_TYPE_RAW_TRACEPOINT = 17;

    /// <summary>BPF_PROG_TYPE_CGROUP_SOCK_ADDR = 18.</summary>
    public const uint BPF_PROG_TYPE_CGROUP_SOCK_ADDR = 18;

    /// <summary>BPF_PROG_TYPE_LWT_SEG6LOCAL = 19.</summary>
    public const uint BPF_PROG_TYPE_LWT_SEG6LOCAL = 19;

    /// <summary>BPF_PROG_TYPE_LIRC_MODE2 = 20.</summary>
    public const uint BPF_PROG_TYPE_LIRC_MODE2 = 20;

    /// <summary>BPF_PROG_TYPE_SK_REUSEPORT = 21.</summary>
    public const uint BPF_PROG_TYPE_SK_REUSEPORT = 21;

    /// <summary>BPF_PROG_TYPE_FLOW_DISSECTOR = 22.</summary>
    public const uint BPF_PROG_TYPE_FLOW_DISSECTOR = 22;

    /// <summary>BPF_PROG_TYPE_CGROUP_SYSCTL = 23.</summary>
    public const uint BPF_PROG_TYPE_CGROUP_SYSCTL = 23;

    /// <summary>BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE = 24.</summary>
    public const uint BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE = 24;

    /// <summary>BPF_PROG_TYPE_CGROUP_SOCKOPT = 25.</summary>
    public const uint BPF_PROG_TYPE_CGROUP_SOCKOPT = 25;

    /// <summary>BPF_PROG_TYPE_TRACING = 26.</summary>
    public const uint BPF_PROG_TYPE_TRACING = 26;

    /// <summary>BPF_PROG_TYPE_STRUCT_OPS = 27.</summary>
    public const uint BPF_PROG_TYPE_STRUCT_OPS = 27;

    /// <summary>BPF_PROG_TYPE_EXT = 28.</summary>
    public const uint BPF_PROG_TYPE_EXT = 28;

    /// <summary>BPF_PROG_TYPE_LSM = 29.</summary>
    public const uint BPF_PROG_TYPE_LSM = 29;

    /// <summary>BPF_PROG_TYPE_SK_LOOKUP = 30.</summary>
    public const uint BPF_PROG_TYPE_SK_LOOKUP = 30;

    /// <summary>BPF_PROG_TYPE_SYSCALL = 31.</summary>
    public const uint BPF_PROG_TYPE_SYSCALL = 31;

    /// <summary>BPF_PROG_TYPE_NETFILTER = 32.</summary>
    public const uint BPF_PROG_TYPE_NETFILTER = 32;

    /// <summary>BPF_CGROUP_INET_INGRESS = 0.</summary>
    public const uint BPF_CGROUP_INET_INGRESS = 0;

    /// <summary>BPF_CGROUP_INET_EGRESS = 1.</summary>
    public const uint BPF_CGROUP_INET_EGRESS = 1;

    /// <summary>BPF_CGROUP_INET_SOCK_CREATE = 2.</summary>
    public const uint BPF_CGROUP_INET_SOCK_CREATE = 2;

    /// <summary>BPF_CGROUP_SOCK_OPS = 3.</summary>
    public const uint BPF_CGROUP_SOCK_OPS = 3;

    /// <summary>BPF_SK_SKB_STREAM_PARSER = 4.</summary>
    public const uint BPF_SK_SKB_STREAM_PARSER = 4;

    /// <summary>BPF_SK_SKB_STREAM_VERDICT = 5.</summary>
    public const uint BPF_SK_SKB_STREAM_VERDICT = 5;

    /// <summary>BPF_CGROUP_DEVICE = 6.</summary>
    public const uint BPF_CGROUP_DEVICE = 6;

    /// <summary>BPF_SK_MSG_VERDICT = 7.</summary>
    public const uint BPF_SK_MSG_VERDICT = 7;

    /// <summary>BPF_CGROUP_INET4_BIND = 8.</summary>
    public const uint BPF_CGROUP_INET4_BIND = 8;

    /// <summary>BPF_CGROUP_INET6_BIND = 9.</summary>
    public const uint BPF_CGROUP_INET6_BIND = 9;

    /// <summary>BPF_CGROUP_INET4_CONNECT = 10.</summary>
    public const uint BPF_CGROUP_INET4_CONNECT = 10;

    /// <summary>BPF_CGROUP_INET6_CONNECT = 11.</summary>
    public const uint BPF_CGROUP_INET6_CONNECT = 11;

    /// <summary>BPF_CGROUP_INET4_POST_BIND = 12.</summary>
    public const uint BPF_CGROUP_INET4_POST_BIND = 12;

    /// <summary>BPF_CGROUP_INET6_POST_BIND = 13.</summary>
    public const uint BPF_CGROUP_INET6_POST_BIND = 13;

    /// <summary>BPF_CGROUP_UDP4_SENDMSG = 14.</summary>
    public const uint BPF_CGROUP_UDP4_SENDMSG = 14;

    /// <summary>BPF_CGROUP_UDP6_SENDMSG = 15.</summary>
    public const uint BPF_CGROUP_UDP6_SENDMSG = 15;

    /// <summary>BPF_LIRC_MODE2 = 16.</summary>
    public const uint BPF_LIRC_MODE2 = 16;

    /// <summary>BPF_FLOW_DISSECTOR = 17.</summary>
    public const uint BPF_FLOW_DISSECTOR = 17;

    /// <summary>BPF_CGROUP_SYSCTL = 18.</summary>
    public const uint BPF_CGROUP_SYSCTL = 18;

    /// <summary>BPF_CGROUP_UDP4_RECVMSG = 19.</summary>
    public const uint BPF_CGROUP_UDP4_RECVMSG = 19;

    /// <summary>BPF_CGROUP_UDP6_RECVMSG = 20.</summary>
    public const uint BPF_CGROUP_UDP6_RECVMSG = 20;

    /// <summary>BPF_CGROUP_GETSOCKOPT = 21.</summary>
    public const uint BPF_CGROUP_GETSOCKOPT = 21;

    /// <summary>BPF_CGROUP_SETSOCKOPT = 22.</summary>
    public const uint BPF_CGROUP_SETSOCKOPT = 22;

    /// <summary>BPF_TRACE_RAW_TP = 23.</summary>
    public const uint BPF_TRACE_RAW_TP = 23;

    /// <summary>BPF_TRACE_FENTRY = 24.</summary>
    public const uint BPF_TRACE_FENTRY = 24;

    /// <summary>BPF_TRACE_FEXIT = 25.</summary>
    public const uint BPF_TRACE_FEXIT = 25;

    /// <summary>BPF_MODIFY_RETURN = 26.</summary>
    public const uint BPF_MODIFY_RETURN = 26;

    /// <summary>BPF_LSM_MAC = 27.</summary>
    public const uint BPF_LSM_MAC = 27;

    /// <summary>BPF_TRACE_ITER = 28.</summary>
    public const uint BPF_TRACE_ITER = 28;

    /// <summary>BPF_CGROUP_INET4_GETPEERNAME = 29.</summary>
    public const uint BPF_CGROUP_INET4_GETPEERNAME = 29;

    /// <summary>BPF_CGROUP_INET6_GETPEERNAME = 30.</summary>
    public const uint BPF_CGROUP_INET6_GETPEERNAME = 30;

    /// <summary>BPF_CGROUP_INET4_GETSOCKNAME = 31.</summary>
    public const uint BPF_CGROUP_INET4_GETSOCKNAME = 31;

    /// <summary>BPF_CGROUP_INET6_GETSOCKNAME = 32.</summary>
    public const uint BPF_CGROUP_INET6_GETSOCKNAME = 32;

    /// <summary>BPF_XDP_DEVMAP = 33.</summary>
    public const uint BPF_XDP_DEVMAP = 33;

    /// <summary>BPF_CGROUP_INET_SOCK_RELEASE = 34.</summary>
    public const uint BPF_CGROUP_INET_SOCK_RELEASE = 34;

    /// <summary>BPF_XDP_CPUMAP = 35.</summary>
    public const uint BPF_XDP_CPUMAP = 35;

    /// <summary>BPF_SK_LOOKUP = 36.</summary>
    public const uint BPF_SK_LOOKUP = 36;

    /// <summary>BPF_XDP = 37.</summary>
    public const uint BPF_XDP = 37;

    /// <summary>BPF_SK_SKB_VERDICT = 38.</summary>
    public const uint BPF_SK_SKB_VERDICT = 38;

    /// <summary>BPF_SK_REUSEPORT_SELECT = 39.</summary>
    public const uint BPF_SK_REUSEPORT_SELECT = 39;

    /// <summary>BPF_SK_REUSEPORT_SELECT_OR_MIGRATE = 40.</summary>
    public const uint BPF_SK_REUSEPORT_SELECT_OR_MIGRATE = 40;

    /// <summary>BPF_PERF_EVENT = 41.</summary>
    public const uint BPF_PERF_EVENT = 41;

    /// <summary>BPF_TRACE_KPROBE_MULTI = 42.</summary>
    public const uint BPF_TRACE_KPROBE_MULTI = 42;

    /// <summary>BPF_LSM_CGROUP = 43.</summary>
    public const uint BPF_LSM_CGROUP = 43;

    /// <summary>BPF_STRUCT_OPS = 44.</summary>
    public const uint BPF_STRUCT_OPS = 44;

    /// <summary>BPF_NETFILTER = 45.</summary>
    public const uint BPF_NETFILTER = 45;

    /// <summary>BPF_TCX_INGRESS = 46.</summary>
    public const uint BPF_TCX_INGRESS = 46;

    /// <summary>BPF_TCX_EGRESS = 47.</summary>
    public const uint BPF_TCX_EGRESS = 47;

    /// <summary>BPF_TRACE_UPROBE_MULTI = 48.</summary>
    public const uint BPF_TRACE_UPROBE_MULTI = 48;

    /// <summary>BPF_CGROUP_UNIX_CONNECT = 49.</summary>
    public const uint BPF_CGROUP_UNIX_CONNECT = 49;

    /// <summary>BPF_CGROUP_UNIX_SENDMSG = 50.</summary>
    public const uint BPF_CGROUP_UNIX_SENDMSG = 50;

    /// <summary>BPF_CGROUP_UNIX_RECVMSG = 51.</summary>
    public const uint BPF_CGROUP_UNIX_RECVMSG = 51;

    /// <summary>BPF_CGROUP_UNIX_GETPEERNAME = 52.</summary>
    public const uint BPF_CGROUP_UNIX_GETPEERNAME = 52;

    /// <summary>BPF_CGROUP_UNIX_GETSOCKNAME = 53.</summary>
    public const uint BPF_CGROUP_UNIX_GETSOCKNAME = 53;

    /// <summary>BPF_NETKIT_PRIMARY = 54.</summary>
    public const uint BPF_NETKIT_PRIMARY = 54;

    /// <summary>BPF_NETKIT_PEER = 55.</summary>
    public const uint BPF_NETKIT_PEER = 55;

    /// <summary>BPF_TRACE_KPROBE_SESSION = 56.</summary>
    public const uint BPF_TRACE_KPROBE_SESSION = 56;

    /// <summary>BPF_TRACE_UPROBE_SESSION = 57.</summary>
    public const uint BPF_TRACE_UPROBE_SESSION = 57;

    /// <summary>BPF_LINK_TYPE_UNSPEC = 0.</summary>
    public const uint BPF_LINK_TYPE_UNSPEC = 0;

    /// <summary>BPF_LINK_TYPE_RAW_TRACEPOINT = 1.</summary>
    public const uint BPF_LINK_TYPE_RAW_TRACEPOINT = 1;

    /// <summary>BPF_LINK_TYPE_TRACING = 2.</summary>
    public const uint BPF_LINK_TYPE_TRACING = 2;

    /// <summary>BPF_LINK_TYPE_CGROUP = 3.</summary>
    public const uint BPF_LINK_TYPE_CGROUP = 3;

    /// <summary>BPF_LINK_TYPE_ITER = 4.</summary>
    public const uint BPF_LINK_TYPE_ITER = 4;

    /// <summary>BPF_LINK_TYPE_NETNS = 5.</summary>
    public const uint BPF_LINK_TYPE_NETNS = 5;

    /// <summary>BPF_LINK_TYPE_XDP = 6.</summary>
    public const uint BPF_LINK_TYPE_XDP = 6;

    /// <summary>BPF_LINK_TYPE_PERF_EVENT = 7.</summary>
    public const uint BPF_LINK_TYPE_PERF_EVENT = 7;

    /// <summary>BPF_LINK_TYPE_KPROBE_MULTI = 8.</summary>
    public const uint BPF_LINK_TYPE_KPROBE_MULTI = 8;

    /// <summary>BPF_LINK_TYPE_STRUCT_OPS = 9.</summary>
    public const uint BPF_LINK_TYPE_STRUCT_OPS = 9;

    /// <summary>BPF_LINK_TYPE_NETFILTER = 10.</summary>
    public const uint BPF_LINK_TYPE_NETFILTER = 10;

    /// <summary>BPF_LINK_TYPE_TCX = 11.</summary>
    public const uint BPF_LINK_TYPE_TCX = 11;

    /// <summary>BPF_LINK_TYPE_UPROBE_MULTI = 12.</summary>
    public const uint BPF_LINK_TYPE_UPROBE_MULTI = 12;

    /// <summary>BPF_LINK_TYPE_NETKIT = 13.</summary>
    public const uint BPF_LINK_TYPE_NETKIT = 13;

    /// <summary>BPF_LINK_TYPE_SOCKMAP = 14.</summary>
    public const uint BPF_LINK_TYPE_SOCKMAP = 14;

    /// <summary>BPF_FUNC_unspec = 0.</summary>
    public const uint BPF_FUNC_unspec = 0;

    /// <summary>BPF_FUNC_map_lookup_elem = 1.</summary>
    public const uint BPF_FUNC_map_lookup_elem = 1;

    /// <summary>BPF_FUNC_map_update_elem = 2.</summary>
    public const uint BPF_FUNC_map_update_elem = 2;

    /// <summary>BPF_FUNC_map_delete_elem = 3.</summary>
    public const uint BPF_FUNC_map_delete_elem = 3;

    /// <summary>BPF_FUNC_probe_read = 4.</summary>
    public const uint BPF_FUNC_probe_read = 4;

    /// <summary>BPF_FUNC_ktime_get_ns = 5.</summary>
    public const uint BPF_FUNC_ktime_get_ns = 5;

    /// <summary>BPF_FUNC_trace_printk = 6.</summary>
    public const uint BPF_FUNC_trace_printk = 6;

    /// <summary>BPF_FUNC_get_prandom_u32 = 7.</summary>
    public const uint BPF_FUNC_get_prandom_u32 = 7;

    /// <summary>BPF_FUNC_get_smp_processor_id = 8.</summary>
    public const uint BPF_FUNC_get_smp_processor_id = 8;

    /// <summary>BPF_FUNC_skb_store_bytes = 9.</summary>
    public const uint BPF_FUNC_skb_store_bytes = 9;

    /// <summary>BPF_FUNC_l3_csum_replace = 10.</summary>
    public const uint BPF_FUNC_l3_csum_replace = 10;

    /// <summary>BPF_FUNC_l4_csum_replace = 11.</summary>
    public const uint BPF_FUNC_l4_csum_replace = 11;

    /// <summary>BPF_FUNC_tail_call = 12.</summary>
    public const uint BPF_FUNC_tail_call = 12;

    /// <summary>BPF_FUNC_clone_redirect = 13.</summary>
    public const uint BPF_FUNC_clone_redirect = 13;

    /// <summary>BPF_FUNC_get_current_pid_tgid = 14.</summary>
    public const uint BPF_FUNC_get_current_pid_tgid = 14;

    /// <summary>BPF_FUNC_get_current_uid_gid = 15.</summary>
    public const uint BPF_FUNC_get_current_uid_gid = 15;

    /// <summary>BPF_FUNC_get_current_comm = 16.</summary>
    public const uint BPF_FUNC_get_current_comm = 16;

    /// <summary>BPF_FUNC_get_cgroup_classid = 17.</summary>
    public const uint BPF_FUNC_get_cgroup_classid = 17;

    /// <summary>BPF_FUNC_skb_vlan_push = 18.</summary>
    public const uint BPF_FUNC_skb_vlan_push = 18;

    /// <summary>BPF_FUNC_skb_vlan_pop = 19.</summary>
    public const uint BPF_FUNC_skb_vlan_pop = 19;

    /// <summary>BPF_FUNC_skb_get_tunnel_key = 20.</summary>
    public const uint BPF_FUNC_skb_get_tunnel_key = 20;

    /// <summary>BPF_FUNC_skb_set_tunnel_key = 21.</summary>
    public const uint BPF_FUNC_skb_set_tunnel_key = 21;

    /// <summary>BPF_FUNC_perf_event_read = 22.</summary>
    public const uint BPF_FUNC_perf_event_read = 22;

    /// <summary>BPF_FUNC_redirect = 23.</summary>
    public const uint BPF_FUNC_redirect = 23;

    /// <summary>BPF_FUNC_get_route_realm = 24.</summary>
    public const uint BPF_FUNC_get_route_realm = 24;

    /// <summary>BPF_FUNC_perf_event_output = 25.</summary>
    public const uint BPF_FUNC_perf_event_output = 25;

    /// <summary>BPF_FUNC_skb_load_bytes = 26.</summary>
    public const uint BPF_FUNC_skb_load_bytes = 26;

    /// <summary>BPF_FUNC_get_stackid = 27.</summary>
    public const uint BPF_FUNC_get_stackid = 27;

    /// <summary>BPF_FUNC_csum_diff = 28.</summary>
    public const uint BPF_FUNC_csum_diff = 28;

    /// <summary>BPF_FUNC_skb_get_tunnel_opt = 29.</summary>
    public const uint BPF_FUNC_skb_get_tunnel_opt = 29;

    /// <summary>BPF_FUNC_skb_set_tunnel_opt = 30.</summary>
    public const uint BPF_FUNC_skb_set_tunnel_opt = 30;

    /// <summary>BPF_FUNC_skb_change_proto = 31.</summary>
    public const uint BPF_FUNC_skb_change_proto = 31;

    /// <summary>BPF_FUNC_skb_change_type = 32.</summary>
    public const uint BPF_FUNC_skb_change_type = 32;

    /// <summary>BPF_FUNC_skb_under_cgroup = 33.</summary>
    public const uint BPF_FUNC_skb_under_cgroup = 33;

    /// <summary>BPF_FUNC_get_hash_recalc = 34.</summary>
    public const uint BPF_FUNC_get_hash_recalc = 34;

    /// <summary>BPF_FUNC_get_current_task = 35.</summary>
    public const uint BPF_FUNC_get_current_task = 35;

    /// <summary>BPF_FUNC_probe_write_user = 36.</summary>
    public const uint BPF_FUNC_probe_write_user = 36;

    /// <summary>BPF_FUNC_current_task_under_cgroup = 37.</summary>
    public const uint BPF_FUNC_current_task_under_cgroup = 37;

    /// <summary>BPF_FUNC_skb_change_tail = 38.</summary>
    public const uint BPF_FUNC_skb_change_tail = 38;

    /// <summary>BPF_FUNC_skb_pull_data = 39.</summary>
    public const uint BPF_FUNC_skb_pull_data = 39;

    /// <summary>BPF_FUNC_csum_update = 40.</summary>
    public const uint BPF_FUNC_csum_update = 40;

    /// <summary>BPF_FUNC_set_hash_invalid = 41.</summary>
    public const uint BPF_FUNC_set_hash_invalid = 41;

    /// <summary>BPF_FUNC_get_numa_node_id = 42.</summary>
    public const uint BPF_FUNC_get_numa_node_id = 42;

    /// <summary>BPF_FUNC_skb_change_head = 43.</summary>
    public const uint BPF_FUNC_skb_change_head = 43;

    /// <summary>BPF_FUNC_xdp_adjust_head = 44.</summary>
    public const uint BPF_FUNC_xdp_adjust_head = 44;

    /// <summary>BPF_FUNC_probe_read_str = 45.</summary>
    public const uint BPF_FUNC_probe_read_str = 45;

    /// <summary>BPF_FUNC_get_socket_cookie = 46.</summary>
    public const uint BPF_FUNC_get_socket_cookie = 46;

    /// <summary>BPF_FUNC_get_socket_uid = 47.</summary>
    public const uint BPF_FUNC_get_socket_uid = 47;

    /// <summary>BPF_FUNC_set_hash = 48.</summary>
    public const uint BPF_FUNC_set_hash = 48;

    /// <summary>BPF_FUNC_setsockopt = 49.</summary>
    public const uint BPF_FUNC_setsockopt = 49;

    /// <summary>BPF_FUNC_skb_adjust_room = 50.</summary>
    public const uint BPF_FUNC_skb_adjust_room = 50;

    /// <summary>BPF_FUNC_redirect_map = 51.</summary>
    public const uint BPF_FUNC_redirect_map = 51;

    /// <summary>BPF_FUNC_sk_redirect_map = 52.</summary>
    public const uint BPF_FUNC_sk_redirect_map = 52;

    /// <summary>BPF_FUNC_sock_map_update = 53.</summary>
    public const uint BPF_FUNC_sock_map_update = 53;

    /// <summary>BPF_FUNC_xdp_adjust_meta = 54.</summary>
    public const uint BPF_FUNC_xdp_adjust_meta = 54;

    /// <summary>BPF_FUNC_perf_event_read_value = 55.</summary>
    public const uint BPF_FUNC_perf_event_read_value = 55;

    /// <summary>BPF_FUNC_perf_prog_read_value = 56.</summary>
    public const uint BPF_FUNC_perf_prog_read_value = 56;

    /// <summary>BPF_FUNC_getsockopt = 57.</summary>
    public const uint BPF_FUNC_getsockopt = 57;

    /// <summary>BPF_FUNC_override_return = 58.</summary>
    public const uint BPF_FUNC_override_return = 58;

    /// <summary>BPF_FUNC_sock_ops_cb_flags_set = 59.</summary>
    public const uint BPF_FUNC_sock_ops_cb_flags_set = 59;

    /// <summary>BPF_FUNC_msg_redirect_map = 60.</summary>
    public const uint BPF_FUNC_msg_redirect_map = 60;

    /// <summary>BPF_FUNC_msg_apply_bytes = 61.</summary>
    public const uint BPF_FUNC_msg_apply_bytes = 61;

    /// <summary>BPF_FUNC_msg_cork_bytes = 62.</summary>
    public const uint BPF_FUNC_msg_cork_bytes = 62;

    /// <summary>BPF_FUNC_msg_pull_data = 63.</summary>
    public const uint BPF_FUNC_msg_pull_data = 63;

    /// <summary>BPF_FUNC_bind = 64.</summary>
    public const uint BPF_FUNC_bind = 64;

    /// <summary>BPF_FUNC_xdp_adjust_tail = 65.</summary>
    public const uint BPF_FUNC_xdp_adjust_tail = 65;

    /// <summary>BPF_FUNC_skb_get_xfrm_state = 66.</summary>
    public const uint BPF_FUNC_skb_get_xfrm_state = 66;

    /// <summary>BPF_FUNC_get_stack = 67.</summary>
    public const uint BPF_FUNC_get_stack = 67;

    /// <summary>BPF_FUNC_skb_load_bytes_relative = 68.</summary>
    public const uint BPF_FUNC_skb_load_bytes_relative = 68;

    /// <summary>BPF_FUNC_fib_lookup = 69.</summary>
    public const uint BPF_FUNC_fib_lookup = 69;

    /// <summary>BPF_FUNC_sock_hash_update = 70.</summary>
    public const uint BPF_FUNC_sock_hash_update = 70;

    /// <summary>BPF_FUNC_msg_redirect_hash = 71.</summary>
    public const uint BPF_FUNC_msg_redirect_hash = 71;

    /// <summary>BPF_FUNC_sk_redirect_hash = 72.</summary>
    public const uint BPF_FUNC_sk_redirect_hash = 72;

    /// <summary>BPF_FUNC_lwt_push_encap = 73.</summary>
    public const uint BPF_FUNC_lwt_push_encap = 73;

    /// <summary>BPF_FUNC_lwt_seg6_store_bytes = 74.</summary>
    public const uint BPF_FUNC_lwt_seg6_store_bytes = 74;

    /// <summary>BPF_FUNC_lwt_seg6_adjust_srh = 75.</summary>
    public const uint BPF_FUNC_lwt_seg6_adjust_srh = 75;

    /// <summary>BPF_FUNC_lwt_seg6_action = 76.</summary>
    public const uint BPF_FUNC_lwt_seg6_action = 76;

    /// <summary>BPF_FUNC_rc_repeat = 77.</summary>
    public const uint BPF_FUNC_rc_repeat = 77;

    /// <summary>BPF_FUNC_rc_keydown = 78.</summary>
    public const uint BPF_FUNC_rc_keydown = 78;

    /// <summary>BPF_FUNC_skb_cgroup_id = 79.</summary>
    public const uint BPF_FUNC_skb_cgroup_id = 79;

    /// <summary>BPF_FUNC_get_current_cgroup_id = 80.</summary>
    public const uint BPF_FUNC_get_current_cgroup_id = 80;

    /// <summary>BPF_FUNC_get_local_storage = 81.</summary>
    public const uint BPF_FUNC_get_local_storage = 81;

    /// <summary>BPF_FUNC_sk_select_reuseport = 82.</summary>
    public const uint BPF_FUNC_sk_select_reuseport = 82;

    /// <summary>BPF_FUNC_skb_ancestor_cgroup_id = 83.</summary>
    public const uint BPF_FUNC_skb_ancestor_cgroup_id = 83;

    /// <summary>BPF_FUNC_sk_lookup_tcp = 84.</summary>
    public const uint BPF_FUNC_sk_lookup_tcp = 84;

    /// <summary>BPF_FUNC_sk_lookup_udp = 85.</summary>
    public const uint BPF_FUNC_sk_lookup_udp = 85;

    /// <summary>BPF_FUNC_sk_release = 86.</summary>
    public const uint BPF_FUNC_sk_release = 86;

    /// <summary>BPF_FUNC_map_push_elem = 87.</summary>
    public const uint BPF_FUNC_map_push_elem = 87;

    /// <summary>BPF_FUNC_map_pop_elem = 88.</summary>
    public const uint BPF_FUNC_map_pop_elem = 88;

    /// <summary>BPF_FUNC_map_peek_elem = 89.</summary>
    public const uint BPF_FUNC_map_peek_elem = 89;

    /// <summary>BPF_FUNC_msg_push_data = 90.</summary>
    public const uint BPF_FUNC_msg_push_data = 90;

    /// <summary>BPF_FUNC_msg_pop_data = 91.</summary>
    public const uint BPF_FUNC_msg_pop_data = 91;

    /// <summary>BPF_FUNC_rc_pointer_rel = 92.</summary>
    public const uint BPF_FUNC_rc_pointer_rel = 92;

    /// <summary>BPF_FUNC_spin_lock = 93.</summary>
    public const uint BPF_FUNC_spin_lock = 93;

    /// <summary>BPF_FUNC_spin_unlock = 94.</summary>
    public const uint BPF_FUNC_spin_unlock = 94;

    /// <summary>BPF_FUNC_sk_fullsock = 95.</summary>
    public const uint BPF_FUNC_sk_fullsock = 95;

    /// <summary>BPF_FUNC_tcp_sock = 96.</summary>
    public const uint BPF_FUNC_tcp_sock = 96;

    /// <summary>BPF_FUNC_skb_ecn_set_ce = 97.</summary>
    public const uint BPF_FUNC_skb_ecn_set_ce = 97;

    /// <summary>BPF_FUNC_get_listener_sock = 98.</summary>
    public const uint BPF_FUNC_get_listener_sock = 98;

    /// <summary>BPF_FUNC_skc_lookup_tcp = 99.</summary>
    public const uint BPF_FUNC_skc_lookup_tcp = 99;

    /// <summary>BPF_FUNC_tcp_check_syncookie = 100.</summary>
    public const uint BPF_FUNC_tcp_check_syncookie = 100;

    /// <summary>BPF_FUNC_sysctl_get_name = 101.</summary>
    public const uint BPF_FUNC_sysctl_get_name = 101;

    /// <summary>BPF_FUNC_sysctl_get_current_value = 102.</summary>
    public const uint BPF_FUNC_sysctl_get_current_value = 102;

    /// <summary>BPF_FUNC_sysctl_get_new_value = 103.</summary>
    public const uint BPF_FUNC_sysctl_get_new_value = 103;

    /// <summary>BPF_FUNC_sysctl_set_new_value = 104.</summary>
    public const uint BPF_FUNC_sysctl_set_new_value = 104;

    /// <summary>BPF_FUNC_strtol = 105.</summary>
    public const uint BPF_FUNC_strtol = 105;

    /// <summary>BPF_FUNC_strtoul = 106.</summary>
    public const uint BPF_FUNC_strtoul = 106;

    /// <summary>BPF_FUNC_sk_storage_get = 107.</summary>
    public const uint BPF_FUNC_sk_storage_get = 107;

    /// <summary>BPF_FUNC_sk_storage_delete = 108.</summary>
    public const uint BPF_FUNC_sk_storage_delete = 108;

    /// <summary>BPF_FUNC_send_signal = 109.</summary>
    public const uint BPF_FUNC_send_signal = 109;

    /// <summary>BPF_FUNC_tcp_gen_syncookie = 110.</summary>
    public const uint BPF_FUNC_tcp_gen_syncookie = 110;

    /// <summary>BPF_FUNC_skb_output = 111.</summary>
    public const uint BPF_FUNC_skb_output = 111;

    /// <summary>BPF_FUNC_probe_read_user = 112.</summary>
    public const uint BPF_FUNC_probe_read_user = 112;

    /// <summary>BPF_FUNC_probe_read_kernel = 113.</summary>
    public const uint BPF_FUNC_probe_read_kernel = 113;

    /// <summary>BPF_FUNC_probe_read_user_str = 114.</summary>
    public const uint BPF_FUNC_probe_read_user_str = 114;

    /// <summary>BPF_FUNC_probe_read_kernel_str = 115.</summary>
    public const uint BPF_FUNC_probe_read_kernel_str = 115;

    /// <summary>BPF_FUNC_tcp_send_ack = 116.</summary>
    public const uint BPF_FUNC_tcp_send_ack = 116;

    /// <summary>BPF_FUNC_send_signal_thread = 117.</summary>
    public const uint BPF_FUNC_send_signal_thread = 117;

    /// <summary>BPF_FUNC_jiffies64 = 118.</summary>
    public const uint BPF_FUNC_jiffies64 = 118;

    /// <summary>BPF_FUNC_read_branch_records = 119.</summary>
    public const uint BPF_FUNC_read_branch_records = 119;

    /// <summary>BPF_FUNC_get_ns_current_pid_tgid = 120.</summary>
    public const uint BPF_FUNC_get_ns_current_pid_tgid = 120;

    /// <summary>BPF_FUNC_xdp_output = 121.</summary>
    public const uint BPF_FUNC_xdp_output = 121;

    /// <summary>BPF_FUNC_get_netns_cookie = 122.</summary>
    public const uint BPF_FUNC_get_netns_cookie = 122;

    /// <summary>BPF_FUNC_get_current_ancestor_cgroup_id = 123.</summary>
    public const uint BPF_FUNC_get_current_ancestor_cgroup_id = 123;

    /// <summary>BPF_FUNC_sk_assign = 124.</summary>
    public const uint BPF_FUNC_sk_assign = 124;

    /// <summary>BPF_FUNC_ktime_get_boot_ns = 125.</summary>
    public const uint BPF_FUNC_ktime_get_boot_ns = 125;

    /// <summary>BPF_FUNC_seq_printf = 126.</summary>
    public const uint BPF_FUNC_seq_printf = 126;

    /// <summary>BPF_FUNC_seq_write = 127.</summary>
    public const uint BPF_FUNC_seq_write = 127;

    /// <summary>BPF_FUNC_sk_cgroup_id = 128.</summary>
    public const uint BPF_FUNC_sk_cgroup_id = 128;

    /// <summary>BPF_FUNC_sk_ancestor_cgroup_id = 129.</summary>
    public const uint BPF_FUNC_sk_ancestor_cgroup_id = 129;

    /// <summary>BPF_FUNC_ringbuf_output = 130.</summary>
    public const uint BPF_FUNC_ringbuf_output = 130;

    /// <summary>BPF_FUNC_ringbuf_reserve = 131.</summary>
    public const uint BPF_FUNC_ringbuf_reserve = 131;

    /// <summary>BPF_FUNC_ringbuf_submit = 132.</summary>
    public const uint BPF_FUNC_ringbuf_submit = 132;

    /// <summary>BPF_FUNC_ringbuf_discard = 133.</summary>
    public const uint BPF_FUNC_ringbuf_discard = 133;

    /// <summary>BPF_FUNC_ringbuf_query = 134.</summary>
    public const uint BPF_FUNC_ringbuf_query = 134;

    /// <summary>BPF_FUNC_csum_level = 135.</summary>
    public const uint BPF_FUNC_csum_level = 135;

    /// <summary>BPF_FUNC_skc_to_tcp6_sock = 136.</summary>
    public const uint BPF_FUNC_skc_to_tcp6_sock = 136;

    /// <summary>BPF_FUNC_skc_to_tcp_sock = 137.</summary>
    public const uint BPF_FUNC_skc_to_tcp_sock = 137;

    /// <summary>BPF_FUNC_skc_to_tcp_timewait_sock = 138.</summary>
    public const uint BPF_FUNC_skc_to_tcp_timewait_sock = 138;

    /// <summary>BPF_FUNC_skc_to_tcp_request_sock = 139.</summary>
    public const uint BPF_FUNC_skc_to_tcp_request_sock = 139;

    /// <summary>BPF_FUNC_skc_to_udp6_sock = 140.</summary>
    public const uint BPF_FUNC_skc_to_udp6_sock = 140;

    /// <summary>BPF_FUNC_get_task_stack = 141.</summary>
    public const uint BPF_FUNC_get_task_stack = 141;

    /// <summary>BPF_FUNC_load_hdr_opt = 142.</summary>
    public const uint BPF_FUNC_load_hdr_opt = 142;

    /// <summary>BPF_FUNC_store_hdr_opt = 143.</summary>
    public const uint BPF_FUNC_store_hdr_opt = 143;

    /// <summary>BPF_FUNC_reserve_hdr_opt = 144.</summary>
    public const uint BPF_FUNC_reserve_hdr_opt = 144;

    /// <summary>BPF_FUNC_inode_storage_get = 145.</summary>
    public const uint BPF_FUNC_inode_storage_get = 145;

    /// <summary>BPF_FUNC_inode_storage_delete = 146.</summary>
    public const uint BPF_FUNC_inode_storage_delete = 146;

    /// <summary>BPF_FUNC_d_path = 147.</summary>
    public const uint BPF_FUNC_d_path = 147;

    /// <summary>BPF_FUNC_copy_from_user = 148.</summary>
    public const uint BPF_FUNC_copy_from_user = 148;

    /// <summary>BPF_FUNC_snprintf_btf = 149.</summary>
    public const uint BPF_FUNC_snprintf_btf = 149;

    /// <summary>BPF_FUNC_seq_printf_btf = 150.</summary>
    public const uint BPF_FUNC_seq_printf_btf = 150;

    /// <summary>BPF_FUNC_skb_cgroup_classid = 151.</summary>
    public const uint BPF_FUNC_skb_cgroup_classid = 151;

    /// <summary>BPF_FUNC_redirect_neigh = 152.</summary>
    public const uint BPF_FUNC_redirect_neigh = 152;

    /// <summary>BPF_FUNC_per_cpu_ptr = 153.</summary>
    public const uint BPF_FUNC_per_cpu_ptr = 153;

    /// <summary>BPF_FUNC_this_cpu_ptr = 154.</summary>
    public const uint BPF_FUNC_this_cpu_ptr = 154;

    /// <summary>BPF_FUNC_redirect_peer = 155.</summary>
    public const uint BPF_FUNC_redirect_peer = 155;

    /// <summary>BPF_FUNC_task_storage_get = 156.</summary>
    public const uint BPF_FUNC_task_storage_get = 156;

    /// <summary>BPF_FUNC_task_storage_delete = 157.</summary>
    public const uint BPF_FUNC_task_storage_delete = 157;

    /// <summary>BPF_FUNC_get_current_task_btf = 158.</summary>
    public const uint BPF_FUNC_get_current_task_btf = 158;

    /// <summary>BPF_FUNC_bprm_opts_set = 159.</summary>
    public const uint BPF_FUNC_bprm_opts_set = 159;

    /// <summary>BPF_FUNC_ktime_get_coarse_ns = 160.</summary>
    public const uint BPF_FUNC_ktime_get_coarse_ns = 160;

    /// <summary>BPF_FUNC_ima_inode_hash = 161.</summary>
    public const uint BPF_FUNC_ima_inode_hash = 161;

    /// <summary>BPF_FUNC_sock_from_file = 162.</summary>
    public const uint BPF_FUNC_sock_from_file = 162;

    /// <summary>BPF_FUNC_check_mtu = 163.</summary>
    public const uint BPF_FUNC_check_mtu = 163;

    /// <summary>BPF_FUNC_for_each_map_elem = 164.</summary>
    public const uint BPF_FUNC_for_each_map_elem = 164;

    /// <summary>BPF_FUNC_snprintf = 165.</summary>
    public const uint BPF_FUNC_snprintf = 165;

    /// <summary>BPF_FUNC_sys_bpf = 166.</summary>
    public const uint BPF_FUNC_sys_bpf = 166;

    /// <summary>BPF_FUNC_btf_find_by_name_kind = 167.</summary>
    public const uint BPF_FUNC_btf_find_by_name_kind = 167;

    /// <summary>BPF_FUNC_sys_close = 168.</summary>
    public const uint BPF_FUNC_sys_close = 168;

    /// <summary>BPF_FUNC_timer_init = 169.</summary>
    public const uint BPF_FUNC_timer_init = 169;

    /// <summary>BPF_FUNC_timer_set_callback = 170.</summary>
    public const uint BPF_FUNC_timer_set_callback = 170;

    /// <summary>BPF_FUNC_timer_start = 171.</summary>
    public const uint BPF_FUNC_timer_start = 171;

    /// <summary>BPF_FUNC_timer_cancel = 172.</summary>
    public const uint BPF_FUNC_timer_cancel = 172;

    /// <summary>BPF_FUNC_get_func_ip = 173.</summary>
    public const uint BPF_FUNC_get_func_ip = 173;

    /// <summary>BPF_FUNC_get_attach_cookie = 174.</summary>
    public const uint BPF_FUNC_get_attach_cookie = 174;

    /// <summary>BPF_FUNC_task_pt_regs = 175.</summary>
    public const uint BPF_FUNC_task_pt_regs = 175;

    /// <summary>BPF_FUNC_get_branch_snapshot = 176.</summary>
    public const uint BPF_FUNC_get_branch_snapshot = 176;

    /// <summary>BPF_FUNC_trace_vprintk = 177.</summary>
    public const uint BPF_FUNC_trace_vprintk = 177;

    /// <summary>BPF_FUNC_skc_to_unix_sock = 178.</summary>
    public const uint BPF_FUNC_skc_to_unix_sock = 178;

    /// <summary>BPF_FUNC_kallsyms_lookup_name = 179.</summary>
    public const uint BPF_FUNC_kallsyms_lookup_name = 179;

    /// <summary>BPF_FUNC_find_vma = 180.</summary>
    public const uint BPF_FUNC_find_vma = 180;

    /// <summary>BPF_FUNC_loop = 181.</summary>
    public const uint BPF_FUNC_loop = 181;

    /// <summary>BPF_FUNC_strncmp = 182.</summary>
    public const uint BPF_FUNC_strncmp = 182;

    /// <summary>BPF_FUNC_get_func_arg = 183.</summary>
    public const uint BPF_FUNC_get_func_arg = 183;

    /// <summary>BPF_FUNC_get_func_ret = 184.</summary>
    public const uint BPF_FUNC_get_func_ret = 184;

    /// <summary>BPF_FUNC_get_func_arg_cnt = 185.</summary>
    public const uint BPF_FUNC_get_func_arg_cnt = 185;

    /// <summary>BPF_FUNC_get_retval = 186.</summary>
    public const uint BPF_FUNC_get_retval = 186;

    /// <summary>BPF_FUNC_set_retval = 187.</summary>
    public const uint BPF_FUNC_set_retval = 187;

    /// <summary>BPF_FUNC_xdp_get_buff_len = 188.</summary>
    public const uint BPF_FUNC_xdp_get_buff_len = 188;

    /// <summary>BPF_FUNC_xdp_load_bytes = 189.</summary>
    public const uint BPF_FUNC_xdp_load_bytes = 189;

    /// <summary>BPF_FUNC_xdp_store_bytes = 190.</summary>
    public const uint BPF_FUNC_xdp_store_bytes = 190;

    /// <summary>BPF_FUNC_copy_from_user_task = 191.</summary>
    public const uint BPF_FUNC_copy_from_user_task = 191;

    /// <summary>BPF_FUNC_skb_set_tstamp = 192.</summary>
    public const uint BPF_FUNC_skb_set_tstamp = 192;

    /// <summary>BPF_FUNC_ima_file_hash = 193.</summary>
    public const uint BPF_FUNC_ima_file_hash = 193;

    /// <summary>BPF_FUNC_kptr_xchg = 194.</summary>
    public const uint BPF_FUNC_kptr_xchg = 194;

    /// <summary>BPF_FUNC_map_lookup_percpu_elem = 195.</summary>
    public const uint BPF_FUNC_map_lookup_percpu_elem = 195;

    /// <summary>BPF_FUNC_skc_to_mptcp_sock = 196.</summary>
    public const uint BPF_FUNC_skc_to_mptcp_sock = 196;

    /// <summary>BPF_FUNC_dynptr_from_mem = 197.</summary>
    public const uint BPF_FUNC_dynptr_from_mem = 197;

    /// <summary>BPF_FUNC_ringbuf_reserve_dynptr = 198.</summary>
    public const uint BPF_FUNC_ringbuf_reserve_dynptr = 198;

    /// <summary>BPF_FUNC_ringbuf_submit_dynptr = 199.</summary>
    public const uint BPF_FUNC_ringbuf_submit_dynptr = 199;

    /// <summary>BPF_FUNC_ringbuf_discard_dynptr = 200.</summary>
    public const uint BPF_FUNC_ringbuf_discard_dynptr = 200;

    /// <summary>BPF_FUNC_dynptr_read = 201.</summary>
    public const uint BPF_FUNC_dynptr_read = 201;

    /// <summary>BPF_FUNC_dynptr_write = 202.</summary>
    public const uint BPF_FUNC_dynptr_write = 202;

    /// <summary>BPF_FUNC_dynptr_data = 203.</summary>
    public const uint BPF_FUNC_dynptr_data = 203;

    /// <summary>BPF_FUNC_tcp_raw_gen_syncookie_ipv4 = 204.</summary>
    public const uint BPF_FUNC_tcp_raw_gen_syncookie_ipv4 = 204;

    /// <summary>BPF_FUNC_tcp_raw_gen_syncookie_ipv6 = 205.</summary>
    public const uint BPF_FUNC_tcp_raw_gen_syncookie_ipv6 = 205;

    /// <summary>BPF_FUNC_tcp_raw_check_syncookie_ipv4 = 206.</summary>
    public const uint BPF_FUNC_tcp_raw_check_syncookie_ipv4 = 206;

    /// <summary>BPF_FUNC_tcp_raw_check_syncookie_ipv6 = 207.</summary>
    public const uint BPF_FUNC_tcp_raw_check_syncookie_ipv6 = 207;

    /// <summary>BPF_FUNC_ktime_get_tai_ns = 208.</summary>
    public const uint BPF_FUNC_ktime_get_tai_ns = 208;

    /// <summary>BPF_FUNC_user_ringbuf_drain = 209.</summary>
    public const uint BPF_FUNC_user_ringbuf_drain = 209;

    /// <summary>BPF_FUNC_cgrp_storage_get = 210.</summary>
    public const uint BPF_FUNC_cgrp_storage_get = 210;

    /// <summary>BPF_FUNC_cgrp_storage_delete = 211.</summary>
    public const uint BPF_FUNC_cgrp_storage_delete = 211;

    /// <summary>XDP_ABORTED = 0.</summary>
    public const uint XDP_ABORTED = 0;

    /// <summary>XDP_DROP = 1.</summary>
    public const uint XDP_DROP = 1;

    /// <summary>XDP_PASS = 2.</summary>
    public const uint XDP_PASS = 2;

    /// <summary>XDP_TX = 3.</summary>
    public const uint XDP_TX = 3;

    /// <summary>XDP_REDIRECT = 4.</summary>
    public const uint XDP_REDIRECT = 4;

    /// <summary>BPF_CORE_FIELD_BYTE_OFFSET = 0.</summary>
    public const uint BPF_CORE_FIELD_BYTE_OFFSET = 0;

    /// <summary>BPF_CORE_FIELD_BYTE_SIZE = 1.</summary>
    public const uint BPF_CORE_FIELD_BYTE_SIZE = 1;

    /// <summary>BPF_CORE_FIELD_EXISTS = 2.</summary>
    public const uint BPF_CORE_FIELD_EXISTS = 2;

    /// <summary>BPF_CORE_FIELD_SIGNED = 3.</summary>
    public const uint BPF_CORE_FIELD_SIGNED = 3;

    /// <summary>BPF_CORE_FIELD_LSHIFT_U64 = 4.</summary>
    public const uint BPF_CORE_FIELD_LSHIFT_U64 = 4;

    /// <summary>BPF_CORE_FIELD_RSHIFT_U64 = 5.</summary>
    public const uint BPF_CORE_FIELD_RSHIFT_U64 = 5;

    /// <summary>BPF_CORE_TYPE_ID_LOCAL = 6.</summary>
    public const uint BPF_CORE_TYPE_ID_LOCAL = 6;

    /// <summary>BPF_CORE_TYPE_ID_TARGET = 7.</summary>
    public const uint BPF_CORE_TYPE_ID_TARGET = 7;

    /// <summary>BPF_CORE_TYPE_EXISTS = 8.</summary>
    public const uint BPF_CORE_TYPE_EXISTS = 8;

    /// <summary>BPF_CORE_TYPE_SIZE = 9.</summary>
    public const uint BPF_CORE_TYPE_SIZE = 9;

    /// <summary>BPF_CORE_ENUMVAL_EXISTS = 10.</summary>
    public const uint BPF_CORE_ENUMVAL_EXISTS = 10;

    /// <summary>BPF_CORE_ENUMVAL_VALUE = 11.</summary>
    public const uint BPF_CORE_ENUMVAL_VALUE = 11;

    /// <summary>BPF_CORE_TYPE_MATCHES = 12.</summary>
    public const uint BPF_CORE_TYPE_MATCHES = 12;

    /// <summary>BPF_STATS_RUN_TIME = 0.</summary>
    public const uint BPF_STATS_RUN_TIME = 0;

    /// <summary>BTF_KIND_UNKN = 0.</summary>
    public const uint BTF_KIND_UNKN = 0;

    /// <summary>BTF_KIND_INT = 1.</summary>
    public const uint BTF_KIND_INT = 1;

    /// <summary>BTF_KIND_PTR = 2.</summary>
    public const uint BTF_KIND_PTR = 2;

    /// <summary>BTF_KIND_ARRAY = 3.</summary>
    public const uint BTF_KIND_ARRAY = 3;

    /// <summary>BTF_KIND_STRUCT = 4.</summary>
    public const uint BTF_KIND_STRUCT = 4;

    /// <summary>BTF_KIND_UNION = 5.</summary>
    public const uint BTF_KIND_UNION = 5;

    /// <summary>BTF_KIND_ENUM = 6.</summary>
    public const uint BTF_KIND_ENUM = 6;

    /// <summary>BTF_KIND_FWD = 7.</summary>
    public const uint BTF_KIND_FWD = 7;

    /// <summary>BTF_KIND_TYPEDEF = 8.</summary>
    public const uint BTF_KIND_TYPEDEF = 8;

    /// <summary>BTF_KIND_VOLATILE = 9.</summary>
    public const uint BTF_KIND_VOLATILE = 9;

    /// <summary>BTF_KIND_CONST = 10.</summary>
    public const uint BTF_KIND_CONST = 10;

    /// <summary>BTF_KIND_RESTRICT = 11.</summary>
    public const uint BTF_KIND_RESTRICT = 11;

    /// <summary>BTF_KIND_FUNC = 12.</summary>
    public const uint BTF_KIND_FUNC = 12;

    /// <summary>BTF_KIND_FUNC_PROTO = 13.</summary>
    public const uint BTF_KIND_FUNC_PROTO = 13;

    /// <summary>BTF_KIND_VAR = 14.</summary>
    public const uint BTF_KIND_VAR = 14;

    /// <summary>BTF_KIND_DATASEC = 15.</summary>
    public const uint BTF_KIND_DATASEC = 15;

    /// <summary>BTF_KIND_FLOAT = 16.</summary>
    public const uint BTF_KIND_FLOAT = 16;

    /// <summary>BTF_KIND_DECL_TAG = 17.</summary>
    public const uint BTF_KIND_DECL_TAG = 17;

    /// <summary>BTF_KIND_TYPE_TAG = 18.</summary>
    public const uint BTF_KIND_TYPE_TAG = 18;

    /// <summary>BTF_KIND_ENUM64 = 19.</summary>
    public const uint BTF_KIND_ENUM64 = 19;

    /// <summary>NR_BTF_KINDS = 20.</summary>
    public const uint NR_BTF_KINDS = 20;

    /// <summary>BTF_KIND_MAX = 19.</summary>
    public const uint BTF_KIND_MAX = 19;

    /// <summary>BPF_ANY = 0.</summary>
    public const uint BPF_ANY = 0;

    /// <summary>BPF_NOEXIST = 1.</summary>
    public const uint BPF_NOEXIST = 1;

    /// <summary>BPF_EXIST = 2.</summary>
    public const uint BPF_EXIST = 2;

    /// <summary>BPF_F_LOCK = 4.</summary>
    public const uint BPF_F_LOCK = 4;

    /// <summary>BPF_F_NO_PREALLOC = 1.</summary>
    public const uint BPF_F_NO_PREALLOC = 1;

    /// <summary>BPF_F_NO_COMMON_LRU = 2.</summary>
    public const uint BPF_F_NO_COMMON_LRU = 2;

    /// <summary>BPF_F_NUMA_NODE = 4.</summary>
    public const uint BPF_F_NUMA_NODE = 4;

    /// <summary>BPF_F_RDONLY = 8.</summary>
    public const uint BPF_F_RDONLY = 8;

    /// <summary>BPF_F_WRONLY = 16.</summary>
    public const uint BPF_F_WRONLY = 16;

    /// <summary>BPF_F_STACK_BUILD_ID = 32.</summary>
    public const uint BPF_F_STACK_BUILD_ID = 32;

    /// <summary>BPF_F_ZERO_SEED = 64.</summary>
    public const uint BPF_F_ZERO_SEED = 64;

    /// <summary>BPF_F_RDONLY_PROG = 128.</summary>
    public const uint BPF_F_RDONLY_PROG = 128;

    /// <summary>BPF_F_WRONLY_PROG = 256.</summary>
    public const uint BPF_F_WRONLY_PROG = 256;

    /// <summary>BPF_F_CLONE = 512.</summary>
    public const uint BPF_F_CLONE = 512;

    /// <summary>BPF_F_MMAPABLE = 1024.</summary>
    public const uint BPF_F_MMAPABLE = 1024;

    /// <summary>BPF_F_PRESERVE_ELEMS = 2048.</summary>
    public const uint BPF_F_PRESERVE_ELEMS = 2048;

    /// <summary>BPF_F_INNER_MAP = 4096.</summary>
    public const uint BPF_F_INNER_MAP = 4096;

    /// <summary>BPF_F_LINK = 8192.</summary>
    public const uint BPF_F_LINK = 8192;

    /// <summary>BPF_F_PATH_FD = 16384.</summary>
    public const uint BPF_F_PATH_FD = 16384;

    /// <summary>BPF_F_VTYPE_BTF_OBJ_FD = 32768.</summary>
    public const uint BPF_F_VTYPE_BTF_OBJ_FD = 32768;

    /// <summary>BPF_F_TOKEN_FD = 65536.</summary>
    public const uint BPF_F_TOKEN_FD = 65536;

    /// <summary>BPF_F_SEGV_ON_FAULT = 131072.</summary>
    public const uint BPF_F_SEGV_ON_FAULT = 131072;

    /// <summary>BPF_F_NO_USER_CONV = 262144.</summary>
    public const uint BPF_F_NO_USER_CONV = 262144;

    /// <summary>BPF_MAX_LOOPS = 8388608.</summary>
    public const uint BPF_MAX_LOOPS = 8388608;

    /// <summary>BPF_MAX_TIMED_LOOPS = 65535.</summary>
    public const uint BPF_MAX_TIMED_LOOPS = 65535;

    /// <summary>BPF_F_INDEX_MASK = 4294967295.</summary>
    public const uint BPF_F_INDEX_MASK = 4294967295;

    /// <summary>BPF_F_CURRENT_CPU = 4294967295.</summary>
    public const uint BPF_F_CURRENT_CPU = 4294967295;

    /// <summary>BPF_F_CTXLEN_MASK = 4503595332403200.</summary>
    public const ulong BPF_F_CTXLEN_MASK = 4503595332403200;

    /// <summary>BPF_F_INGRESS = 1.</summary>
    public const uint BPF_F_INGRESS = 1;

    /// <summary>BPF_F_BROADCAST = 8.</summary>
    public const uint BPF_F_BROADCAST = 8;

    /// <summary>BPF_F_EXCLUDE_INGRESS = 16.</summary>
    public const uint BPF_F_EXCLUDE_INGRESS = 16;

    /// <summary>BPF_F_RECOMPUTE_CSUM = 1.</summary>
    public const uint BPF_F_RECOMPUTE_CSUM = 1;

    /// <summary>BPF_F_INVALIDATE_HASH = 2.</summary>
    public const uint BPF_F_INVALIDATE_HASH = 2;

    /// <summary>BPF_F_PSEUDO_HDR = 16.</summary>
    public const uint BPF_F_PSEUDO_HDR = 16;

    /// <summary>BPF_F_MARK_MANGLED_0 = 32.</summary>
    public const uint BPF_F_MARK_MANGLED_0 = 32;

    /// <summary>BPF_F_MARK_ENFORCE = 64.</summary>
    public const uint BPF_F_MARK_ENFORCE = 64;

    /// <summary>BPF_F_IPV6 = 128.</summary>
    public const uint BPF_F_IPV6 = 128;

    /// <summary>BPF_RB_NO_WAKEUP = 1.</summary>
    public const uint BPF_RB_NO_WAKEUP = 1;

    /// <summary>BPF_RB_FORCE_WAKEUP = 2.</summary>
    public const uint BPF_RB_FORCE_WAKEUP = 2;

    /// <summary>BPF_RB_AVAIL_DATA = 0.</summary>
    public const uint BPF_RB_AVAIL_DATA = 0;

    /// <summary>BPF_RB_RING_SIZE = 1.</summary>
    public const uint BPF_RB_RING_SIZE = 1;

    /// <summary>BPF_RB_CONS_POS = 2.</summary>
    public const uint BPF_RB_CONS_POS = 2;

    /// <summary>BPF_RB_PROD_POS = 3.</summary>
    public const uint BPF_RB_PROD_POS = 3;

    /// <summary>BPF_F_SKIP_FIELD_MASK = 255.</summary>
    public const uint BPF_F_SKIP_FIELD_MASK = 255;

    /// <summary>BPF_F_USER_STACK = 256.</summary>
    public const uint BPF_F_USER_STACK = 256;

    /// <summary>BPF_F_FAST_STACK_CMP = 512.</summary>
    public const uint BPF_F_FAST_STACK_CMP = 512;

    /// <summary>BPF_F_REUSE_STACKID = 1024.</summary>
    public const uint BPF_F_REUSE_STACKID = 1024;

    /// <summary>BPF_F_USER_BUILD_ID = 2048.</summary>
    public const uint BPF_F_USER_BUILD_ID = 2048;

    /// <summary>BPF_F_ADJ_ROOM_FIXED_GSO = 1.</summary>
    public const uint BPF_F_ADJ_ROOM_FIXED_GSO = 1;

    /// <summary>BPF_F_ADJ_ROOM_ENCAP_L3_IPV4 = 2.</summary>
    public const uint BPF_F_ADJ_ROOM_ENCAP_L3_IPV4 = 2;

    /// <summary>BPF_F_ADJ_ROOM_ENCAP_L3_IPV6 = 4.</summary>
    public const uint BPF_F_ADJ_ROOM_ENCAP_L3_IPV6 = 4;

    /// <summary>BPF_F_ADJ_ROOM_ENCAP_L4_GRE = 8.</summary>
    public const uint BPF_F_ADJ_ROOM_ENCAP_L4_GRE = 8;

    /// <summary>BPF_F_ADJ_ROOM_ENCAP_L4_UDP = 16.</summary>
    public const uint BPF_F_ADJ_ROOM_ENCAP_L4_UDP = 16;

    /// <summary>BPF_F_ADJ_ROOM_NO_CSUM_RESET = 32.</summary>
    public const uint BPF_F_ADJ_ROOM_NO_CSUM_RESET = 32;

    /// <summary>BPF_F_ADJ_ROOM_ENCAP_L2_ETH = 64.</summary>
    public const uint BPF_F_ADJ_ROOM_ENCAP_L2_ETH = 64;

    /// <summary>BPF_F_ADJ_ROOM_DECAP_L3_IPV4 = 128.</summary>
    public const uint BPF_F_ADJ_ROOM_DECAP_L3_IPV4 = 128;

    /// <summary>BPF_F_ADJ_ROOM_DECAP_L3_IPV6 = 256.</summary>
    public const uint BPF_F_ADJ_ROOM_DECAP_L3_IPV6 = 256;

    /// <summary>BPF_CSUM_LEVEL_QUERY = 0.</summary>
    public const uint BPF_CSUM_LEVEL_QUERY = 0;

    /// <summary>BPF_CSUM_LEVEL_INC = 1.</summary>
    public const uint BPF_CSUM_LEVEL_INC = 1;

    /// <summary>BPF_CSUM_LEVEL_DEC = 2.</summary>
    public const uint BPF_CSUM_LEVEL_DEC = 2;

    /// <summary>BPF_CSUM_LEVEL_RESET = 3.</summary>
    public const uint BPF_CSUM_LEVEL_RESET = 3;

    /// <summary>BPF_OK = 0.</summary>
    public const uint BPF_OK = 0;

    /// <summary>BPF_DROP = 2.</summary>
    public const uint BPF_DROP = 2;

    /// <summary>BPF_REDIRECT = 7.</summary>
    public const uint BPF_REDIRECT = 7;

    /// <summary>BPF_LWT_REROUTE = 128.</summary>
    public const uint BPF_LWT_REROUTE = 128;

    /// <summary>BPF_FLOW_DISSECTOR_CONTINUE = 129.</summary>
    public const uint BPF_FLOW_DISSECTOR_CONTINUE = 129;

    /// <summary>SK_DROP = 0.</summary>
    public const uint SK_DROP = 0;

    /// <summary>SK_PASS = 1.</summary>
    public const uint SK_PASS = 1;

    /// <summary>TCX_NEXT = -1.</summary>
    public const int TCX_NEXT = -1;

    /// <summary>TCX_PASS = 0.</summary>
    public const uint TCX_PASS = 0;

    /// <summary>TCX_DROP = 2.</summary>
    public const uint TCX_DROP = 2;

    /// <summary>TCX_REDIRECT = 7.</summary>
    public const uint TCX_REDIRECT = 7;

    /// <summary>BPF_ADJ_ROOM_NET = 0.</summary>
    public const uint BPF_ADJ_ROOM_NET = 0;

    /// <summary>BPF_ADJ_ROOM_MAC = 1.</summary>
    public const uint BPF_ADJ_ROOM_MAC = 1;

    /// <summary>BPF_HDR_START_MAC = 0.</summary>
    public const uint BPF_HDR_START_MAC = 0;

    /// <summary>BPF_HDR_START_NET = 1.</summary>
    public const uint BPF_HDR_START_NET = 1;

    /// <summary>BPF_F_STRICT_ALIGNMENT = 1.</summary>
    public const uint BPF_F_STRICT_ALIGNMENT = 1;

    /// <summary>BPF_F_ANY_ALIGNMENT = 2.</summary>
    public const uint BPF_F_ANY_ALIGNMENT = 2;

    /// <summary>BPF_F_TEST_RND_HI32 = 4.</summary>
    public const uint BPF_F_TEST_RND_HI32 = 4;

    /// <summary>BPF_F_TEST_STATE_FREQ = 8.</summary>
    public const uint BPF_F_TEST_STATE_FREQ = 8;

    /// <summary>BPF_F_SLEEPABLE = 16.</summary>
    public const uint BPF_F_SLEEPABLE = 16;

    /// <summary>BPF_F_XDP_HAS_FRAGS = 32.</summary>
    public const uint BPF_F_XDP_HAS_FRAGS = 32;

    /// <summary>BPF_F_XDP_DEV_BOUND_ONLY = 64.</summary>
    public const uint BPF_F_XDP_DEV_BOUND_ONLY = 64;

    /// <summary>BPF_F_TEST_REG_INVARIANTS = 128.</summary>
    public const uint BPF_F_TEST_REG_INVARIANTS = 128;

    /// <summary>BPF_F_TEST_RUN_ON_CPU = 1.</summary>
    public const uint BPF_F_TEST_RUN_ON_CPU = 1;

    /// <summary>BPF_F_TEST_XDP_LIVE_FRAMES = 2.</summary>
    public const uint BPF_F_TEST_XDP_LIVE_FRAMES = 2;

    /// <summary>BPF_F_TEST_SKB_CHECKSUM_COMPLETE = 4.</summary>
    public const uint BPF_F_TEST_SKB_CHECKSUM_COMPLETE = 4;

    /// <summary>BPF_PSEUDO_MAP_FD = 1.</summary>
    public const uint BPF_PSEUDO_MAP_FD = 1;

    /// <summary>BPF_PSEUDO_MAP_VALUE = 2.</summary>
    public const uint BPF_PSEUDO_MAP_VALUE = 2;

    /// <summary>BPF_PSEUDO_BTF_ID = 3.</summary>
    public const uint BPF_PSEUDO_BTF_ID = 3;

    /// <summary>BPF_PSEUDO_FUNC = 4.</summary>
    public const uint BPF_PSEUDO_FUNC = 4;

    /// <summary>BPF_PSEUDO_MAP_IDX = 5.</summary>
    public const uint BPF_PSEUDO_MAP_IDX = 5;

    /// <summary>BPF_PSEUDO_MAP_IDX_VALUE = 6.</summary>
    public const uint BPF_PSEUDO_MAP_IDX_VALUE = 6;

    /// <summary>BPF_PSEUDO_CALL = 1.</summary>
    public const uint BPF_PSEUDO_CALL = 1;

    /// <summary>BPF_PSEUDO_KFUNC_CALL = 2.</summary>
    public const uint BPF_PSEUDO_KFUNC_CALL = 2;

    /// <summary>BPF_OBJ_NAME_LEN = 16.</summary>
    public const uint BPF_OBJ_NAME_LEN = 16;

    /// <summary>BPF_TAG_SIZE = 8.</summary>
    public const uint BPF_TAG_SIZE = 8;

    /// <summary>BPF_BUILD_ID_SIZE = 20.</summary>
    public const uint BPF_BUILD_ID_SIZE = 20;

    /// <summary>BTF_MAGIC = 60319.</summary>
    public const uint BTF_MAGIC = 60319;

    /// <summary>BTF_VERSION = 1.</summary>
    public const uint BTF_VERSION = 1;

    /// <summary>BTF_MAX_TYPE = 1048575.</summary>
    public const uint BTF_MAX_TYPE = 1048575;

    /// <summary>BTF_MAX_NAME_OFFSET = 16777215.</summary>
    public const uint BTF_MAX_NAME_OFFSET = 16777215;

    /// <summary>BPF_CGROUP_ITER_ORDER_UNSPEC = 0.</summary>
    public const uint BPF_CGROUP_ITER_ORDER_UNSPEC = 0;

    /// <summary>BPF_CGROUP_ITER_SELF_ONLY = 1.</summary>
    public const uint BPF_CGROUP_ITER_SELF_ONLY = 1;

    /// <summary>BPF_CGROUP_ITER_DESCENDANTS_PRE = 2.</summary>
    public const uint BPF_CGROUP_ITER_DESCENDANTS_PRE = 2;

    /// <summary>BPF_CGROUP_ITER_DESCENDANTS_POST = 3.</summary>
    public const uint BPF_CGROUP_ITER_DESCENDANTS_POST = 3;

    /// <summary>BPF_CGROUP_ITER_ANCESTORS_UP = 4.</summary>
    public const uint BPF_CGROUP_ITER_ANCESTORS_UP = 4;

    /// <summary>BPF_REG_0 = 0.</summary>
    public const uint BPF_REG_0 = 0;

    /// <summary>BPF_REG_1 = 1.</summary>
    public const uint BPF_REG_1 = 1;

    /// <summary>BPF_REG_2 = 2.</summary>
    public const uint BPF_REG_2 = 2;

    /// <summary>BPF_REG_3 = 3.</summary>
    public const uint BPF_REG_3 = 3;

    /// <summary>BPF_REG_4 = 4.</summary>
    public const uint BPF_REG_4 = 4;

    /// <summary>BPF_REG_5 = 5.</summary>
    public const uint BPF_REG_5 = 5;

    /// <summary>BPF_REG_6 = 6.</summary>
    public const uint BPF_REG_6 = 6;

    /// <summary>BPF_REG_7 = 7.</summary>
    public const uint BPF_REG_7 = 7;

    /// <summary>BPF_REG_8 = 8.</summary>
    public const uint BPF_REG_8 = 8;

    /// <summary>BPF_REG_9 = 9.</summary>
    public const uint BPF_REG_9 = 9;

    /// <summary>BPF_REG_10 = 10.</summary>
    public const uint BPF_REG_10 = 10;

    /// <summary>BPF_F_GET_BRANCH_RECORDS_SIZE = 1.</summary>
    public const uint BPF_F_GET_BRANCH_RECORDS_SIZE = 1;

    /// <summary>BPF_FD_TYPE_RAW_TRACEPOINT = 0.</summary>
    public const uint BPF_FD_TYPE_RAW_TRACEPOINT = 0;

    /// <summary>BPF_FD_TYPE_TRACEPOINT = 1.</summary>
    public const uint BPF_FD_TYPE_TRACEPOINT = 1;

    /// <summary>BPF_FD_TYPE_KPROBE = 2.</summary>
    public const uint BPF_FD_TYPE_KPROBE = 2;

    /// <summary>BPF_FD_TYPE_KRETPROBE = 3.</summary>
    public const uint BPF_FD_TYPE_KRETPROBE = 3;

    /// <summary>BPF_FD_TYPE_UPROBE = 4.</summary>
    public const uint BPF_FD_TYPE_UPROBE = 4;

    /// <summary>BPF_FD_TYPE_URETPROBE = 5.</summary>
    public const uint BPF_FD_TYPE_URETPROBE = 5;

    /// <summary>BPF_PERF_EVENT_UNSPEC = 0.</summary>
    public const uint BPF_PERF_EVENT_UNSPEC = 0;

    /// <summary>BPF_PERF_EVENT_UPROBE = 1.</summary>
    public const uint BPF_PERF_EVENT_UPROBE = 1;

    /// <summary>BPF_PERF_EVENT_URETPROBE = 2.</summary>
    public const uint BPF_PERF_EVENT_URETPROBE = 2;

    /// <summary>BPF_PERF_EVENT_KPROBE = 3.</summary>
    public const uint BPF_PERF_EVENT_KPROBE = 3;

    /// <summary>BPF_PERF_EVENT_KRETPROBE = 4.</summary>
    public const uint BPF_PERF_EVENT_KRETPROBE = 4;

    /// <summary>BPF_PERF_EVENT_TRACEPOINT = 5.</summary>
    public const uint BPF_PERF_EVENT_TRACEPOINT = 5;

    /// <summary>BPF_PERF_EVENT_EVENT = 6.</summary>
    public const uint BPF_PERF_EVENT_EVENT = 6;

    /// <summary>BTF_F_COMPACT = 1.</summary>
    public const uint BTF_F_COMPACT = 1;

    /// <summary>BTF_F_NONAME = 2.</summary>
    public const uint BTF_F_NONAME = 2;

    /// <summary>BTF_F_PTR_RAW = 4.</summary>
    public const uint BTF_F_PTR_RAW = 4;

    /// <summary>BTF_F_ZERO = 8.</summary>
    public const uint BTF_F_ZERO = 8;

    /// <summary>BPF_F_KPROBE_MULTI_RETURN = 1.</summary>
    public const uint BPF_F_KPROBE_MULTI_RETURN = 1;

    /// <summary>BPF_F_UPROBE_MULTI_RETURN = 1.</summary>
    public const uint BPF_F_UPROBE_MULTI_RETURN = 1;

    /// <summary>BTF_FUNC_STATIC = 0.</summary>
    public const uint BTF_FUNC_STATIC = 0;

    /// <summary>BTF_FUNC_GLOBAL = 1.</summary>
    public const uint BTF_FUNC_GLOBAL = 1;

    /// <summary>BTF_FUNC_EXTERN = 2.</summary>
    public const uint BTF_FUNC_EXTERN = 2;

    /// <summary>BPF_RINGBUF_BUSY_BIT = 2147483648.</summary>
    public const uint BPF_RINGBUF_BUSY_BIT = 2147483648;

    /// <summary>BPF_RINGBUF_DISCARD_BIT = 1073741824.</summary>
    public const uint BPF_RINGBUF_DISCARD_BIT = 1073741824;

    /// <summary>BPF_RINGBUF_HDR_SZ = 8.</summary>
    public const uint BPF_RINGBUF_HDR_SZ = 8;

    /// <summary>BPF_LOCAL_STORAGE_GET_F_CREATE = 1.</summary>
    public const uint BPF_LOCAL_STORAGE_GET_F_CREATE = 1;

    /// <summary>BPF_SK_STORAGE_GET_F_CREATE = 1.</summary>
    public const uint BPF_SK_STORAGE_GET_F_CREATE = 1;

    /// <summary>BTF_VAR_STATIC = 0.</summary>
    public const uint BTF_VAR_STATIC = 0;

    /// <summary>BTF_VAR_GLOBAL_ALLOCATED = 1.</summary>
    public const uint BTF_VAR_GLOBAL_ALLOCATED = 1;

    /// <summary>BTF_VAR_GLOBAL_EXTERN = 2.</summary>
    public const uint BTF_VAR_GLOBAL_EXTERN = 2;

    /// <summary>BPF_STACK_BUILD_ID_EMPTY = 0.</summary>
    public const uint BPF_STACK_BUILD_ID_EMPTY = 0;

    /// <summary>BPF_STACK_BUILD_ID_VALID = 1.</summary>
    public const uint BPF_STACK_BUILD_ID_VALID = 1;

    /// <summary>BPF_STACK_BUILD_ID_IP = 2.</summary>
    public const uint BPF_STACK_BUILD_ID_IP = 2;

    /// <summary>BPF_F_SYSCTL_BASE_NAME = 1.</summary>
    public const uint BPF_F_SYSCTL_BASE_NAME = 1;

    /// <summary>BPF_F_BPRM_SECUREEXEC = 1.</summary>
    public const uint BPF_F_BPRM_SECUREEXEC = 1;

    /// <summary>BPF_SOCK_OPS_VOID = 0.</summary>
    public const uint BPF_SOCK_OPS_VOID = 0;

    /// <summary>BPF_SOCK_OPS_TIMEOUT_INIT = 1.</summary>
    public const uint BPF_SOCK_OPS_TIMEOUT_INIT = 1;

    /// <summary>BPF_SOCK_OPS_RWND_INIT = 2.</summary>
    public const uint BPF_SOCK_OPS_RWND_INIT = 2;

    /// <summary>BPF_SOCK_OPS_TCP_CONNECT_CB = 3.</summary>
    public const uint BPF_SOCK_OPS_TCP_CONNECT_CB = 3;

    /// <summary>BPF_SOCK_OPS_ACTIVE_ESTABLISHED_CB = 4.</summary>
    public const uint BPF_SOCK_OPS_ACTIVE_ESTABLISHED_CB = 4;

    /// <summary>BPF_SOCK_OPS_PASSIVE_ESTABLISHED_CB = 5.</summary>
    public const uint BPF_SOCK_OPS_PASSIVE_ESTABLISHED_CB = 5;

    /// <summary>BPF_SOCK_OPS_NEEDS_ECN = 6.</summary>
    public const uint BPF_SOCK_OPS_NEEDS_ECN = 6;

    /// <summary>BPF_SOCK_OPS_BASE_RTT = 7.</summary>
    public const uint BPF_SOCK_OPS_BASE_RTT = 7;

    /// <summary>BPF_SOCK_OPS_RTO_CB = 8.</summary>
    public const uint BPF_SOCK_OPS_RTO_CB = 8;

    /// <summary>BPF_SOCK_OPS_RETRANS_CB = 9.</summary>
    public const uint BPF_SOCK_OPS_RETRANS_CB = 9;

    /// <summary>BPF_SOCK_OPS_STATE_CB = 10.</summary>
    public const uint BPF_SOCK_OPS_STATE_CB = 10;

    /// <summary>BPF_SOCK_OPS_TCP_LISTEN_CB = 11.</summary>
    public const uint BPF_SOCK_OPS_TCP_LISTEN_CB = 11;

    /// <summary>BPF_SOCK_OPS_RTT_CB = 12.</summary>
    public const uint BPF_SOCK_OPS_RTT_CB = 12;

    /// <summary>BPF_SOCK_OPS_PARSE_HDR_OPT_CB = 13.</summary>
    public const uint BPF_SOCK_OPS_PARSE_HDR_OPT_CB = 13;

    /// <summary>BPF_SOCK_OPS_HDR_OPT_LEN_CB = 14.</summary>
    public const uint BPF_SOCK_OPS_HDR_OPT_LEN_CB = 14;

    /// <summary>BPF_SOCK_OPS_WRITE_HDR_OPT_CB = 15.</summary>
    public const uint BPF_SOCK_OPS_WRITE_HDR_OPT_CB = 15;

    /// <summary>BPF_SOCK_OPS_TSTAMP_SCHED_CB = 16.</summary>
    public const uint BPF_SOCK_OPS_TSTAMP_SCHED_CB = 16;

    /// <summary>BPF_SOCK_OPS_TSTAMP_SND_SW_CB = 17.</summary>
    public const uint BPF_SOCK_OPS_TSTAMP_SND_SW_CB = 17;

    /// <summary>BPF_SOCK_OPS_TSTAMP_SND_HW_CB = 18.</summary>
    public const uint BPF_SOCK_OPS_TSTAMP_SND_HW_CB = 18;

    /// <summary>BPF_SOCK_OPS_TSTAMP_ACK_CB = 19.</summary>
    public const uint BPF_SOCK_OPS_TSTAMP_ACK_CB = 19;

    /// <summary>BPF_SOCK_OPS_TSTAMP_SENDMSG_CB = 20.</summary>
    public const uint BPF_SOCK_OPS_TSTAMP_SENDMSG_CB = 20;

    /// <summary>BPF_FLOW_DISSECTOR_F_PARSE_1ST_FRAG = 1.</summary>
    public const uint BPF_FLOW_DISSECTOR_F_PARSE_1ST_FRAG = 1;

    /// <summary>BPF_FLOW_DISSECTOR_F_STOP_AT_FLOW_LABEL = 2.</summary>
    public const uint BPF_FLOW_DISSECTOR_F_STOP_AT_FLOW_LABEL = 2;

    /// <summary>BPF_FLOW_DISSECTOR_F_STOP_AT_ENCAP = 4.</summary>
    public const uint BPF_FLOW_DISSECTOR_F_STOP_AT_ENCAP = 4;

    /// <summary>BPF_F_HDR_FIELD_MASK = 15.</summary>
    public const uint BPF_F_HDR_FIELD_MASK = 15;

    /// <summary>BPF_F_TUNINFO_IPV6 = 1.</summary>
    public const uint BPF_F_TUNINFO_IPV6 = 1;

    /// <summary>BPF_F_ZERO_CSUM_TX = 2.</summary>
    public const uint BPF_F_ZERO_CSUM_TX = 2;

    /// <summary>BPF_F_DONT_FRAGMENT = 4.</summary>
    public const uint BPF_F_DONT_FRAGMENT = 4;

    /// <summary>BPF_F_SEQ_NUMBER = 8.</summary>
    public const uint BPF_F_SEQ_NUMBER = 8;

    /// <summary>BPF_F_NO_TUNNEL_KEY = 16.</summary>
    public const uint BPF_F_NO_TUNNEL_KEY = 16;

    /// <summary>BPF_F_TUNINFO_FLAGS = 16.</summary>
    public const uint BPF_F_TUNINFO_FLAGS = 16;

    /// <summary>BPF_ADJ_ROOM_ENCAP_L2_MASK = 255.</summary>
    public const uint BPF_ADJ_ROOM_ENCAP_L2_MASK = 255;

    /// <summary>BPF_ADJ_ROOM_ENCAP_L2_SHIFT = 56.</summary>
    public const uint BPF_ADJ_ROOM_ENCAP_L2_SHIFT = 56;

    /// <summary>BPF_SK_LOOKUP_F_REPLACE = 1.</summary>
    public const uint BPF_SK_LOOKUP_F_REPLACE = 1;

    /// <summary>BPF_SK_LOOKUP_F_NO_REUSEPORT = 2.</summary>
    public const uint BPF_SK_LOOKUP_F_NO_REUSEPORT = 2;

    /// <summary>BPF_LWT_ENCAP_SEG6 = 0.</summary>
    public const uint BPF_LWT_ENCAP_SEG6 = 0;

    /// <summary>BPF_LWT_ENCAP_SEG6_INLINE = 1.</summary>
    public const uint BPF_LWT_ENCAP_SEG6_INLINE = 1;

    /// <summary>BPF_LWT_ENCAP_IP = 2.</summary>
    public const uint BPF_LWT_ENCAP_IP = 2;

    /// <summary>BPF_SKB_TSTAMP_UNSPEC = 0.</summary>
    public const uint BPF_SKB_TSTAMP_UNSPEC = 0;

    /// <summary>BPF_SKB_TSTAMP_DELIVERY_MONO = 1.</summary>
    public const uint BPF_SKB_TSTAMP_DELIVERY_MONO = 1;

    /// <summary>BPF_SKB_CLOCK_REALTIME = 0.</summary>
    public const uint BPF_SKB_CLOCK_REALTIME = 0;

    /// <summary>BPF_SKB_CLOCK_MONOTONIC = 1.</summary>
    public const uint BPF_SKB_CLOCK_MONOTONIC = 1;

    /// <summary>BPF_SKB_CLOCK_TAI = 2.</summary>
    public const uint BPF_SKB_CLOCK_TAI = 2;

    /// <summary>BPF_SOCK_OPS_RTO_CB_FLAG = 1.</summary>
    public const uint BPF_SOCK_OPS_RTO_CB_FLAG = 1;

    /// <summary>BPF_SOCK_OPS_RETRANS_CB_FLAG = 2.</summary>
    public const uint BPF_SOCK_OPS_RETRANS_CB_FLAG = 2;

    /// <summary>BPF_SOCK_OPS_STATE_CB_FLAG = 4.</summary>
    public const uint BPF_SOCK_OPS_STATE_CB_FLAG = 4;

    /// <summary>BPF_SOCK_OPS_RTT_CB_FLAG = 8.</summary>
    public const uint BPF_SOCK_OPS_RTT_CB_FLAG = 8;

    /// <summary>BPF_SOCK_OPS_PARSE_ALL_HDR_OPT_CB_FLAG = 16.</summary>
    public const uint BPF_SOCK_OPS_PARSE_ALL_HDR_OPT_CB_FLAG = 16;

    /// <summary>BPF_SOCK_OPS_PARSE_UNKNOWN_HDR_OPT_CB_FLAG = 32.</summary>
    public const uint BPF_SOCK_OPS_PARSE_UNKNOWN_HDR_OPT_CB_FLAG = 32;

    /// <summary>BPF_SOCK_OPS_WRITE_HDR_OPT_CB_FLAG = 64.</summary>
    public const uint BPF_SOCK_OPS_WRITE_HDR_OPT_CB_FLAG = 64;

    /// <summary>BPF_SOCK_OPS_ALL_CB_FLAGS = 127.</summary>
    public const uint BPF_SOCK_OPS_ALL_CB_FLAGS = 127;

    /// <summary>BPF_LOAD_HDR_OPT_TCP_SYN = 1.</summary>
    public const uint BPF_LOAD_HDR_OPT_TCP_SYN = 1;

    /// <summary>BPF_FIB_LOOKUP_DIRECT = 1.</summary>
    public const uint BPF_FIB_LOOKUP_DIRECT = 1;

    /// <summary>BPF_FIB_LOOKUP_OUTPUT = 2.</summary>
    public const uint BPF_FIB_LOOKUP_OUTPUT = 2;

    /// <summary>BPF_FIB_LOOKUP_SKIP_NEIGH = 4.</summary>
    public const uint BPF_FIB_LOOKUP_SKIP_NEIGH = 4;

    /// <summary>BPF_FIB_LOOKUP_TBID = 8.</summary>
    public const uint BPF_FIB_LOOKUP_TBID = 8;

    /// <summary>BPF_FIB_LOOKUP_SRC = 16.</summary>
    public const uint BPF_FIB_LOOKUP_SRC = 16;

    /// <summary>BPF_FIB_LOOKUP_MARK = 32.</summary>
    public const uint BPF_FIB_LOOKUP_MARK = 32;

    /// <summary>BPF_FIB_LKUP_RET_SUCCESS = 0.</summary>
    public const uint BPF_FIB_LKUP_RET_SUCCESS = 0;

    /// <summary>BPF_FIB_LKUP_RET_BLACKHOLE = 1.</summary>
    public const uint BPF_FIB_LKUP_RET_BLACKHOLE = 1;

    /// <summary>BPF_FIB_LKUP_RET_UNREACHABLE = 2.</summary>
    public const uint BPF_FIB_LKUP_RET_UNREACHABLE = 2;

    /// <summary>BPF_FIB_LKUP_RET_PROHIBIT = 3.</summary>
    public const uint BPF_FIB_LKUP_RET_PROHIBIT = 3;

    /// <summary>BPF_FIB_LKUP_RET_NOT_FWDED = 4.</summary>
    public const uint BPF_FIB_LKUP_RET_NOT_FWDED = 4;

    /// <summary>BPF_FIB_LKUP_RET_FWD_DISABLED = 5.</summary>
    public const uint BPF_FIB_LKUP_RET_FWD_DISABLED = 5;

    /// <summary>BPF_FIB_LKUP_RET_UNSUPP_LWT = 6.</summary>
    public const uint BPF_FIB_LKUP_RET_UNSUPP_LWT = 6;

    /// <summary>BPF_FIB_LKUP_RET_NO_NEIGH = 7.</summary>
    public const uint BPF_FIB_LKUP_RET_NO_NEIGH = 7;

    /// <summary>BPF_FIB_LKUP_RET_FRAG_NEEDED = 8.</summary>
    public const uint BPF_FIB_LKUP_RET_FRAG_NEEDED = 8;

    /// <summary>BPF_FIB_LKUP_RET_NO_SRC_ADDR = 9.</summary>
    public const uint BPF_FIB_LKUP_RET_NO_SRC_ADDR = 9;

    /// <summary>BPF_MTU_CHK_SEGS = 1.</summary>
    public const uint BPF_MTU_CHK_SEGS = 1;

    /// <summary>BPF_MTU_CHK_RET_SUCCESS = 0.</summary>
    public const uint BPF_MTU_CHK_RET_SUCCESS = 0;

    /// <summary>BPF_MTU_CHK_RET_FRAG_NEEDED = 1.</summary>
    public const uint BPF_MTU_CHK_RET_FRAG_NEEDED = 1;

    /// <summary>BPF_MTU_CHK_RET_SEGS_TOOBIG = 2.</summary>
    public const uint BPF_MTU_CHK_RET_SEGS_TOOBIG = 2;

    /// <summary>BPF_F_CURRENT_NETNS = -1.</summary>
    public const int BPF_F_CURRENT_NETNS = -1;

    /// <summary>BPF_TCP_ESTABLISHED = 1.</summary>
    public const uint BPF_TCP_ESTABLISHED = 1;

    /// <summary>BPF_TCP_SYN_SENT = 2.</summary>
    public const uint BPF_TCP_SYN_SENT = 2;

    /// <summary>BPF_TCP_SYN_RECV = 3.</summary>
    public const uint BPF_TCP_SYN_RECV = 3;

    /// <summary>BPF_TCP_FIN_WAIT1 = 4.</summary>
    public const uint BPF_TCP_FIN_WAIT1 = 4;

    /// <summary>BPF_TCP_FIN_WAIT2 = 5.</summary>
    public const uint BPF_TCP_FIN_WAIT2 = 5;

    /// <summary>BPF_TCP_TIME_WAIT = 6.</summary>
    public const uint BPF_TCP_TIME_WAIT = 6;

    /// <summary>BPF_TCP_CLOSE = 7.</summary>
    public const uint BPF_TCP_CLOSE = 7;

    /// <summary>BPF_TCP_CLOSE_WAIT = 8.</summary>
    public const uint BPF_TCP_CLOSE_WAIT = 8;

    /// <summary>BPF_TCP_LAST_ACK = 9.</summary>
    public const uint BPF_TCP_LAST_ACK = 9;

    /// <summary>BPF_TCP_LISTEN = 10.</summary>
    public const uint BPF_TCP_LISTEN = 10;

    /// <summary>BPF_TCP_CLOSING = 11.</summary>
    public const uint BPF_TCP_CLOSING = 11;

    /// <summary>BPF_TCP_NEW_SYN_RECV = 12.</summary>
    public const uint BPF_TCP_NEW_SYN_RECV = 12;

    /// <summary>BPF_TCP_BOUND_INACTIVE = 13.</summary>
    public const uint BPF_TCP_BOUND_INACTIVE = 13;

    /// <summary>BPF_WRITE_HDR_TCP_CURRENT_MSS = 1.</summary>
    public const uint BPF_WRITE_HDR_TCP_CURRENT_MSS = 1;

    /// <summary>BPF_WRITE_HDR_TCP_SYNACK_COOKIE = 2.</summary>
    public const uint BPF_WRITE_HDR_TCP_SYNACK_COOKIE = 2;

    /// <summary>BPF_JMP32 = 6.</summary>
    public const uint BPF_JMP32 = 6;

    /// <summary>BPF_ALU64 = 7.</summary>
    public const uint BPF_ALU64 = 7;

    /// <summary>BPF_LD = 0.</summary>
    public const uint BPF_LD = 0;

    /// <summary>BPF_LDX = 1.</summary>
    public const uint BPF_LDX = 1;

    /// <summary>BPF_ST = 2.</summary>
    public const uint BPF_ST = 2;

    /// <summary>BPF_STX = 3.</summary>
    public const uint BPF_STX = 3;

    /// <summary>BPF_ALU = 4.</summary>
    public const uint BPF_ALU = 4;

    /// <summary>BPF_JMP = 5.</summary>
    public const uint BPF_JMP = 5;

    /// <summary>BPF_W = 0.</summary>
    public const uint BPF_W = 0;

    /// <summary>BPF_H = 8.</summary>
    public const uint BPF_H = 8;

    /// <summary>BPF_B = 16.</summary>
    public const uint BPF_B = 16;

    /// <summary>BPF_DW = 24.</summary>
    public const uint BPF_DW = 24;

    /// <summary>BPF_IMM = 0.</summary>
    public const uint BPF_IMM = 0;

    /// <summary>BPF_ABS = 32.</summary>
    public const uint BPF_ABS = 32;

    /// <summary>BPF_IND = 64.</summary>
    public const uint BPF_IND = 64;

    /// <summary>BPF_MEM = 96.</summary>
    public const uint BPF_MEM = 96;

    /// <summary>BPF_MEMSX = 128.</summary>
    public const uint BPF_MEMSX = 128;

    /// <summary>BPF_ATOMIC = 192.</summary>
    public const uint BPF_ATOMIC = 192;

    /// <summary>BPF_ADD = 0.</summary>
    public const uint BPF_ADD = 0;

    /// <summary>BPF_SUB = 16.</summary>
    public const uint BPF_SUB = 16;

    /// <summary>BPF_MUL = 32.</summary>
    public const uint BPF_MUL = 32;

    /// <summary>BPF_DIV = 48.</summary>
    public const uint BPF_DIV = 48;

    /// <summary>BPF_OR = 64.</summary>
    public const uint BPF_OR = 64;

    /// <summary>BPF_AND = 80.</summary>
    public const uint BPF_AND = 80;

    /// <summary>BPF_LSH = 96.</summary>
    public const uint BPF_LSH = 96;

    /// <summary>BPF_RSH = 112.</summary>
    public const uint BPF_RSH = 112;

    /// <summary>BPF_NEG = 128.</summary>
    public const uint BPF_NEG = 128;

    /// <summary>BPF_MOD = 144.</summary>
    public const uint BPF_MOD = 144;

    /// <summary>BPF_XOR = 160.</summary>
    public const uint BPF_XOR = 160;

    /// <summary>BPF_MOV = 176.</summary>
    public const uint BPF_MOV = 176;

    /// <summary>BPF_ARSH = 192.</summary>
    public const uint BPF_ARSH = 192;

    /// <summary>BPF_END = 208.</summary>
    public const uint BPF_END = 208;

    /// <summary>BPF_TO_LE = 0.</summary>
    public const uint BPF_TO_LE = 0;

    /// <summary>BPF_TO_BE = 8.</summary>
    public const uint BPF_TO_BE = 8;

    /// <summary>BPF_K = 0.</summary>
    public const uint BPF_K = 0;

    /// <summary>BPF_X = 8.</summary>
    public const uint BPF_X = 8;

    /// <summary>BPF_JA = 0.</summary>
    public const uint BPF_JA = 0;

    /// <summary>BPF_JEQ = 16.</summary>
    public const uint BPF_JEQ = 16;

    /// <summary>BPF_JGT = 32.</summary>
    public const uint BPF_JGT = 32;

    /// <summary>BPF_JGE = 48.</summary>
    public const uint BPF_JGE = 48;

    /// <summary>BPF_JSET = 64.</summary>
    public const uint BPF_JSET = 64;

    /// <summary>BPF_JNE = 80.</summary>
    public const uint BPF_JNE = 80;

    /// <summary>BPF_JSGT = 96.</summary>
    public const uint BPF_JSGT = 96;

    /// <summary>BPF_JSGE = 112.</summary>
    public const uint BPF_JSGE = 112;

    /// <summary>BPF_CALL = 128.</summary>
    public const uint BPF_CALL = 128;

    /// <summary>BPF_EXIT = 144.</summary>
    public const uint BPF_EXIT = 144;

    /// <summary>BPF_JLT = 160.</summary>
    public const uint BPF_JLT = 160;

    /// <summary>BPF_JLE = 176.</summary>
    public const uint BPF_JLE = 176;

    /// <summary>BPF_JSLT = 192.</summary>
    public const uint BPF_JSLT = 192;

    /// <summary>BPF_JSLE = 208.</summary>
    public const uint BPF_JSLE = 208;

    /// <summary>BPF_JCOND = 224.</summary>
    public const uint BPF_JCOND = 224;

    /// <summary>BPF_FETCH = 1.</summary>
    public const uint BPF_FETCH = 1;

    /// <summary>BPF_XCHG = 225.</summary>
    public const uint BPF_XCHG = 225;

    /// <summary>BPF_CMPXCHG = 241.</summary>
    public const uint BPF_CMPXCHG = 241;

    /// <summary>BPF_LOAD_ACQ = 256.</summary>
    public const uint BPF_LOAD_ACQ = 256;

    /// <summary>BPF_STORE_REL = 272.</summary>
    public const uint BPF_STORE_REL = 272;

    /// <summary>BPF_MAXINSNS = 4096.</summary>
    public const uint BPF_MAXINSNS = 4096;

    /// <summary>XDP_PACKET_HEADROOM = 256.</summary>
    public const uint XDP_PACKET_HEADROOM = 256;

    /// <summary>BTF_MAX_VLEN = 65535.</summary>
    public const uint BTF_MAX_VLEN = 65535;

    /// <summary>BTF_INT_SIGNED = 1.</summary>
    public const uint BTF_INT_SIGNED = 1;

    /// <summary>BTF_INT_CHAR = 2.</summary>
    public const uint BTF_INT_CHAR = 2;

    /// <summary>BTF_INT_BOOL = 4.</summary>
    public const uint BTF_INT_BOOL = 4;

    /// <summary>BPF_F_ALLOW_OVERRIDE = 1.</summary>
    public const uint BPF_F_ALLOW_OVERRIDE = 1;

    /// <summary>BPF_F_ALLOW_MULTI = 2.</summary>
    public const uint BPF_F_ALLOW_MULTI = 2;

    /// <summary>BPF_F_REPLACE = 4.</summary>
    public const uint BPF_F_REPLACE = 4;

    /// <summary>BPF_F_BEFORE = 8.</summary>
    public const uint BPF_F_BEFORE = 8;

    /// <summary>BPF_F_AFTER = 16.</summary>
    public const uint BPF_F_AFTER = 16;

    /// <summary>BPF_F_ID = 32.</summary>
    public const uint BPF_F_ID = 32;

    /// <summary>BPF_F_PREORDER = 64.</summary>
    public const uint BPF_F_PREORDER = 64;

    /// <summary>BPF_F_QUERY_EFFECTIVE = 1.</summary>
    public const uint BPF_F_QUERY_EFFECTIVE = 1;

    /// <summary>BPF_F_NETFILTER_IP_DEFRAG = 1.</summary>
    public const uint BPF_F_NETFILTER_IP_DEFRAG = 1;
}
