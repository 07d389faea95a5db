using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Nbpf.Syscall;

namespace Nbpf.Comparison.Objects;

/// <summary>Asks one kernel everything about one program of an object.</summary>
internal static partial class ProgramQuestions
{
    /// <summary>Log level 4 asks for the statistics line only.</summary>
    private const uint StatisticsLevel = 4;

    /// <summary>What a program that was loaded is called in a verdict.</summary>
    public const string Accepted = "accepted";

    /// <summary>The answers in the order of <see cref="ProgramAspect"/>; only the verdict when the program is refused.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="spec">The object.</param>
    /// <param name="program">The program.</param>
    /// <param name="targetTypes">The types for CO-RE relocations, or null for the kernel's own.</param>
    public static ImmutableArray<Answer> Ask(IBpf kernel, ObjectSpec spec, ProgramSpec program, Btf? targetTypes)
    {
        // The maps it refers to, and what is in those: other maps that a kernel may not have are no matter of this program's.
        HashSet<string> maps = [.. program.References.Where(static reference => reference.Kind is InstructionReferenceKind.Map or InstructionReferenceKind.MapValue).Select(static reference => reference.Name)];
        MapSlot[] slots = [.. spec.Maps.Where(map => maps.Contains(map.Name)).SelectMany(static map => map.Values)];
        maps.UnionWith(slots.Select(static slot => slot.TargetName));
        HashSet<string> programs = [program.Name, .. slots.Select(static slot => slot.TargetName)];
        BpfLoadOptions options = new()
        {
            LogLevel = StatisticsLevel,
            TargetTypes = targetTypes,
            ProgramFilter = candidate => programs.Contains(candidate.Name),
            MapFilter = candidate => maps.Contains(candidate.Name),
        };
        try
        {
            using BpfObject loaded = BpfObject.Load(kernel, spec, options);
            return Ask(loaded, loaded.Program(program.Name));
        }
        catch (BpfVerifierException rejection)
        {
            return [new(ProgramAspect.Verdict, [$"{rejection.Errno}: {rejection.Summary}"]), new(ProgramAspect.Counts, [Counts(rejection.Log)])];
        }
        catch (BpfException failure)
        {
            return [new(ProgramAspect.Verdict, [failure.Message])];
        }
    }

    private static ImmutableArray<Answer> Ask(BpfObject loaded, BpfProgram program)
    {
        ProgInfo info = program.Info;
        List<string> mapsLoaded = MapContents.Read(loaded);
        string[] runs = [.. RunInput.For(program.Type).Select(input => input.Run(loaded.Kernel, program.Fd, program.Type))];
        return
        [
            new(ProgramAspect.Verdict, [Accepted]),
            new(ProgramAspect.Counts, [Counts(program.VerifierLog)]),
            new(ProgramAspect.Tag, Tags(info)),
            new(ProgramAspect.Xlated, Dump(loaded, info)),
            new(ProgramAspect.MapsLoaded, mapsLoaded),
            new(ProgramAspect.Runs, runs),
            new(ProgramAspect.MapsAfter, runs.Length == 0 ? mapsLoaded : MapContents.Read(loaded)),
        ];
    }

    private static string Counts(string log)
    {
        Match statistics = Statistics().Match(log);
        return statistics.Success
            ? $"instructions {statistics.Groups["insns"].Value}, states {statistics.Groups["total"].Value}, at once {statistics.Groups["peak"].Value}, at one instruction {statistics.Groups["most"].Value}"
            : "no statistics";
    }

    // Tags of subprograms are made of rewritten instructions, the distances of helpers among them: each kernel image has its own.
    private static string[] Tags(ProgInfo info) =>
        [Convert.ToHexStringLower(info.Tag.AsSpan()), string.Create(CultureInfo.InvariantCulture, $"{info.SubprogramTags.Length / info.Tag.Length} tags")];

    private static ImmutableArray<string> Dump(BpfObject loaded, ProgInfo info) =>
        ComparableDump.Lines(info, loaded.BtfFd >= 0 && !loaded.Kernel.BtfGetInfo(loaded.BtfFd, out BtfInfo? types).IsError ? Btf.Parse(types!.Bytes.AsMemory()) : null);

    [GeneratedRegex(@"processed (?<insns>\d+) insns \(limit \d+\) max_states_per_insn (?<most>\d+) total_states (?<total>\d+) peak_states (?<peak>\d+)")]
    private static partial Regex Statistics();
}
