using System.Diagnostics;
using Nbpf.Runtime.Objects;
using Nbpf.Runtime.Programs;
using Nbpf.Syscall;

namespace Nbpf.Runtime.Links;

/// <summary>What a file descriptor of BPF_ENABLE_STATS refers to: runs are counted while it is open.</summary>
internal sealed class StatisticsDescriptor : KernelObject
{
    private readonly RunStatistics statistics;

    /// <summary>Begins to count.</summary>
    public StatisticsDescriptor(ObjectTable table, RunStatistics statistics)
        : base(table)
    {
        this.statistics = statistics;
        statistics.Enable();
    }

    /// <summary>It never gets an id.</summary>
    public override BpfObjectKind Kind => throw new UnreachableException("statistics have no id");

    /// <inheritdoc/>
    protected override void OnLastReference() => statistics.Disable();

    /// <inheritdoc/>
    protected override void Release()
    {
        // It holds nothing.
    }
}
