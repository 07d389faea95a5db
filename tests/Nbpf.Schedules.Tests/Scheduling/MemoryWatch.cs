using System.Runtime.InteropServices;

namespace Nbpf.Schedules.Tests.Scheduling;

/// <summary>
/// Knows which memory of a kernel is freed. It is poisoned, and its blocks stay allocated until a schedule is over, so that an address stands for one thing:
/// whoever touches it, or frees it again, is found at once, and whoever writes to it unnoticed by the poison.
/// </summary>
internal sealed unsafe class MemoryWatch
{
    private const byte Poison = 0xdb;
    private const nuint FirstPage = 4096;

    private readonly List<(nuint Start, nuint End)> freed = [];
    private readonly List<(nint Block, nuint Start)> kept = [];
    private nuint lastFreed;

    /// <summary>Memory was given out.</summary>
    public void Allocate(nuint start, ulong bytes)
    {
        nuint end = start + (nuint)bytes;
        int at = FirstEndingAfter(start);
        while (at < freed.Count && freed[at].Start < end)
        {
            (nuint oldStart, nuint oldEnd) = freed[at];
            nuint from = Math.Max(oldStart, start), to = Math.Min(oldEnd, end);
            CheckPoison(from, to);
            new Span<byte>((void*)from, (int)(to - from)).Clear();
            freed.RemoveAt(at);
            if (to < oldEnd)
                freed.Insert(at, (to, oldEnd));
            if (oldStart < from)
                freed.Insert(at++, (oldStart, from));
        }
    }

    /// <summary>Memory was taken back, with what was freed inside of it before.</summary>
    public void Free(nuint start, ulong bytes)
    {
        nuint end = start + (nuint)bytes;
        int at = FirstEndingAfter(start);
        if (at < freed.Count && freed[at].Start <= start && freed[at].End >= end)
            throw new ScheduleFaultException("memory was freed that is free");
        while (at < freed.Count && freed[at].Start < end)
        {
            CheckPoison(freed[at].Start, freed[at].End);
            freed.RemoveAt(at);
        }
        new Span<byte>((void*)start, checked((int)bytes)).Fill(Poison);
        freed.Insert(at, (start, end));
        lastFreed = start;
    }

    /// <summary>Memory is about to be touched.</summary>
    public void Touch(nuint address)
    {
        if (address < FirstPage)
            throw new ScheduleFaultException("an address that is none was touched");
        int at = FirstEndingAfter(address);
        if (at < freed.Count && freed[at].Start <= address)
            throw new ScheduleFaultException("freed memory was touched");
    }

    /// <summary>The native block of what was freed last is left to be freed.</summary>
    public void Keep(nuint block) => kept.Add(((nint)block, lastFreed));

    /// <summary>Between schedules: frees the blocks that were kept, after a look at their poison.</summary>
    public void EndSchedule()
    {
        foreach ((nuint start, nuint end) in freed)
            CheckPoison(start, end);

        // What is left was freed inside of blocks that live on.
        foreach ((nint block, nuint start) in kept)
        {
            freed.RemoveAt(FirstEndingAfter(start));
            NativeMemory.Free((void*)block);
        }
        kept.Clear();
    }

    private static void CheckPoison(nuint start, nuint end)
    {
        if (new ReadOnlySpan<byte>((void*)start, (int)(end - start)).IndexOfAnyExcept(Poison) >= 0)
            throw new ScheduleFaultException("freed memory was written");
    }

    private int FirstEndingAfter(nuint address)
    {
        int low = 0, high = freed.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (freed[middle].End > address)
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }
}
