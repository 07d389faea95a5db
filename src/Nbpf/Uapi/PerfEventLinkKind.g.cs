// Generated from data/uapi.tsv by data/CodeGen. Do not edit.

namespace Nbpf;

/// <summary>What the perf event of a link is (enum bpf_perf_event_type).</summary>
public enum PerfEventLinkKind : uint
{
    /// <summary>BPF_PERF_EVENT_UNSPEC.</summary>
    Unspec = 0,

    /// <summary>BPF_PERF_EVENT_UPROBE.</summary>
    Uprobe = 1,

    /// <summary>BPF_PERF_EVENT_URETPROBE.</summary>
    Uretprobe = 2,

    /// <summary>BPF_PERF_EVENT_KPROBE.</summary>
    Kprobe = 3,

    /// <summary>BPF_PERF_EVENT_KRETPROBE.</summary>
    Kretprobe = 4,

    /// <summary>BPF_PERF_EVENT_TRACEPOINT.</summary>
    Tracepoint = 5,

    /// <summary>BPF_PERF_EVENT_EVENT.</summary>
    Event = 6,
}
