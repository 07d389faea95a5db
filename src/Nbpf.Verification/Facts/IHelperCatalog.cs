namespace Nbpf.Verification;

/// <summary>The helpers that a kernel has.</summary>
public interface IHelperCatalog
{
    /// <summary>The helper's prototype, or null when this kernel has none by that number.</summary>
    /// <param name="id">The helper's number.</param>
    HelperPrototype? Find(int id);
}
