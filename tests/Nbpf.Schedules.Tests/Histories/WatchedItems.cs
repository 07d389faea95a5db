using Nbpf.Runtime;
using Nbpf.Runtime.Interleaving;
using Nbpf.Runtime.Memory;
using Nbpf.Schedules.Tests.Scheduling;

namespace Nbpf.Schedules.Tests.Histories;

/// <summary>One place at which an item stands. Readers must never have one that is gone, whichever way it was replaced.</summary>
/// <param name="kernel">Whose grace periods and CPUs are used.</param>
internal sealed class WatchedItems(KernelServices kernel) : IReclaimable
{
    private readonly HashSet<int> gone = [];
    private int current;

    /// <summary>Reads the item for a while, as a command or a run does; then may replace it, still reading.</summary>
    public void Read(bool isRun, bool thenReplace)
    {
        if (isRun)
        {
            using (kernel.Cpus.Rent())
                Look(thenReplace);
            return;
        }
        using (kernel.GracePeriods.Enter())
            Look(thenReplace);
    }

    /// <summary>Puts another item in place; the old one goes after its grace period.</summary>
    public void Replace() => kernel.GracePeriods.Retire(this, current++);

    /// <summary>As hashes do with preallocated elements: the old item goes when somebody finds its grace period over.</summary>
    public void ReplaceByStamp()
    {
        int old = current++;
        long stamp = kernel.GracePeriods.NextStamp();
        for (int tries = 0; tries < 3; tries++)
        {
            Interleaved.At(YieldPoint.RunPauses);
            if (!kernel.GracePeriods.HasElapsed(stamp))
                continue;
            gone.Add(old);
            return;
        }
    }

    /// <summary>The old item goes when all have ended that read.</summary>
    public void ReplaceAndSynchronize()
    {
        int old = current++;
        kernel.GracePeriods.Synchronize();
        gone.Add(old);
    }

    void IReclaimable.Reclaim(nint item)
    {
        if (!gone.Add((int)item))
            throw new ScheduleFaultException("an item was reclaimed twice");
    }

    private void Look(bool thenReplace)
    {
        int item = current;
        Check(item);
        if (thenReplace)
            Replace();
        Check(item);
    }

    private void Check(int item)
    {
        Interleaved.At(YieldPoint.RunPauses);
        if (gone.Contains(item))
            throw new ScheduleFaultException("a reader has an item that is gone");
    }
}
