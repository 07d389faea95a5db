using System.Diagnostics;
using System.Globalization;
using System.Text;
using Nbpf.Runtime;
using Nbpf.Runtime.Interpreter;
using Nbpf.Syscall;
using Nbpf.Testing;

namespace Nbpf.Differential.Programs;

/// <summary>
/// Runs generated programs through the in-process kernel, checked, interpreted and compiled, and through Linux where it may be asked,
/// and counts how they differ.
/// </summary>
internal sealed class Campaign : IDisposable
{
    private const int ExamplesPerClass = 3;

    private readonly TestKernel checkedKernel = new(TestKernel.Make(ExecutionEngine.CheckedInterpreter));
    private readonly TestKernel otherKernel;
    private readonly TestKernel compiled = new(TestKernel.Make(ExecutionEngine.Jit));
    private readonly TestKernel? linux;
    private readonly SortedDictionary<string, int> falseRejections = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> otherMessages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> examples = [];
    private readonly StringBuilder details = new();

    public Campaign(bool asksLinux)
    {
        // Its maps lie elsewhere than the first one's: what depends on addresses shows.
        BpfRuntime other = TestKernel.Make(ExecutionEngine.Interpreter);
        other.MapCreate(new MapCreateAttributes { Type = MapType.Array, KeySize = 4, ValueSize = 1000, MaxEntries = 3 });
        otherKernel = new TestKernel(other);
        linux = asksLinux ? new TestKernel(LinuxOracle.Open()) : null;
    }

    public int Programs { get; private set; }

    public int Accepted { get; private set; }

    public int Runs { get; private set; }

    /// <summary>Accepted here, refused by Linux.</summary>
    public int Suspects { get; private set; }

    /// <summary>Linux refused with its words for a broken invariant of its own.</summary>
    public int LinuxBugs { get; private set; }

    /// <summary>Refused here, accepted by Linux.</summary>
    public int FalseRejections { get; private set; }

    /// <summary>Refused by both with different errors or messages.</summary>
    public int OtherMessages { get; private set; }

    /// <summary>Runs that left the program's memory.</summary>
    public int Faults { get; private set; }

    /// <summary>Programs on which this kernel threw something that is no answer.</summary>
    public int Exceptions { get; private set; }

    /// <summary>Runs whose result depends on the engine.</summary>
    public int EngineDifferences { get; private set; }

    /// <summary>Runs whose result is not Linux's.</summary>
    public int LinuxDifferences { get; private set; }

    /// <summary>Programs from one seed on, until the count or the time is used up.</summary>
    public void Run(int firstSeed, int count, TimeSpan time)
    {
        Stopwatch watch = Stopwatch.StartNew();
        for (int i = 0; i < count && watch.Elapsed < time; i++)
            Judge(firstSeed + i);
    }

    /// <summary>Counts and examples.</summary>
    public string Report()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"programs {Programs}, accepted {Accepted}, runs {Runs}, faults {Faults}, exceptions {Exceptions}, engine differences {EngineDifferences}\n");
        text.Append(CultureInfo.InvariantCulture, $"Linux: suspects {Suspects}, false rejections {FalseRejections}, other messages {OtherMessages}, other results {LinuxDifferences}, bugs of its own {LinuxBugs}\n");
        foreach ((string message, int number) in falseRejections)
            text.Append(CultureInfo.InvariantCulture, $"  refused only here {number}x: {message}\n");
        foreach ((string message, int number) in otherMessages)
            text.Append(CultureInfo.InvariantCulture, $"  other message {number}x: {message}\n");
        return text.Append(details).ToString();
    }

    public void Dispose()
    {
        checkedKernel.Dispose();
        otherKernel.Dispose();
        compiled.Dispose();
        linux?.Dispose();
    }

    private void Judge(int seed)
    {
        RandomProgram program = ProgramGenerator.Generate(seed);
        Programs++;
        try
        {
            Judge(seed, program);
        }
        catch (Exception exception) when (IsBug(exception))
        {
            Exceptions++;
            string where = exception.StackTrace?.Split('\n')[0] ?? "";
            Explain($"{exception.GetType().Name} {where}", seed, program, $"{exception.Message}; Linux: {LinuxVerdict(program)}", Crashes);
        }
    }

    private string LinuxVerdict(RandomProgram program)
    {
        if (linux is null)
            return "not asked";
        Verdict verdict = linux.Load(program, out int fd);
        if (fd >= 0)
            linux.Close(fd);
        return verdict.ToString();
    }

    private bool Crashes(RandomProgram candidate)
    {
        try
        {
            foreach (TestKernel kernel in (TestKernel[])[checkedKernel, otherKernel, compiled])
            {
                kernel.Load(candidate, out int fd);
                if (fd >= 0)
                    kernel.Close(fd);
            }

            return false;
        }
        catch (Exception exception) when (IsBug(exception))
        {
            return true;
        }
    }

    private static bool IsBug(Exception exception) => exception is IndexOutOfRangeException or NullReferenceException
        or InvalidOperationException or ArgumentException or InvalidProgramException or UnreachableException or KeyNotFoundException;

    private void Judge(int seed, RandomProgram program)
    {
        Verdict here = checkedKernel.Load(program, out int fd);
        int linuxFd = -1;
        if (linux is not null)
            Compare(seed, program, here, linux.Load(program, out linuxFd));
        if (here.IsAccepted)
        {
            Accepted++;
            RunAll(seed, program, fd, linuxFd);
            checkedKernel.Close(fd);
        }

        if (linuxFd >= 0)
            linux!.Close(linuxFd);
    }

    private void Compare(int seed, RandomProgram program, Verdict here, Verdict there)
    {
        if (here != there && there.Message.StartsWith("verifier bug", StringComparison.Ordinal))
        {
            LinuxBugs++;
            Explain($"Linux's own bug: {Numbers(there.Message)}", seed, program, $"{here}", candidate => Differs(candidate, there));
        }
        else if (here.IsAccepted && !there.IsAccepted)
        {
            Suspects++;
            Explain($"accepted only here; Linux: {there.Errno} {Numbers(there.Message)}", seed, program, there.Message, candidate => Differs(candidate, there));
        }
        else if (!here.IsAccepted && there.IsAccepted)
        {
            FalseRejections++;
            Count(falseRejections, $"{here.Errno} {Numbers(here.Message)}");
            Explain($"refused only here: {here.Errno} {Numbers(here.Message)}", seed, program, here.Message, candidate => IsFalselyRejected(candidate, here));
        }
        else if (!here.IsAccepted && (here.Errno != there.Errno || here.Message != there.Message))
        {
            OtherMessages++;
            Count(otherMessages, $"{here.Errno} {Numbers(here.Message)} | Linux: {there.Errno} {Numbers(there.Message)}");
            Explain($"other message: {Numbers(here.Message)} | {Numbers(there.Message)}", seed, program, there.Message, candidate => HasOtherMessage(candidate, here, there));
        }
    }

    private bool Differs(RandomProgram candidate, Verdict there)
    {
        (Verdict ours, Verdict theirs) = Ask(candidate);
        return ours.IsAccepted && theirs.Errno == there.Errno && Numbers(theirs.Message) == Numbers(there.Message);
    }

    private bool IsFalselyRejected(RandomProgram candidate, Verdict here)
    {
        (Verdict ours, Verdict theirs) = Ask(candidate);
        return theirs.IsAccepted && ours.Errno == here.Errno && Numbers(ours.Message) == Numbers(here.Message);
    }

    private bool HasOtherMessage(RandomProgram candidate, Verdict here, Verdict there)
    {
        (Verdict ours, Verdict theirs) = Ask(candidate);
        return Numbers(ours.Message) == Numbers(here.Message) && Numbers(theirs.Message) == Numbers(there.Message)
            && ours.Errno == here.Errno && theirs.Errno == there.Errno;
    }

    private (Verdict Ours, Verdict Theirs) Ask(RandomProgram candidate)
    {
        Verdict ours = checkedKernel.Load(candidate, out int fd);
        if (fd >= 0)
            checkedKernel.Close(fd);
        Verdict theirs = linux!.Load(candidate, out int linuxFd);
        if (linuxFd >= 0)
            linux.Close(linuxFd);
        return (ours, theirs);
    }

    private void RunAll(int seed, RandomProgram program, int fd, int linuxFd)
    {
        Verdict other = otherKernel.Load(program, out int otherFd);
        Verdict jit = compiled.Load(program, out int jitFd);
        if (!other.IsAccepted || !jit.IsAccepted)
        {
            EngineDifferences++;
            Explain("verdict depends on the engine", seed, program, $"{other} {jit}", null);
            return;
        }

        foreach (ProgramInput input in ProgramInput.Make(seed))
        {
            Runs++;
            if (!TryRun(seed, program, fd, input, out RunOutcome outcome))
                break;
            // A result that depends on addresses differs between two interpreters already.
            if (!RunElsewhere(program.Type, otherFd, input).IsSame(outcome))
                continue;
            RunOutcome fast = compiled.Run(program.Type, jitFd, input);
            if (!fast.IsSame(outcome))
            {
                if (DependsOnAddresses(program.Type, otherFd, input, outcome))
                    break;
                EngineDifferences++;
                Explain("compiled and interpreted differ", seed, program, Difference(outcome, fast), null);
                break;
            }

            if (linuxFd < 0 || program.IsMutated)
                continue;
            RunOutcome theirs = linux!.Run(program.Type, linuxFd, input);
            if (theirs.IsSame(outcome) || DependsOnAddresses(program.Type, otherFd, input, outcome))
                continue;
            LinuxDifferences++;
            Explain("Linux's result differs", seed, program, Difference(outcome, theirs), null);
            break;
        }

        otherKernel.Close(otherFd);
        compiled.Close(jitFd);
    }

    private bool TryRun(int seed, RandomProgram program, int fd, ProgramInput input, out RunOutcome outcome)
    {
        try
        {
            outcome = checkedKernel.Run(program.Type, fd, input);
            return true;
        }
        catch (InterpreterFaultException fault)
        {
            Faults++;
            Explain("fault", seed, program, fault.Message, null);
            outcome = null!;
            return false;
        }
    }

    /// <summary>A run whose stack and, since each thread's allocations come from their own arena, packet lie elsewhere.</summary>
    private RunOutcome RunElsewhere(ProgramType type, int fd, ProgramInput input)
    {
        RunOutcome? outcome = null;
        Thread thread = new(() => outcome = otherKernel.Run(type, fd, input));
        thread.Start();
        thread.Join();
        return outcome!;
    }

    /// <summary>Moves what is allocated a few times and looks whether the result changes.</summary>
    private bool DependsOnAddresses(ProgramType type, int fd, ProgramInput input, RunOutcome outcome)
    {
        for (uint attempt = 0; attempt < 24; attempt++)
        {
            otherKernel.Allocate(16 + ((attempt * 40) % 600));
            if (!RunElsewhere(type, fd, input).IsSame(outcome))
                return true;
        }

        return false;
    }

    private static string Difference(RunOutcome one, RunOutcome other)
    {
        int at = one.Bytes.AsSpan().CommonPrefixLength(other.Bytes);
        return $"{one.Errno} {one.Result:x} {one.Bytes.Length} bytes | {other.Errno} {other.Result:x} {other.Bytes.Length} bytes, first difference at {at}";
    }

    private static void Count(SortedDictionary<string, int> counts, string key) => counts[key] = counts.GetValueOrDefault(key) + 1;

    /// <summary>A message without its numbers: its class.</summary>
    private static string Numbers(string message) => System.Text.RegularExpressions.Regex.Replace(message, "-?(0x[0-9a-f]+|[0-9]+)", "N");

    private void Explain(string what, int seed, RandomProgram program, string message, Func<RandomProgram, bool>? holds)
    {
        int seen = examples.GetValueOrDefault(what);
        examples[what] = seen + 1;
        if (seen >= ExamplesPerClass)
            return;
        RandomProgram reduced = holds is null ? program : Reduction.Reduce(program, holds);
        details.Append(CultureInfo.InvariantCulture, $"\n=== {what}\nseed {seed}: {message}\n{reduced}");
    }
}
