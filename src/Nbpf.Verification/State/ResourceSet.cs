namespace Nbpf.Verification.State;

/// <summary>What a path holds, in the order of their acquisition (refs of struct bpf_verifier_state, Linux 6.18).</summary>
internal sealed class ResourceSet
{
    private Resource[] _resources = [];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The one at an index.</summary>
    public Resource this[int index] => _resources[index];

    /// <summary>Adds one.</summary>
    public void Add(Resource resource)
    {
        if (Count == _resources.Length)
            Array.Resize(ref _resources, Math.Max(4, Count * 2));
        _resources[Count++] = resource;
    }

    /// <summary>Removes one; the others keep their order. False when it is not held.</summary>
    public bool Remove(uint id)
    {
        for (int i = 0; i < Count; i++)
        {
            if (_resources[i].Id != id)
                continue;
            Array.Copy(_resources, i + 1, _resources, i, --Count - i);
            return true;
        }

        return false;
    }

    /// <summary>Becomes a copy.</summary>
    public void CopyFrom(ResourceSet other)
    {
        Count = other.Count;
        if (Count == 0)
            return;
        if (_resources.Length < Count)
            _resources = new Resource[Count];
        Array.Copy(other._resources, _resources, Count);
    }
}
