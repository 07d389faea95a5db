namespace Nbpf.Verification.State;

/// <summary>The references that a path holds, in the order of their acquisition (refs of struct bpf_verifier_state, Linux 6.18).</summary>
internal sealed class ReferenceSet
{
    private Reference[] _references = [];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The reference at an index.</summary>
    public Reference this[int index] => _references[index];

    /// <summary>Adds a reference.</summary>
    public void Add(Reference reference)
    {
        if (Count == _references.Length)
            Array.Resize(ref _references, Math.Max(4, Count * 2));
        _references[Count++] = reference;
    }

    /// <summary>Removes a reference; the others keep their order. False when it is not held.</summary>
    public bool Remove(uint id)
    {
        for (int i = 0; i < Count; i++)
        {
            if (_references[i].Id != id)
                continue;
            Array.Copy(_references, i + 1, _references, i, --Count - i);
            return true;
        }

        return false;
    }

    /// <summary>Becomes a copy.</summary>
    public void CopyFrom(ReferenceSet other)
    {
        Count = other.Count;
        if (Count == 0)
            return;
        if (_references.Length < Count)
            _references = new Reference[Count];
        Array.Copy(other._references, _references, Count);
    }
}
