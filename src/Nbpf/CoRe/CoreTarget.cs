namespace Nbpf.CoRe;

/// <summary>
/// The types that relocations are resolved against: one object, usually the kernel's, and others that are asked for only when
/// the first has no type of a name, usually those of its modules.
/// </summary>
public sealed class CoreTarget
{
    private readonly Lazy<IReadOnlyList<Btf>> _others;

    /// <summary>Makes a target.</summary>
    /// <param name="types">The types. When they are the very object that the relocations are of, each type stands for itself.</param>
    /// <param name="others">What to search when they have no type of a name, or null.</param>
    public CoreTarget(Btf types, Func<IReadOnlyList<Btf>>? others = null)
    {
        ArgumentNullException.ThrowIfNull(types);
        Types = types;
        _others = new Lazy<IReadOnlyList<Btf>>(others ?? (static () => []));
    }

    /// <summary>The types.</summary>
    public Btf Types { get; }

    /// <summary>Types that may stand for one of the object's: of a compatible kind, and of the same name but for the flavour.</summary>
    internal List<BtfType> CandidatesOf(BtfType local)
    {
        if (ReferenceEquals(local.Owner, Types)) return [local];
        var candidates = new List<BtfType>();
        AddCandidates(Types, local, candidates);
        if (candidates.Count > 0) return candidates;
        foreach (Btf other in _others.Value) AddCandidates(other, local, candidates);
        return candidates;
    }

    private static void AddCandidates(Btf types, BtfType local, List<BtfType> candidates)
    {
        foreach (BtfType type in types.FindOwnByEssentialName(local.NameBytes))
        {
            if (CoreCompatibility.AreKindsCompatible(local, type)) candidates.Add(type);
        }
    }
}
