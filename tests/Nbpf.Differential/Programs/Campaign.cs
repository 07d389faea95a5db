using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Nbpf.Comparison;
using Nbpf.Comparison.Known;
using Nbpf.Comparison.Objects;
using Nbpf.Runtime;
using Nbpf.Runtime.Interpreter;
using Nbpf.Syscall;
using Nbpf.Testing;

namespace Nbpf.Differential.Programs;

/// <summary>
/// Runs programs through the in-process kernel, checked, interpreted and compiled, and through Linux where it may be asked: verdict
/// and message, counts, tag, rewritten program, results and map contents. What differs and is not listed is made small and kept.
/// </summary>
internal sealed partial class Campaign : IDisposable
{
    private const int ExamplesPerClass = 2;

    private readonly TestKernel checkedKernel = new(TestKernel.Make(ExecutionEngine.CheckedInterpreter));
    private readonly TestKernel interpreted;
    private readonly TestKernel compiled = new(TestKernel.Make(ExecutionEngine.Jit));
    private readonly TestKernel? linux;
    private readonly AddressOracle? addresses;
    private readonly SortedDictionary<string, int> known = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> unlisted = new(StringComparer.Ordinal);
    private readonly StringBuilder details = new();

    public Campaign(bool asksLinux)
    {
        // Its maps lie elsewhere than the first one's: what depends on addresses shows.
        BpfRuntime other = TestKernel.Make(ExecutionEngine.Interpreter);
        other.MapCreate(new MapCreateAttributes { Type = MapType.Array, KeySize = 4, ValueSize = 1000, MaxEntries = 3 });
        interpreted = new TestKernel(other);
        linux = asksLinux ? new TestKernel(LinuxOracle.Open()) : null;
        addresses = asksLinux ? new AddressOracle() : null;
    }

    public int Programs { get; private set; }

    public int Accepted { get; private set; }

    public int Runs { get; private set; }

    /// <summary>Programs whose runs differ because they depend on addresses, or on stack that they did not write.</summary>
    public int AddressDependent { get; private set; }

    /// <summary>Programs that differ in what no entry of the known differences explains, faults and exceptions included.</summary>
    public int Unlisted { get; private set; }

    /// <summary>How often each listed difference was seen.</summary>
    public IReadOnlyDictionary<string, int> Known => known;

    /// <summary>Programs from one seed on, until the count or the time is used up.</summary>
    public void Run(int firstSeed, int count, TimeSpan time)
    {
        Stopwatch watch = Stopwatch.StartNew();
        for (int i = 0; i < count && watch.Elapsed < time; i++)
            Judge($"seed {firstSeed + i}", firstSeed + i, ProgramGenerator.Generate(firstSeed + i));
    }

    /// <summary>Judges one program.</summary>
    /// <param name="name">What it is called in the report.</param>
    /// <param name="seed">What the inputs are made from.</param>
    /// <param name="program">The program.</param>
    public void Judge(string name, int seed, RandomProgram program)
    {
        Programs++;
        if (Find(seed, program, isFirst: true) is not { } found)
            return;
        if (KnownDifferences.BuiltIn.Explain(found) is { } entry)
        {
            known[entry.Id] = known.GetValueOrDefault(entry.Id) + 1;
            return;
        }

        Unlisted++;
        string kind = Class(found);
        int seen = unlisted[kind] = unlisted.GetValueOrDefault(kind) + 1;
        if (seen > ExamplesPerClass)
            return;
        RandomProgram reduced = Reduction.Reduce(program, candidate => Find(seed, candidate, isFirst: false) is { } again && Class(again) == kind);
        details.Append(CultureInfo.InvariantCulture, $"\n=== {name}: {found}\n{reduced}");
    }

    /// <summary>Counts and examples.</summary>
    public string Report()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"programs {Programs}, accepted {Accepted}, runs {Runs}, unlisted differences {Unlisted}, dependent on addresses {AddressDependent}\n");
        foreach ((string id, int number) in known)
            text.Append(CultureInfo.InvariantCulture, $"  listed {number}x: {id}\n");
        foreach ((string kind, int number) in unlisted)
            text.Append(CultureInfo.InvariantCulture, $"  unlisted {number}x: {kind}\n");
        return text.Append(details).ToString();
    }

    public void Dispose()
    {
        checkedKernel.Dispose();
        interpreted.Dispose();
        compiled.Dispose();
        linux?.Dispose();
        addresses?.Dispose();
    }

    /// <summary>The first difference between any two of the kernels and engines, or null.</summary>
    private Difference? Find(int seed, RandomProgram program, bool isFirst)
    {
        string subject = $"random {program.Type} program{ProgramTraits.Describe(program.Code)}";
        List<(TestKernel Kernel, int Fd)> open = [];
        try
        {
            return Find(subject, seed, program, isFirst, open);
        }
        catch (Exception failure) when (IsBug(failure))
        {
            return new(subject, "exception", $"{failure.GetType().Name} {failure.StackTrace?.Split('\n')[0].Trim()}: {failure.Message}", "");
        }
        finally
        {
            foreach ((TestKernel kernel, int fd) in open)
                kernel.Close(fd);
        }
    }

    private static bool IsBug(Exception exception) => exception is IndexOutOfRangeException or NullReferenceException
        or InvalidOperationException or ArgumentException or InvalidProgramException or UnreachableException or KeyNotFoundException;

    private Difference? Find(string subject, int seed, RandomProgram program, bool isFirst, List<(TestKernel Kernel, int Fd)> open)
    {
        Verdict here = Load(checkedKernel, program, open, out int fd);
        if (here.IsAccepted && isFirst)
            Accepted++;
        int linuxFd = -1;
        Difference? counts = null;
        if (linux is not null)
        {
            Verdict there = Load(linux, program, open, out linuxFd);
            if (here.ToString() != there.ToString())
                return new(subject, ProgramAspect.Verdict, here.ToString(), there.ToString());
            if (here.IsAccepted && CompareDumps(subject, fd, linuxFd) is { } difference)
                return difference;
            counts = here.Counts == there.Counts ? null : new(subject, ProgramAspect.Counts, here.Counts, there.Counts);
        }

        // Counts come last: that they differ is known of programs with callbacks, whose runs must not be left out for it.
        return (here.IsAccepted ? RunAll(subject, seed, program, isFirst, fd, linuxFd, open) : null) ?? counts;
    }

    private static Verdict Load(TestKernel kernel, RandomProgram program, List<(TestKernel Kernel, int Fd)> open, out int fd)
    {
        Verdict verdict = kernel.Load(program, out fd);
        if (fd >= 0)
            open.Add((kernel, fd));
        return verdict;
    }

    private Difference? CompareDumps(string subject, int fd, int linuxFd)
    {
        (string tag, IReadOnlyList<string> lines) = checkedKernel.Describe(fd);
        (string linuxTag, IReadOnlyList<string> linuxLines) = linux!.Describe(linuxFd);
        if (tag != linuxTag)
            return new(subject, ProgramAspect.Tag, tag, linuxTag);
        return ComparableDump.FirstDifference(lines, linuxLines) is var (here, there) ? new(subject, ProgramAspect.Xlated, here, there) : null;
    }

    private Difference? RunAll(string subject, int seed, RandomProgram program, bool isFirst, int fd, int linuxFd, List<(TestKernel Kernel, int Fd)> open)
    {
        Verdict slow = Load(interpreted, program, open, out int interpretedFd), fast = Load(compiled, program, open, out int compiledFd);
        if (!slow.IsAccepted || !fast.IsAccepted)
            return new(subject, "engines", slow.ToString(), fast.ToString());
        foreach (ProgramInput input in ProgramInput.Make(seed))
        {
            if (isFirst)
                Runs++;
            RunOutcome outcome;
            try
            {
                outcome = checkedKernel.Run(program.Type, fd, input);
            }
            catch (InterpreterFaultException fault)
            {
                return new(subject, "fault", fault.Message, "");
            }

            RunOutcome[] others = [interpreted.Run(program.Type, interpretedFd, input), compiled.Run(program.Type, compiledFd, input)];
            RunOutcome? theirs = linux?.Run(program.Type, linuxFd, input);
            RunOutcome? other = Array.Find(others, other => !other.IsSame(outcome));
            if (other is null && (theirs is null || theirs.IsSame(outcome)))
                continue;
            if (DependsOnAddresses(program, interpretedFd, input))
            {
                if (isFirst)
                    AddressDependent++;
                return null;
            }

            return other is not null
                ? new(subject, "engines", outcome.Describe(other), other.Describe(outcome))
                : new(subject, ProgramAspect.Runs, outcome.Describe(theirs!), theirs!.Describe(outcome));
        }

        return null;
    }

    private bool DependsOnAddresses(RandomProgram program, int interpretedFd, ProgramInput input)
    {
        if (addresses?.DependsOnAddresses(program) == true)
            return true;

        // Moves what is allocated a few times and looks whether the result changes.
        RunOutcome first = interpreted.Run(program.Type, interpretedFd, input);
        for (uint attempt = 0; attempt < 24; attempt++)
        {
            interpreted.Allocate(16 + ((attempt * 40) % 600));
            if (!RunElsewhere(program.Type, interpretedFd, input).IsSame(first))
                return true;
        }

        return false;
    }

    /// <summary>A run whose stack and, since each thread's allocations come from their own arena, packet lie elsewhere.</summary>
    private RunOutcome RunElsewhere(ProgramType type, int fd, ProgramInput input)
    {
        RunOutcome? outcome = null;
        Thread thread = new(() => outcome = interpreted.Run(type, fd, input));
        thread.Start();
        thread.Join();
        return outcome!;
    }

    /// <summary>A difference without its numbers: its class.</summary>
    private static string Class(Difference difference) => difference.Aspect == ProgramAspect.Runs
        ? difference.Aspect
        : $"{difference.Aspect}: {Number().Replace(difference.Ours, "N")} | Linux: {Number().Replace(difference.Reference, "N")}";

    [GeneratedRegex("-?(0x[0-9a-f]+|[0-9]+)")]
    private static partial Regex Number();
}
