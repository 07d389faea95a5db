namespace Nbpf.Runtime.Objects;

/// <summary>Open file descriptors by number. Changes are made under the owner's lock; <see cref="Find"/> needs none.</summary>
internal sealed class DescriptorTable
{
    private const int First = 3;

    private readonly PriorityQueue<int, int> freed = new();
    private Descriptor?[] slots = new Descriptor?[64];
    private int end = First;

    /// <summary>How many are open.</summary>
    public int Count { get; private set; }

    public int Add(Descriptor descriptor)
    {
        if (!freed.TryDequeue(out int fd, out _))
        {
            fd = end++;
            if (fd >= slots.Length)
            {
                Descriptor?[] larger = new Descriptor?[slots.Length * 2];
                slots.CopyTo(larger, 0);

                // A release: whoever sees the larger table sees what is in it.
                Volatile.Write(ref slots, larger);
            }
        }

        // A release: whoever finds the descriptor finds it, and its object, complete.
        Volatile.Write(ref slots[fd], descriptor);
        Count++;
        return fd;
    }

    public Descriptor? Remove(int fd)
    {
        Descriptor? removed = Find(fd);
        if (removed is not null)
        {
            Volatile.Write(ref slots[fd], null);
            freed.Enqueue(fd, fd);
            Count--;
        }
        return removed;
    }

    public Descriptor? Find(int fd)
    {
        Descriptor?[] current = Volatile.Read(ref slots);
        return (uint)fd < (uint)current.Length ? Volatile.Read(ref current[fd]) : null;
    }

    public List<int> OpenDescriptors()
    {
        List<int> open = [];
        for (int fd = First; fd < end; fd++)
        {
            if (slots[fd] is not null)
                open.Add(fd);
        }
        return open;
    }
}
