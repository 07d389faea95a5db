// Generated from data/uapi.tsv by data/CodeGen. Do not edit.

namespace Nbpf;

/// <summary>What a file descriptor is attached to, as BPF_TASK_FD_QUERY tells it (enum bpf_task_fd_type).</summary>
public enum TaskFdType : uint
{
    /// <summary>BPF_FD_TYPE_RAW_TRACEPOINT.</summary>
    RawTracepoint = 0,

    /// <summary>BPF_FD_TYPE_TRACEPOINT.</summary>
    Tracepoint = 1,

    /// <summary>BPF_FD_TYPE_KPROBE.</summary>
    Kprobe = 2,

    /// <summary>BPF_FD_TYPE_KRETPROBE.</summary>
    Kretprobe = 3,

    /// <summary>BPF_FD_TYPE_UPROBE.</summary>
    Uprobe = 4,

    /// <summary>BPF_FD_TYPE_URETPROBE.</summary>
    Uretprobe = 5,
}
