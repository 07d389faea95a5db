using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Nbpf.Comparison;
using Nbpf.Comparison.Commands;
using Nbpf.Comparison.Known;
using Nbpf.Runtime;
using Nbpf.Syscall;
using Nbpf.Testing;

namespace Nbpf.Differential.Commands.Sequences;

/// <summary>Two kernels that random sequences are run on, one after the other.</summary>
internal sealed class SequencePair : IDisposable
{
    private readonly IBpf? linux;
    private readonly BpfRuntime interpreted;
    private readonly BpfRuntime compiled;

    /// <summary>With Linux where it may be asked.</summary>
    /// <param name="asksLinux">Whether it may.</param>
    /// <param name="cpuCount">CPUs of the in-process kernel where there is no Linux.</param>
    public SequencePair(bool asksLinux, int cpuCount)
    {
        linux = asksLinux ? LinuxOracle.Open() : null;
        interpreted = BothKernels.InProcess(linux?.PossibleCpuCount ?? cpuCount);
        compiled = BothKernels.InProcess(linux?.PossibleCpuCount ?? cpuCount, ExecutionEngine.Jit);
    }

    /// <summary>Linux's answers.</summary>
    public ImmutableArray<Answer> RunOnLinux(CommandSequence sequence) => [.. sequence.Run(linux!).Select(entry => entry.Answer)];

    /// <summary>This kernel's answers; every eighth sequence has its programs compiled, which takes longer.</summary>
    public ImmutableArray<TranscriptEntry> RunInProcess(CommandSequence sequence, uint seed) => sequence.Run(seed % 8 == 0 ? compiled : interpreted);

    /// <summary>The first difference, or null: what comes after it may follow from it.</summary>
    public static Difference? FirstDifference(ImmutableArray<TranscriptEntry> ours, ImmutableArray<Answer> reference) => CommandSequence.Compare(ours, reference).FirstOrDefault();

    /// <summary>
    /// A sequence as short as it can be made by leaving commands out, and lines of its programs, while the two kernels still differ in a way that is not listed.
    /// </summary>
    public CommandSequence Reduce(CommandSequence sequence, uint seed)
    {
        ImmutableArray<Command> commands = Shorten(sequence.Commands, shorter => StillDiffers(new(shorter), seed));
        for (int i = 0; i < commands.Length; i++)
        {
            if (commands[i] is not ProgramLoad load) continue;
            int at = i;
            ImmutableArray<string> lines = Shorten([.. load.Assembly.Split('\n')], shorter => StillDiffers(new(commands.SetItem(at, load with { Assembly = string.Join('\n', shorter) })), seed));
            commands = commands.SetItem(i, load with { Assembly = string.Join('\n', lines) });
        }

        return new(commands);
    }

    private static ImmutableArray<T> Shorten<T>(ImmutableArray<T> items, Func<ImmutableArray<T>, bool> stillDiffers)
    {
        for (int chunk = items.Length / 2; chunk > 0; chunk /= 2)
        {
            for (int at = items.Length - chunk; at >= 0; at -= chunk)
            {
                ImmutableArray<T> shorter = items.RemoveRange(at, chunk);
                if (shorter.Length > 0 && stillDiffers(shorter)) items = shorter;
            }
        }

        return items;
    }

    private bool StillDiffers(CommandSequence sequence, uint seed)
    {
        try
        {
            return IsUnlisted(FirstDifference(RunInProcess(sequence, seed), RunOnLinux(sequence)));
        }
        catch (BpfFormatException)
        {
            return false; // a label without its line
        }
    }

    public static bool IsUnlisted(Difference? difference) => difference is not null && KnownDifferences.BuiltIn.Explain(difference) is null;

    /// <summary>A sequence and its answers in a few letters.</summary>
    public static string Hash(CommandSequence sequence, IEnumerable<Answer> answers) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{sequence}\n\n{string.Join('\n', answers)}"))[..6]);

    public void Dispose()
    {
        linux?.Dispose();
        interpreted.Dispose();
        compiled.Dispose();
    }
}
