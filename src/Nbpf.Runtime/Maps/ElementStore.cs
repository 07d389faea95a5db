namespace Nbpf.Runtime.Maps;

/// <summary>Where a hash map's elements come from and go to. Thread-safe.</summary>
internal abstract unsafe class ElementStore
{
    /// <summary>Bytes it takes now, per-CPU values included.</summary>
    public abstract ulong MemoryBytes { get; }

    /// <summary>Whether the elements were made with the map.</summary>
    public abstract bool IsPreallocated { get; }

    /// <summary>An element that no reader holds, or, where there is no other, the one that is free the longest; null when there is none or no memory.</summary>
    /// <param name="isRested">Receives whether no reader can hold it.</param>
    public abstract HashElement* TryTake(out bool isRested);

    /// <summary>Takes back an element that was just unlinked; readers may still hold it.</summary>
    public abstract void Return(HashElement* element);

    /// <summary>Frees everything.</summary>
    public abstract void Release();
}
