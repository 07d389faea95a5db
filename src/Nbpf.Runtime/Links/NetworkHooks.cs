using System.Collections.Concurrent;

namespace Nbpf.Runtime.Links;

/// <summary>The interfaces of one kernel, and the lock under which their programs change (the RTNL in Linux).</summary>
internal sealed class NetworkHooks
{
    /// <summary>How often packets may leave within one another's listeners on one thread: interfaces that are joined in a ring would take all of its stack.</summary>
    public const int MaximumNesting = 64;

    // 1 is the loopback device, on which test runs happen.
    private const uint FirstIndex = 2;

    private readonly Dictionary<uint, BpfInterface> interfaces = [];
    private readonly ConcurrentDictionary<int, int> nesting = [];
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

    /// <summary>Before a packet is shown to an interface's listeners, who may send it on: false when it has come too far. Ends with <see cref="LeaveListener"/>.</summary>
    public bool TryEnterListener()
    {
        int depth = nesting.GetValueOrDefault(Environment.CurrentManagedThreadId);
        if (depth == MaximumNesting)
            return false;
        nesting[Environment.CurrentManagedThreadId] = depth + 1;
        return true;
    }

    /// <summary>After <see cref="TryEnterListener"/>, on the same thread.</summary>
    public void LeaveListener()
    {
        int depth = nesting[Environment.CurrentManagedThreadId] - 1;
        if (depth == 0)
            nesting.TryRemove(Environment.CurrentManagedThreadId, out _);
        else
            nesting[Environment.CurrentManagedThreadId] = depth;
    }

    /// <summary>Finds an interface by number.</summary>
    public BpfInterface? Find(uint index)
    {
        lock (Gate)
            return interfaces.GetValueOrDefault(index);
    }
}
