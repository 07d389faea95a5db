using System.Globalization;
using Nbpf.CoRe;
using Nbpf.Isa;
using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;
using Question = Nbpf.Tests.CoRe.RelocationObject.Question;

namespace Nbpf.Tests.CoRe;

/// <summary>
/// Whether two types match, are compatible, and may be the same field: as libbpf has it, pair by pair. Its answers are recorded
/// (<c>type-pairs</c>, <c>nested-type-pairs</c> and <c>nameless-roots.json</c> in <c>tests/Recorded</c>).
/// </summary>
public sealed class TypePairTests
{
    [Fact]
    public void Resolve_OfEveryPair_IsAsLibbpfHasIt() => Compare(
        "type-pairs",
        static types => [.. TypePairs.All().Select((pair, i) => (pair.Name, QuestionsOf(types, pair.Mine, i)))],
        static types => AddTargets(types, TypePairs.All()));

    /// <summary>One question a program: what is too deep ends it.</summary>
    [Fact]
    public void Resolve_OfNestedPairs_IsAsLibbpfHasIt() => Compare(
        "nested-type-pairs",
        static types => [.. TypePairs.Depths().SelectMany((pair, i) => QuestionsOf(types, pair.Mine, i).Select(question => ($"{pair.Name} {question.Kind}", (Question[])[question])))],
        static types => AddTargets(types, TypePairs.Depths()));

    /// <summary>Nothing says which of a kernel's nameless types may be meant.</summary>
    [Fact]
    public void Resolve_OfATypeWithoutAName_IsRefusedAsLibbpfDoes()
    {
        Compare("nameless-roots", NamelessQuestions, static types => NamelessQuestions(types));

        var builder = new BtfBuilder();
        builder.AddComposite(BtfKind.Struct, "", 0);
        Btf types = builder.ToBtf();
        Assert.False(new CoreRelocator(types, new CoreTarget(types)).TryResolve(new BtfCoreRelocation(0, 1, "0", CoreRelocationKind.TypeSize), out _, out string reason));
        Assert.Equal("types without a name cannot be relocated", reason);
    }

    private static Question[] QuestionsOf(BtfBuilder types, TypePairs.Make make, int number)
    {
        (uint type, uint field) = AddRoots(types, make, number);
        return [new(type, "0", CoreRelocationKind.TypeMatches, 1), new(type, "0", CoreRelocationKind.TypeExists, 1), new(field, "0:0", CoreRelocationKind.FieldExists, 1)];
    }

    private static void AddTargets(BtfBuilder types, IEnumerable<(string Name, TypePairs.Make Mine, TypePairs.Make Theirs)> pairs)
    {
        int number = 0;
        foreach ((_, _, TypePairs.Make theirs) in pairs) AddRoots(types, theirs, number++);
    }

    // Names by which the pair is found.
    private static (uint Type, uint Field) AddRoots(BtfBuilder types, TypePairs.Make make, int number)
    {
        (uint id, uint size) = make(types);
        return (types.AddReference(BtfKind.Typedef, id, $"type_{number}"), types.AddComposite(BtfKind.Struct, $"holder_{number}", size, new BtfMember("field", id, 0, 0)));
    }

    private static (string Name, Question[] Questions)[] NamelessQuestions(BtfBuilder types)
    {
        uint integer = types.AddInteger("int", 4);
        uint composite = types.AddComposite(BtfKind.Struct, "", 4, new BtfMember("m", integer, 0, 0));
        uint constants = types.AddEnum("", 4, false, new BtfEnumerator("A", 1));
        uint pointer = types.AddReference(BtfKind.Ptr, composite);
        return
        [
            ("struct exists", [new(composite, "0", CoreRelocationKind.TypeExists, 1)]),
            ("struct matches", [new(composite, "0", CoreRelocationKind.TypeMatches, 1)]),
            ("struct's size", [new(composite, "0", CoreRelocationKind.TypeSize, 4)]),
            ("struct's id", [new(composite, "0", CoreRelocationKind.TypeIdTarget, (int)composite)]),
            ("struct's own id", [new(composite, "0", CoreRelocationKind.TypeIdLocal, (int)composite)]),
            ("member exists", [new(composite, "0:0", CoreRelocationKind.FieldExists, 1)]),
            ("member's place", [new(composite, "0:0", CoreRelocationKind.FieldByteOffset, 0)]),
            ("enum exists", [new(constants, "0", CoreRelocationKind.TypeExists, 1)]),
            ("constant exists", [new(constants, "0", CoreRelocationKind.EnumvalExists, 1)]),
            ("pointer exists", [new(pointer, "0", CoreRelocationKind.TypeExists, 1)]),
            ("int exists", [new(integer, "0", CoreRelocationKind.TypeExists, 1)]),
        ];
    }

    private static void Compare(string recording, Func<BtfBuilder, (string Name, Question[] Questions)[]> ask, Action<BtfBuilder> addTargets)
    {
        BtfBuilder local = new(), target = new();
        (string Name, Question[] Questions)[] questions = ask(local);
        addTargets(target);
        byte[] programs = RelocationObject.Build(local, [.. questions.Select(static (question, i) => ($"p{i}", question.Questions))]);
        IReadOnlyDictionary<string, string> expected = RecordedAnswers.For(recording, _ => Ask(programs, target.ToBytes()).Select(answer => new KeyValuePair<string, string>(questions[answer.Program].Name, answer.Text)));
        ObjectSpec spec = ObjectSpec.Read(programs, recording);
        Btf types = target.ToBtf();
        string[] differences =
        [
            .. questions.Select((question, i) => (question.Name, Here: Answer(spec, types, $"p{i}"))).Where(answer => answer.Here != expected[answer.Name])
                .Select(answer => $"{answer.Name}: libbpf {expected[answer.Name]}, here {answer.Here}"),
        ];
        Assert.True(differences.Length == 0, string.Join('\n', differences));
    }

    private static IEnumerable<(int Program, string Text)> Ask(byte[] programs, byte[] types)
    {
        Assert.SkipWhen(LibbpfRelocations.MissingReason is not null, LibbpfRelocations.MissingReason ?? "");
        string objectPath = Path.GetTempFileName(), typesPath = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(objectPath, programs);
            File.WriteAllBytes(typesPath, types);
            return [.. LibbpfRelocations.Run(objectPath, typesPath).Select(static pair => (int.Parse(pair.Key.AsSpan(1), CultureInfo.InvariantCulture), Show(pair.Value.Errno, pair.Value.Instructions)))];
        }
        finally
        {
            File.Delete(objectPath);
            File.Delete(typesPath);
        }
    }

    private static string Answer(ObjectSpec spec, Btf target, string name)
    {
        ProgramSpec program = spec.Program(name);
        Instruction[] code = [.. program.Instructions];
        try
        {
            new CoreRelocator(spec.Btf!, new CoreTarget(target)).Relocate(name, code, program.CoreRelocations);
            return Show(Errno.None, code);
        }
        catch (BpfException error)
        {
            return Show(error.Errno, code);
        }
    }

    private static string Show(Errno errno, Instruction[] code) => errno != Errno.None ? $"{errno}" : string.Join(' ', code.SkipLast(1).Select(Show));

    private static string Show(Instruction instruction) => instruction.IsCall ? "missing" : instruction.Immediate.ToString(CultureInfo.InvariantCulture);
}
