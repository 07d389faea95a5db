using System.Collections.Immutable;
using Nbpf.Comparison.Known;
using Nbpf.Syscall;

namespace Nbpf.Comparison.Objects;

/// <summary>
/// Loads every program of an object in two kernels and compares what they say of it: verdict, verifier's counts, tag, rewritten program,
/// results of test runs on inputs of its type, and map contents. The two kernels need as many possible CPUs as each other.
/// </summary>
/// <param name="ours">The kernel under test.</param>
/// <param name="reference">The kernel that is right: Linux.</param>
/// <param name="known">Differences that are no news.</param>
/// <param name="targetTypes">The types that CO-RE relocations are resolved against for both kernels; null for each kernel's own.</param>
public sealed class ObjectComparer(IBpf ours, IBpf reference, KnownDifferences known, Btf? targetTypes = null)
{
    /// <summary>Compares all programs of an object, those too that are loaded on demand only.</summary>
    /// <param name="spec">The object. Its maps must not ask for pins.</param>
    public ImmutableArray<ProgramComparison> Compare(ObjectSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return [.. spec.Programs.Select(program => Compare(spec, program))];
    }

    /// <summary>Compares one program of an object.</summary>
    /// <param name="spec">The object. Its maps must not ask for pins.</param>
    /// <param name="program">The program.</param>
    public ProgramComparison Compare(ObjectSpec spec, ProgramSpec program)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(program);
        ImmutableArray<Answer> here = ProgramQuestions.Ask(ours, spec, program, targetTypes), there = ProgramQuestions.Ask(reference, spec, program, targetTypes);
        string subject = $"{spec.Name}/{program.Name} ({program.Type}){ProgramTraits.Describe(program.Instructions.AsSpan())}";
        ImmutableArray<AspectComparison>.Builder aspects = ImmutableArray.CreateBuilder<AspectComparison>();
        Lazy<(ImmutableArray<Answer> Here, ImmutableArray<Answer> There)> again = new(() => (AskElsewhere(spec, program), ProgramQuestions.Ask(reference, spec, program, targetTypes)));
        foreach ((Answer left, Answer right) in here.Zip(there))
        {
            AspectComparison aspect = left.IsSame(right)
                ? new(left.Aspect, AspectOutcome.Equal)
                : Varies(left, again.Value.Here) || Varies(right, again.Value.There) ? new(left.Aspect, AspectOutcome.Varies) : Judge(subject, left, right);
            aspects.Add(aspect);
            // Of a program that one kernel refuses, or both for different reasons, there is nothing more to compare.
            if (aspect.Outcome != AspectOutcome.Equal && aspect.Aspect == ProgramAspect.Verdict) break;
        }

        return new(program.Name, program.Type, aspects.DrainToImmutable());
    }

    // What depends on addresses shows when the maps lie elsewhere, and on another thread's stack.
    private ImmutableArray<Answer> AskElsewhere(ObjectSpec spec, ProgramSpec program)
    {
        using BpfMap first = BpfMap.Create(ours, new MapSpec("first", MapType.Array) { KeySize = 4, ValueSize = 1000, MaxEntries = 3 });
        return Task.Factory.StartNew(() => ProgramQuestions.Ask(ours, spec, program, targetTypes), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            .GetAwaiter().GetResult();
    }

    private static bool Varies(Answer answer, ImmutableArray<Answer> again) =>
        again.FirstOrDefault(second => second.Aspect == answer.Aspect) is not { } repeated || !repeated.IsSame(answer);

    private AspectComparison Judge(string subject, Answer left, Answer right)
    {
        (string here, string there) = left.Aspect == ProgramAspect.Xlated ? ComparableDump.FirstDifference(left.Lines, right.Lines)!.Value : left.FirstDifference(right);
        Difference difference = new(subject, left.Aspect, here, there);
        KnownDifference? entry = known.Explain(difference);
        return new(left.Aspect, entry is null ? AspectOutcome.Different : AspectOutcome.Known, difference, entry);
    }
}
