namespace Nbpf.Faults;

/// <summary>Draws faults by a seed: every room has its share, and in a room every kind has the same chance, so that the rare ones are seen.</summary>
internal static class Draw
{
    private const int LeastOfRoom = 20;

    /// <summary>Draws.</summary>
    /// <param name="candidates">All faults of each room.</param>
    /// <param name="count">How many, at least.</param>
    /// <param name="seed">The seed.</param>
    public static IReadOnlyList<Fault> From(IReadOnlyDictionary<string, IReadOnlyList<Fault>> candidates, int count, int seed)
    {
        int total = candidates.Values.Sum(static faults => faults.Count);
        List<Fault> drawn = [];
        foreach ((string room, IReadOnlyList<Fault> faults) in candidates.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            int share = Math.Max(LeastOfRoom, (int)((long)count * faults.Count / total));
            Random random = new(seed ^ room.Aggregate(0, static (hash, letter) => (hash * 31) + letter));
            List<List<Fault>> kinds = [.. faults.GroupBy(static fault => fault.Kind).OrderBy(static kind => kind.Key, StringComparer.Ordinal).Select(static kind => kind.ToList())];
            for (int i = 0; i < share && kinds.Count > 0; i++)
            {
                List<Fault> kind = kinds[random.Next(kinds.Count)];
                int at = random.Next(kind.Count);
                drawn.Add(kind[at]);
                kind.RemoveAt(at);
                if (kind.Count == 0) kinds.Remove(kind);
            }
        }

        return drawn;
    }
}
