// Generated from data/uapi.tsv by data/CodeGen. Do not edit.

namespace Nbpf;

/// <summary>Run-time statistics that can be enabled (enum bpf_stats_type).</summary>
public enum StatsType : uint
{
    /// <summary>BPF_STATS_RUN_TIME.</summary>
    RunTime = 0,
}
