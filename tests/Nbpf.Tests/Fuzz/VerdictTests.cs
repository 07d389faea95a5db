using System.Globalization;
using Nbpf.CoRe;
using Nbpf.Syscall;
using Nbpf.Testing;
using Nbpf.Tests.LoadingOfObjects;
using Xunit;

namespace Nbpf.Tests.Fuzz;

/// <summary>Each mutated input's own answer, as recorded: what was read of it, or why it was refused and where; for types also what Linux says.</summary>
public sealed class VerdictTests
{
    private const int TypeCases = 2_000;
    private const int ObjectCases = 2_000;

    public static TheoryData<string> WithTypes => ["core.o", "externs.o", "maps.o", "relocations.o", "smallest.o"];

    public static TheoryData<string> Objects => [.. SeedFiles.Objects().Select(static file => file.Name)];

    [Theory]
    [MemberData(nameof(WithTypes))]
    public void Parse_MutatedTypes_AreJudgedAsRecorded(string seed)
    {
        var verdicts = new RecordedVerdicts($"types-{seed}");
        foreach ((string input, byte[] mutant) in Mutants(Section(seed, ".BTF"), 1, TypeCases)) verdicts.Add(input, () => SpecText.Of(Btf.Parse(mutant)));
        verdicts.Check();
    }

    /// <summary>Our verdict beside Linux's: pairs of reasons with their counts, so that a check that is missing here shows as one that Linux alone makes.</summary>
    [Theory]
    [MemberData(nameof(WithTypes))]
    public void Parse_MutatedTypes_AreJudgedBesideLinuxAsRecorded(string seed)
    {
        Assert.SkipUnless(LinuxOracle.IsReference(out string reason), reason);
        using IBpf kernel = LinuxOracle.Open();
        var verdicts = new RecordedVerdicts($"types-{seed}-linux");
        var log = new byte[1 << 16];
        foreach ((string input, byte[] mutant) in Mutants(Section(seed, ".BTF"), 1, TypeCases))
        {
            log[0] = 0;
            SysResult result = kernel.BtfLoad(mutant, 1, log, out _);
            if (!result.IsError) kernel.Close(result.Value);
            string linux = result.IsError ? $"{result.Errno} {LastWords(log)}" : "ok";
            string ours = "read";
            try
            {
                Btf.Parse(mutant);
            }
            catch (BpfFormatException error)
            {
                ours = error.Message;
            }

            verdicts.Add(input, $"{ours} | {linux}", $"{ours} | {linux}");
        }

        verdicts.Check();
    }

    /// <summary>C is written of what can be written as C, and types are merged with themselves.</summary>
    [Theory]
    [MemberData(nameof(WithTypes))]
    public void Write_MutatedTypes_AsRecorded(string seed)
    {
        var printed = new RecordedVerdicts($"types-{seed}-c");
        var merged = new RecordedVerdicts($"types-{seed}-merged");
        byte[] original = Section(seed, ".BTF");
        Btf whole = Btf.Parse(original);
        foreach ((string input, byte[] mutant) in Mutants(original, 2, TypeCases / 2))
        {
            printed.Add(input, () =>
            {
                var text = new StringWriter(CultureInfo.InvariantCulture);
                Btf types = Btf.Parse(mutant);
                try
                {
                    BtfCSource.Write(types, text);
                }
                catch (BpfFormatException error) when (error.Message.Contains("nested too deeply", StringComparison.Ordinal))
                {
                    // How deep the stack goes depends on how far the code is optimised.
                    return "nested too deeply";
                }

                return text.ToString();
            });
            merged.Add(input, () => Convert.ToHexString(BtfDeduplication.Run(whole, Btf.Parse(mutant)).Bytes.Span));
        }

        printed.Check();
        merged.Check();
    }

    [Theory]
    [MemberData(nameof(WithTypes))]
    public void ParseExt_MutatedRecords_AreJudgedAsRecorded(string seed)
    {
        var verdicts = new RecordedVerdicts($"records-{seed}");
        Btf types = Btf.Parse(Section(seed, ".BTF"));
        foreach ((string input, byte[] mutant) in Mutants(Section(seed, ".BTF.ext"), 3, TypeCases))
        {
            verdicts.Add(input, () =>
            {
                BtfExt records = BtfExt.Parse(mutant, types);
                return string.Join('\n',
                [
                    .. records.Functions.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => $"{pair.Key}: {string.Join(' ', pair.Value)}"),
                    .. records.Lines.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => $"{pair.Key}: {string.Join(' ', pair.Value)}"),
                    .. records.CoreRelocations.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => $"{pair.Key}: {string.Join(' ', pair.Value)}"),
                ]);
            });
        }

        verdicts.Check();
    }

    [Theory]
    [MemberData(nameof(Objects))]
    public void Read_MutatedObject_IsJudgedAsRecorded(string seed)
    {
        var read = new RecordedVerdicts($"object-{seed}");
        var loaded = new RecordedVerdicts($"object-{seed}-loaded");
        byte[] original = SeedFiles.Objects().First(file => file.Name == seed).Bytes;
        int number = 0;
        foreach ((string input, byte[] mutant) in Mutants(original, 4, ObjectCases))
        {
            ObjectSpec? spec = null;
            read.Add(input, () => SpecText.Of(spec = ObjectSpec.Read(mutant, "fuzz.o")));

            // What the kernel is asked for, and at one command in some refuses.
            if (spec is not null) Load(loaded, input, spec, new RecordingKernel { FailAt = number % 3 == 0 ? (number / 3 % 40) + 1 : 0, FailWith = number % 2 == 0 ? Errno.EINVAL : Errno.E2BIG });
            number++;
        }

        read.Check();
        loaded.Check();
    }

    [Theory]
    [InlineData("core.o", "relocations.o")]
    [InlineData("core.o", "core.o")]
    [InlineData("relocations.o", "core.o")]
    public void Relocate_MutatedTarget_IsJudgedAsRecorded(string seed, string target)
    {
        var verdicts = new RecordedVerdicts($"core-{seed}-{target}");
        Btf local = Btf.Parse(Section(seed, ".BTF"));
        BtfCoreRelocation[] relocations = [.. BtfExt.Parse(Section(seed, ".BTF.ext"), local).CoreRelocations.OrderBy(static pair => pair.Key, StringComparer.Ordinal).SelectMany(static pair => pair.Value)];
        foreach ((string input, byte[] mutant) in Mutants(Section(target, ".BTF"), 5, TypeCases))
        {
            verdicts.Add(input, () =>
            {
                var relocator = new CoreRelocator(local, new CoreTarget(Btf.Parse(mutant)));
                return string.Join('\n', relocations.Select(relocation => relocator.TryResolve(relocation, out CoreResolution resolution, out string reason) ? resolution.ToString() : reason));
            });
        }

        verdicts.Check();
    }

    private static void Load(RecordedVerdicts verdicts, string input, ObjectSpec spec, RecordingKernel kernel)
    {
        string outcome = "loaded";
        try
        {
            BpfObject.Load(kernel, spec, new BpfLoadOptions { TargetTypes = spec.Btf, KernelConfiguration = "CONFIG_HZ=250\nCONFIG_BPF=y\n" }).Dispose();
        }
        catch (BpfException error)
        {
            outcome = error.Message;
        }

        verdicts.Add(input, outcome, string.Join('\n',
        [
            $"{outcome}, {kernel.OpenFds.Count} left open",
            // Closed in no order.
            .. kernel.Commands.Where(static command => !command.StartsWith("close", StringComparison.Ordinal)),
            .. kernel.Maps.Select(static map => map.ToString()),
            .. kernel.Programs.Select(static program => $"{program.Name} {program.Type} {program.ExpectedAttachType} {program.Flags} {string.Join(' ', program.Instructions.ToArray())}"),
        ]));
    }

    private static byte[] Section(string file, string section) => SeedFiles.Section(SeedFiles.Objects().First(seed => seed.Name == file).Bytes, section);

    private static IEnumerable<(string Input, byte[] Mutant)> Mutants(byte[] original, ulong kind, int count)
    {
        for (int i = 0; i < count; i++) yield return ($"{i}", new Mutator((kind << 40) + ((ulong)original.Length << 20) + (ulong)i).Mutate(original, original));
    }

    private static string LastWords(byte[] log)
    {
        string[] lines = System.Text.Encoding.Latin1.GetString(log, 0, Math.Max(Array.IndexOf(log, (byte)0), 0)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines.Length == 0 ? "" : Words(lines[^1]);
    }

    // Linux's line repeats the type, then says what is wrong with it: from its last word with '=' on.
    private static string Words(string line)
    {
        string[] words = line.Split(' ');
        int at = Array.FindLastIndex(words, static word => word.Contains('=', StringComparison.Ordinal) || word.StartsWith('[') || word.StartsWith('('));
        return string.Join(' ', words.Skip(at + 1));
    }
}
