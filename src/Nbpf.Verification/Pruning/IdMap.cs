namespace Nbpf.Verification.Pruning;

/// <summary>A one-to-one relation between identities of a checkpoint and of a path, built while they are compared.</summary>
internal sealed class IdMap
{
    private (uint Old, uint Current)[] _pairs = new (uint, uint)[32];
    private int _count;
    private uint _temporary;

    /// <summary>Forgets all pairs.</summary>
    /// <param name="lastId">The last identity in use; temporary ones come after it.</param>
    public void Reset(uint lastId)
    {
        _count = 0;
        _temporary = lastId;
    }

    /// <summary>Both or neither have an identity, and it pairs up.</summary>
    public bool Matches(uint old, uint current)
    {
        if (old == 0 || current == 0)
            return old == current;
        for (int i = 0; i < _count; i++)
        {
            if (_pairs[i].Old == old)
                return _pairs[i].Current == current;
            if (_pairs[i].Current == current)
                return false;
        }

        if (_count == _pairs.Length)
            Array.Resize(ref _pairs, _count * 2);
        _pairs[_count++] = (old, current);
        return true;
    }

    /// <summary>
    /// For scalars: an unlinked old value accepts any; a current value without identity counts as linked to nothing else. A
    /// value linked by an offset must also have its base paired.
    /// </summary>
    public bool MatchesScalar(uint old, uint current)
    {
        if (old == 0)
            return true;
        if (current == 0)
            current = ++_temporary;
        if (!Matches(old, current))
            return false;
        const uint flags = State.RegisterState.LinkOffset;
        return (old & flags) == 0 || Matches(old & ~flags, current & ~flags);
    }
}
