namespace Nbpf.Runtime.Links;

/// <summary>The interfaces of one kernel, and the lock under which their programs change (the RTNL in Linux).</summary>
internal sealed class NetworkHooks
{
    // 1 is the loopback device, on which test runs happen.
    private const uint FirstIndex = 2;

    private readonly Dictionary<uint, BpfInterface> interfaces = [];
    private uint next = FirstIndex;

    /// <summary>Guards interfaces and what is attached to them.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Adds an interface and gives it its number.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="make">Makes it.</param>
    public BpfInterface Add(string name, Func<uint, BpfInterface> make)
    {
        lock (Gate)
        {
            if (interfaces.Values.Any(existing => existing.Name == name))
                throw new ArgumentException($"there is an interface '{name}' already", nameof(name));
            BpfInterface added = make(next);
            interfaces.Add(next++, added);
            return added;
        }
    }

    /// <summary>Removes an interface.</summary>
    public void Remove(BpfInterface removed)
    {
        lock (Gate)
            interfaces.Remove(removed.Index);
    }

    /// <summary>Removes all interfaces.</summary>
    public void RemoveAll()
    {
        lock (Gate)
        {
            foreach (BpfInterface left in interfaces.Values.ToArray())
                left.Dispose();
        }
    }

    /// <summary>Finds an interface by number.</summary>
    public BpfInterface? Find(uint index)
    {
        lock (Gate)
            return interfaces.GetValueOrDefault(index);
    }
}
