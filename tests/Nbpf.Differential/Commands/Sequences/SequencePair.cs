using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Nbpf.Comparison;
using Nbpf.Comparison.Commands;
using Nbpf.Comparison.Known;
using Nbpf.Runtime;
using Nbpf.Syscall;
using Nbpf.Testing;
using Nbpf.Testing.Resources;

namespace Nbpf.Differential.Commands.Sequences;

/// <summary>A kernel and its reference, on which random sequences are run one after the other.</summary>
internal sealed class SequencePair : IDisposable
{
    private readonly IBpf? reference;
    private readonly BpfFileSystemMount? pins;
    private readonly BpfRuntime interpreted;
    private readonly BpfRuntime compiled;

    /// <summary>The in-process kernel and a reference.</summary>
    /// <param name="reference">The reference, disposed with this; null where recorded answers stand in for it.</param>
    /// <param name="pins">Where the reference pins; null: where the in-process kernel does.</param>
    /// <param name="cpuCount">CPUs of the in-process kernel.</param>
    public SequencePair(IBpf? reference, BpfFileSystemMount? pins, int cpuCount)
    {
        this.reference = reference;
        this.pins = pins;
        interpreted = BothKernels.InProcess(cpuCount);
        compiled = BothKernels.InProcess(cpuCount, ExecutionEngine.Jit);
    }

    /// <summary>The in-process kernel and Linux.</summary>
    public static SequencePair WithLinux()
    {
        IBpf linux = LinuxOracle.Open();
        return new(linux, BpfFileSystemMount.Create(), linux.PossibleCpuCount);
    }

    /// <summary>The reference's answers.</summary>
    public ImmutableArray<Answer> RunOnReference(CommandSequence sequence) => [.. sequence.Run(reference!, pins?.Root ?? BothKernels.PinDirectory).Select(entry => entry.Answer)];

    /// <summary>This kernel's answers; every eighth sequence has its programs compiled, which takes longer.</summary>
    public ImmutableArray<TranscriptEntry> RunInProcess(CommandSequence sequence, uint seed)
    {
        BpfRuntime kernel = seed % 8 == 0 ? compiled : interpreted;
        ImmutableArray<TranscriptEntry> transcript = sequence.Run(kernel, BothKernels.PinDirectory);
        BothKernels.CheckNothingIsLeft(kernel);
        return transcript;
    }

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
            return IsUnlisted(FirstDifference(RunInProcess(sequence, seed), RunOnReference(sequence)));
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
        reference?.Dispose();
        pins?.Dispose();
        interpreted.Dispose();
        compiled.Dispose();
    }
}
