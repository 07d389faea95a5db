namespace Nbpf.Syscall;

/// <summary>An event that fires once every so many counts, or so often a second (struct perf_event_attr).</summary>
/// <param name="Type">type: PERF_TYPE_HARDWARE (0), PERF_TYPE_SOFTWARE (1), …</param>
/// <param name="Config">config: which event of the type, for example PERF_COUNT_SW_CPU_CLOCK (0)</param>
public sealed record SamplingEvent(uint Type, ulong Config)
{
    /// <summary>sample_period: counts between two samples; 0 when <see cref="Frequency"/> is used</summary>
    public ulong Period { get; init; }

    /// <summary>sample_freq: samples per second; 0 when <see cref="Period"/> is used</summary>
    public ulong Frequency { get; init; }

    /// <summary>The only process to watch; null for all on one CPU.</summary>
    public int? ProcessId { get; init; }

    /// <summary>The only CPU to watch; null for all that the process runs on.</summary>
    public int? Cpu { get; init; }
}
