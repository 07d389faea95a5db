using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using Nbpf.Differential.Programs;
using Nbpf.Isa;
using Nbpf.Runtime;
using Nbpf.Runtime.Interpreter;
using Nbpf.Runtime.Interpreter.Watch;
using Nbpf.Syscall;

namespace Nbpf.Differential.Safety;

/// <summary>
/// Accepted random programs, each on many inputs, in the watched interpreter: every access inside its region, every state inside what
/// the verifier kept. On some inputs also interpreted and compiled, elsewhere in memory: the same results and map contents.
/// </summary>
internal sealed partial class SafetyCampaign(int runsPerProgram) : IDisposable
{
    private const int ComparedRuns = 3;
    private const int ProgramsPerCompilation = 16;
    private const int ElsewhereAttempts = 8;
    private const int ExamplesPerKind = 2;
    private const int Kinds = 12;

    private readonly Dictionary<(ProgramType, ExecutionEngine), SafetyKernel> kernels = [];
    private readonly HashSet<ulong> seen = [];
    private readonly SortedDictionary<string, int> kinds = new(StringComparer.Ordinal);
    private readonly StringBuilder details = new();

    /// <summary>Programs made.</summary>
    public int Programs { get; private set; }

    /// <summary>Different programs that were accepted and ran.</summary>
    public int Accepted { get; private set; }

    /// <summary>Runs in the watched interpreter.</summary>
    public long Runs { get; private set; }

    /// <summary>Programs of which some run was a fault.</summary>
    public int Faults { get; private set; }

    /// <summary>When the first fault was found.</summary>
    public TimeSpan? FirstFault { get; private set; }

    /// <summary>Programs from one seed on, until the count of accepted ones or the time is used up, or too many kinds of faults were found.</summary>
    public void Run(int firstSeed, int accepted, TimeSpan time, bool stopsAtFault)
    {
        Stopwatch watch = Stopwatch.StartNew();
        for (int seed = firstSeed; Accepted < accepted && watch.Elapsed < time && kinds.Count < (stopsAtFault ? 1 : Kinds); seed++)
        {
            RandomProgram program = ProgramGenerator.GenerateBroad(seed);
            Programs++;
            if (Judge(seed, program, isFirst: true) is not { } fault)
                continue;
            FirstFault ??= watch.Elapsed;
            Faults++;
            string kind = KindOf(fault);
            if ((kinds[kind] = kinds.GetValueOrDefault(kind) + 1) > ExamplesPerKind)
                continue;
            RandomProgram reduced = Reduction.Reduce(program, candidate => Judge(seed, candidate, isFirst: false) is { } again && KindOf(again) == kind);
            details.Append(CultureInfo.InvariantCulture, $"\n=== seed {seed}: {fault}\n{reduced}");
        }
    }

    /// <summary>Counts, and the programs with faults, reduced.</summary>
    public string Report() => string.Create(
        CultureInfo.InvariantCulture, $"programs {Programs}, different ones accepted {Accepted}, runs {Runs}, faults {Faults}{details}\n");

    public void Dispose()
    {
        foreach (SafetyKernel kernel in kernels.Values)
            kernel.Dispose();
    }

    private static string KindOf(string fault) => Number().Replace(fault, "N");

    [GeneratedRegex("-?(0x[0-9a-f]+|[0-9]+)|\\([^)]*\\)")]
    private static partial Regex Number();

    // What is wrong with a program's runs, or null.
    private string? Judge(int seed, RandomProgram program, bool isFirst)
    {
        SafetyKernel watched = Kernel(program.Type, ExecutionEngine.WatchedInterpreter);
        int fd = -1;
        try
        {
            if (watched.Load(program, out fd) != Errno.None || (isFirst && !seen.Add(HashOf(program))))
                return null;
            if (isFirst)
                Accepted++;
            return RunAll(seed, program, watched, fd, isFirst, out bool endless) ?? (endless ? null : Compare(seed, program, watched, fd, isFirst));
        }
        catch (Exception fault) when (IsFault(fault))
        {
            return $"{fault.GetType().Name}: {fault.Message}";
        }
        finally
        {
            if (fd >= 0)
                watched.Close(fd);
        }
    }

    private static bool IsFault(Exception exception) => exception is UnexploredStateException or InterpreterFaultException
        or IndexOutOfRangeException or NullReferenceException or InvalidOperationException or ArgumentException or InvalidProgramException
        or UnreachableException or KeyNotFoundException or NotSupportedException;

    private string? RunAll(int seed, RandomProgram program, SafetyKernel watched, int fd, bool isFirst, out bool endless)
    {
        endless = false;
        SafetyInputs inputs = new(seed, program.Code);
        for (int i = 0; i < runsPerProgram; i++)
        {
            watched.Prepare(inputs, everything: i == 0);
            Errno outcome = watched.Run(fd);
            if (isFirst)
                Runs++;

            // So would the other inputs, and other engines come further in the same time.
            endless = outcome == Errno.ETIMEDOUT;
            if (endless)
                break;
        }

        return watched.LeftRecord() ? "record: neither submitted nor discarded" : null;
    }

    private string? Compare(int seed, RandomProgram program, SafetyKernel watched, int fd, bool isFirst)
    {
        // What reads stack that it did not write, or lets addresses out, differs by right; so may what was garbled.
        if (program.IsMutated)
            return null;
        bool compiles = !isFirst || Accepted % ProgramsPerCompilation == 0;
        ExecutionEngine[] engines = compiles ? [ExecutionEngine.Interpreter, ExecutionEngine.Jit] : [ExecutionEngine.Interpreter];
        foreach (ExecutionEngine engine in engines)
        {
            SafetyKernel other = Kernel(program.Type, engine);
            if (other.Load(program, out int otherFd) != Errno.None)
                return $"{engine}: refused";
            try
            {
                SafetyInputs ours = new(seed, program.Code), theirs = new(seed, program.Code);
                for (int i = 0; i < ComparedRuns; i++)
                {
                    watched.Prepare(ours, everything: true);
                    other.Prepare(theirs, everything: true);
                    Errno here = watched.Run(fd), there = other.Run(otherFd);
                    if (here == Errno.ETIMEDOUT || there == Errno.ETIMEDOUT)
                        return null;
                    byte[] outcome = watched.Outcome();
                    if ((here == there && outcome.AsSpan().SequenceEqual(other.Outcome())) || DependsOnAddresses(seed, program, i, outcome))
                        continue;
                    return $"{engine}: another result";
                }
            }
            finally
            {
                other.Close(otherFd);
            }
        }

        return null;
    }

    // Whether runs of the interpreter elsewhere in memory come to other results, too: then the program lets addresses out, and nothing is wrong.
    private static bool DependsOnAddresses(int seed, RandomProgram program, int run, byte[] outcome)
    {
        for (uint bytes = 1; bytes <= ElsewhereAttempts; bytes++)
        {
            using SafetyKernel elsewhere = new(program.Type, ExecutionEngine.WatchedInterpreter, bytes * 1000);
            if (elsewhere.Load(program, out int fd) != Errno.None)
                return false;
            SafetyInputs inputs = new(seed, program.Code);
            for (int i = 0; i <= run; i++)
            {
                elsewhere.Prepare(inputs, everything: true);
                elsewhere.Run(fd);
            }

            if (!elsewhere.Outcome().AsSpan().SequenceEqual(outcome))
                return true;
        }

        return false;
    }

    private SafetyKernel Kernel(ProgramType type, ExecutionEngine engine)
    {
        if (!kernels.TryGetValue((type, engine), out SafetyKernel? kernel))
            kernels[(type, engine)] = kernel = new SafetyKernel(type, engine, engine == ExecutionEngine.WatchedInterpreter ? 0 : 1000u);
        return kernel;
    }

    private static ulong HashOf(RandomProgram program)
    {
        ulong hash = 14695981039346656037UL ^ (ulong)program.Type ^ ((ulong)program.Flags << 32);
        foreach (ulong word in MemoryMarshal.Cast<Instruction, ulong>(program.Code))
            hash = (hash ^ word) * 1099511628211UL;
        return hash;
    }
}
