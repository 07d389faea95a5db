namespace Nbpf.Schedules.Tests.Histories;

/// <summary>
/// What several threads do with one map (and the outer map it stands in, a program array with a program that holds it, or a ring with a poll), which is there
/// with the keys 0 to 3 when they begin; or with grace periods alone.
/// </summary>
/// <param name="Family">What there is.</param>
/// <param name="Type">The map's type.</param>
/// <param name="Flags">Its flags.</param>
/// <param name="MaxEntries">Its size: one LRU hash evicts, one never does.</param>
/// <param name="OuterType">The outer map's type, where there is one.</param>
/// <param name="Threads">The steps of each thread.</param>
internal sealed record History(Family Family, MapType Type, MapFlags Flags, uint MaxEntries, MapType OuterType, Step[][] Threads)
{
    /// <summary>Keys that are there at the beginning.</summary>
    public const uint KeyCount = 4;

    private static readonly (MapType Type, MapFlags Flags, uint MaxEntries)[] Hashes =
    [
        (MapType.Hash, MapFlags.NoPreallocate, KeyCount), (MapType.PerCpuHash, MapFlags.NoPreallocate, KeyCount), (MapType.Hash, MapFlags.None, KeyCount),
        (MapType.PerCpuHash, MapFlags.None, KeyCount), (MapType.LruHash, MapFlags.None, KeyCount), (MapType.LruHash, MapFlags.None, 4 * KeyCount),
    ];

    private static readonly (MapType Type, MapFlags Flags, uint MaxEntries)[] Others = [(MapType.Array, MapFlags.None, 1)];

    private static readonly MapType[] Outers = [MapType.ArrayOfMaps, MapType.HashOfMaps];

    /// <summary>Three threads that replace keys of a map with two spare elements.</summary>
    public static History Crowd { get; } =
        new(Family.Map, MapType.Hash, MapFlags.None, KeyCount, MapType.ArrayOfMaps, [[new(StepKind.Update, 0)], [new(StepKind.Update, 1)], [new(StepKind.Update, 2)]]);

    /// <summary>What it takes to see an element where its readers do not expect it: in front, behind, in another bucket, under another key.</summary>
    public static IEnumerable<History> Moves()
    {
        Step[] replacements = [new(StepKind.Update, 3), new(StepKind.Update, 3), new(StepKind.Update, 0)];
        foreach (StepKind lookup in (StepKind[])[StepKind.Lookup, StepKind.RunLookup])
        {
            // Added in front of the key that is looked up; replaced in front of it and behind it, with fresh elements and then with one that was just given back.
            yield return new(Family.Map, MapType.Hash, MapFlags.NoPreallocate, KeyCount, Outers[0], [[new(lookup, 1)], [new(StepKind.Delete, 0), new(StepKind.Update, 0)]]);
            yield return new(Family.Map, MapType.Hash, MapFlags.None, KeyCount, Outers[0], [[new(lookup, 1)], replacements]);
            yield return new(Family.Map, MapType.Hash, MapFlags.None, KeyCount, Outers[0], [[new(lookup, 0)], [.. Enumerable.Repeat(new Step(StepKind.Update, 0), 3)]]);
        }

        // The element that is found, or chosen for eviction, is meanwhile another key's.
        yield return new(Family.Map, MapType.LruHash, MapFlags.None, KeyCount, Outers[0], [[new(StepKind.Lookup, 0)], [new(StepKind.Update, 1)]]);
        yield return new(Family.Map, MapType.LruHash, MapFlags.None, KeyCount, Outers[0], [[new(StepKind.Update, 0)], [new(StepKind.Delete, 0), new(StepKind.Update, 2)]]);
    }

    /// <summary>Every pair of steps of every family on every type of map, the two at the same time, on one key and on two in a bucket.</summary>
    public static IEnumerable<History> Pairs()
    {
        foreach (Family family in Enum.GetValues<Family>())
        {
            StepKind[] kinds = StepsOf(family);
            for (int first = 0; first < kinds.Length; first++)
            {
                for (int second = first; second < kinds.Length; second++)
                {
                    foreach ((MapType type, MapFlags flags, uint size) in TypesOf(family))
                    {
                        foreach (MapType outer in family == Family.Outer ? Outers : Outers[..1])
                        {
                            for (uint key = 0; key < 2; key++)
                                yield return new History(family, type, flags, size, outer, [[new(kinds[first], 0)], [new(kinds[second], key)]]);
                        }
                    }
                }
            }
        }
    }

    /// <summary>A random history: two or three threads of up to four steps.</summary>
    public static History Random(Scheduling.RandomChoice random)
    {
        Family family = (Family)random.Next((uint)Enum.GetValues<Family>().Length);
        StepKind[] kinds = StepsOf(family);

        // Of all kinds, or of a few, so that they meet more often.
        if (random.Next(2) == 0)
            kinds = [.. Enumerable.Range(0, 1 + (int)random.Next(3)).Select(_ => StepsOf(family)[random.Next((uint)StepsOf(family).Length)])];
        (MapType type, MapFlags flags, uint size) = TypesOf(family)[random.Next((uint)TypesOf(family).Length)];
        Step[][] threads = new Step[2 + random.Next(2)][];
        for (int i = 0; i < threads.Length; i++)
        {
            threads[i] = new Step[1 + random.Next(4)];
            for (int step = 0; step < threads[i].Length; step++)
                threads[i][step] = new Step(kinds[random.Next((uint)kinds.Length)], random.Next(KeyCount));
        }
        return new History(family, type, flags, size, Outers[random.Next((uint)Outers.Length)], threads);
    }

    /// <summary>Whether nothing in it takes a key out of the map, or closes that: then it must always be found.</summary>
    public bool Keeps(uint key) => !(Type == MapType.LruHash && MaxEntries == KeyCount) && !Has(StepKind.TakeBatch) && !Has(StepKind.Close)
        && !Has(StepKind.Delete, key) && !Has(StepKind.LookupAndDelete, key) && !Has(StepKind.RunDelete, key);

    /// <summary>As <see cref="Keeps"/>, for the outer map and the inner map at a key of it.</summary>
    public bool KeepsInner(uint key) => !Has(StepKind.Close) && !Has(StepKind.TakeInner, key);

    /// <summary>Whether a step is in it, with any key or one.</summary>
    public bool Has(StepKind kind, uint? key = null) => Threads.Any(thread => thread.Any(step => step.Kind == kind && (key is null || step.Key == key)));

    /// <inheritdoc/>
    public override string ToString()
        => $"{Family} {Type} {Flags} {MaxEntries}{(Family == Family.Outer ? " in " + OuterType : "")}: {string.Join(" | ", Threads.Select(thread => string.Join(' ', thread)))}";

    private static (MapType Type, MapFlags Flags, uint MaxEntries)[] TypesOf(Family family) => family is Family.Map or Family.Outer ? Hashes : Others;

    private static StepKind[] StepsOf(Family family) => family switch
    {
        Family.Map => [.. Enum.GetValues<StepKind>().Where(kind => kind < StepKind.PutInner)],
        Family.Outer =>
        [
            StepKind.PutInner, StepKind.AddInner, StepKind.TakeInner, StepKind.LookupInner, StepKind.CloseInner, StepKind.RunInnerLookup, StepKind.RunInnerUpdate, StepKind.RunInnerDelete,
            StepKind.Close, StepKind.Update, StepKind.Delete, StepKind.Reopen,
        ],
        Family.Programs =>
        [
            StepKind.PutProgram, StepKind.TakeProgram, StepKind.LookupProgram, StepKind.CloseProgram, StepKind.RunProgram, StepKind.BindMap, StepKind.Close, StepKind.Reopen,
        ],
        Family.Periods =>
        [
            StepKind.Read, StepKind.RunRead, StepKind.ReadAndReplace, StepKind.Replace, StepKind.ReplaceByStamp, StepKind.ReplaceAndSynchronize, StepKind.Ask, StepKind.Reclaim,
        ],
        _ => [StepKind.Produce, StepKind.Consume, StepKind.Watch, StepKind.Unwatch, StepKind.Poll, StepKind.Map, StepKind.Close],
    };
}
