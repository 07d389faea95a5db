namespace Nbpf.Linux.Perf;

/// <summary>How a <see cref="PerfBuffer"/> is made.</summary>
public sealed record PerfBufferOptions
{
    /// <summary>Pages of data for each CPU, a power of two.</summary>
    public int PagesPerCpu { get; init; } = 64;

    /// <summary>After how many records who waits is woken; ignored with <see cref="WakeupBytes"/>.</summary>
    public int WakeupRecords { get; init; } = 1;

    /// <summary>After how many bytes who waits is woken instead; 0 to count records.</summary>
    public int WakeupBytes { get; init; }
}
