namespace Nbpf.Runtime.Objects;

/// <summary>
/// Ids of one kind of object, 1 to 2^31-2, given out in ascending order and not again until the numbers have gone round
/// (idr_alloc_cyclic in Linux). Used under the owner's lock.
/// </summary>
internal sealed class IdSpace
{
    private const int PageBits = 10;
    private const int PageSize = 1 << PageBits;

    private Page?[] pages = new Page?[16];
    private uint last;

    /// <summary>How many are given out.</summary>
    public int Count { get; private set; }

    public uint Add(KernelObject newObject)
    {
        do
            last = last >= int.MaxValue - 1 ? 1 : last + 1;
        while (Find(last) is not null);

        uint number = last >> PageBits;
        if (number >= pages.Length)
            Array.Resize(ref pages, Math.Max(pages.Length * 2, (int)number + 1));
        Page page = pages[number] ??= new Page();
        page.Objects[last & (PageSize - 1)] = newObject;
        page.Count++;
        Count++;
        return last;
    }

    public KernelObject? Find(uint id)
    {
        uint number = id >> PageBits;
        return number < pages.Length ? pages[number]?.Objects[id & (PageSize - 1)] : null;
    }

    public void Remove(uint id)
    {
        uint number = id >> PageBits;
        Page page = pages[number] ?? throw new System.Diagnostics.UnreachableException("An id was removed that was never given.");
        page.Objects[id & (PageSize - 1)] = null;
        Count--;
        if (--page.Count == 0)
            pages[number] = null;
    }

    /// <summary>The smallest id above <paramref name="start"/>, or 0.</summary>
    public uint Next(uint start)
    {
        uint id = start + 1;
        while (id >> PageBits < pages.Length)
        {
            Page? page = pages[id >> PageBits];
            if (page is null)
                id = ((id >> PageBits) + 1) << PageBits;
            else if (page.Objects[id & (PageSize - 1)] is not null)
                return id;
            else
                id++;
        }
        return 0;
    }

    private sealed class Page
    {
        public readonly KernelObject?[] Objects = new KernelObject?[PageSize];
        public int Count;
    }
}
