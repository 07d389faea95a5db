namespace Nbpf.Runtime.Memory;

/// <summary>Something that gives memory back once nobody can hold a pointer to it any more.</summary>
internal interface IReclaimable
{
    /// <summary>Called once for each <see cref="GracePeriods.Retire"/>, after its grace period. May retire more, may not wait.</summary>
    /// <param name="item">The address that was retired with it, or 0.</param>
    void Reclaim(nint item);
}
