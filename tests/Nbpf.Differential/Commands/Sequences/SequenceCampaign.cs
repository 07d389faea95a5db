using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Nbpf.Comparison;
using Nbpf.Comparison.Commands;
using Nbpf.Comparison.Known;

namespace Nbpf.Differential.Commands.Sequences;

/// <summary>Many random sequences, from one seed on, on both kernels; what they answer differently, reduced.</summary>
internal sealed class SequenceCampaign
{
    // Linux waits for a grace period after each change of a map of maps: more threads than CPUs have something to do.
    private const int Workers = 6;
    private const int Examples = 5;

    private readonly ConcurrentDictionary<string, int> listed = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> examples = new();
    private readonly ConcurrentDictionary<uint, string> hashes = new();
    private int sequences;
    private long commands;
    private long errors;
    private int unlisted;
    private long next;

    public int Sequences => sequences;

    public long Commands => commands;

    /// <summary>Commands that Linux answered with an error.</summary>
    public long Errors => errors;

    /// <summary>Sequences with a difference that is not listed.</summary>
    public int Unlisted => unlisted;

    /// <summary>For each seed what Linux answered, or <c>-</c> where a known difference ended the comparison.</summary>
    public IReadOnlyDictionary<uint, string> Hashes => hashes;

    /// <summary>Asks both kernels.</summary>
    public void Run(uint firstSeed, uint count, TimeSpan time)
    {
        Stopwatch watch = Stopwatch.StartNew();
        Parallel(() =>
        {
            using SequencePair pair = SequencePair.WithLinux();
            for (long i = Interlocked.Increment(ref next) - 1; i < count && watch.Elapsed < time; i = Interlocked.Increment(ref next) - 1) Judge(pair, firstSeed + (uint)i);
        });
    }

    /// <summary>Asks the in-process kernel, and compares with what Linux answered once.</summary>
    public void Run(IReadOnlyDictionary<uint, string> recorded, int cpuCount) => Parallel(() =>
    {
        uint[] seeds = [.. recorded.Keys.Order()];
        using SequencePair pair = new(reference: null, pins: null, cpuCount);
        for (long i = Interlocked.Increment(ref next) - 1; i < seeds.Length; i = Interlocked.Increment(ref next) - 1)
        {
            CommandSequence sequence = SequenceGenerator.Of(seeds[i]);
            ImmutableArray<TranscriptEntry> ours = pair.RunInProcess(sequence, seeds[i]);
            Interlocked.Increment(ref sequences);
            Interlocked.Add(ref commands, sequence.Commands.Length);
            if (recorded[seeds[i]] == "-" || recorded[seeds[i]] == SequencePair.Hash(sequence, ours.Select(entry => entry.Answer))) continue;
            if (Interlocked.Increment(ref unlisted) <= Examples) examples.Enqueue($"# seed {seeds[i]}: Linux answered otherwise when it was recorded\n{string.Join('\n', ours)}\n");
        }
    });

    public string Report()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"sequences {Sequences}, commands {Commands}, of which {Errors} errors, sequences with unlisted differences {Unlisted}\n");
        foreach ((string id, int count) in listed.OrderBy(entry => entry.Key, StringComparer.Ordinal)) text.Append(CultureInfo.InvariantCulture, $"  ended by {id}: {count}\n");
        foreach (string example in examples) text.Append(example);
        return text.ToString();
    }

    private void Judge(SequencePair pair, uint seed)
    {
        CommandSequence sequence = SequenceGenerator.Of(seed);
        ImmutableArray<Answer> reference = pair.RunOnReference(sequence);
        Difference? difference = SequencePair.FirstDifference(pair.RunInProcess(sequence, seed), reference);
        Interlocked.Increment(ref sequences);
        Interlocked.Add(ref commands, sequence.Commands.Length);
        Interlocked.Add(ref errors, reference.Count(answer => answer.Errno != Syscall.Errno.None));
        hashes[seed] = difference is null ? SequencePair.Hash(sequence, reference) : "-";
        if (difference is null) return;
        if (KnownDifferences.BuiltIn.Explain(difference) is { } known)
        {
            listed.AddOrUpdate(known.Id, 1, (_, before) => before + 1);
            return;
        }

        if (Interlocked.Increment(ref unlisted) <= Examples) examples.Enqueue(Example(pair, sequence, seed, difference));
    }

    private static string Example(SequencePair pair, CommandSequence sequence, uint seed, Difference difference)
    {
        CommandSequence reduced = pair.Reduce(sequence, seed);
        Difference? last = SequencePair.FirstDifference(pair.RunInProcess(reduced, seed), pair.RunOnReference(reduced));
        return $"# seed {seed}: {(last ?? difference).ToString().Replace("\n| ", " / ", StringComparison.Ordinal)}\n{reduced}\n";
    }

    private static void Parallel(Action work)
    {
        Task[] workers = [.. Enumerable.Range(0, Workers).Select(_ => Task.Run(() => BothKernels.OnOneCpu(() =>
        {
            work();
            return true;
        })))];
        Task.WaitAll(workers);
    }
}
