using Nbpf.Tests.Fuzz;

namespace Nbpf.Fuzz.Targets;

/// <summary>Types: parsed, walked, printed, deduplicated, and what refers to them.</summary>
internal sealed class BtfTarget : FuzzTarget
{
    public override string Name => "btf";

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. SeedFiles.Objects().Where(static file => file.Name != "without-btf.o").Select(static file => SeedFiles.Section(file.Bytes, ".BTF")),
        Testing.EveryKind.Types().Bytes.ToArray(),
    ];

    public override int InputsInTest => 8_000;

    public override bool Run(byte[] input, bool isThorough)
    {
        Btf? types = null;
        if (!ReaderRule.Holds(input, bytes => Walk(types = Btf.Parse(bytes)))) return false;
        if (!isThorough) return true;
        // Each has types that it refuses: those that C cannot say, prototypes in a circle. What they write has a limit of its own.
        ReaderRule.MayRefuse(() => BtfCSource.Write(types!, TextWriter.Null)); // read: set
        ReaderRule.MayRefuse(() => BtfRawText.Write(types!, TextWriter.Null));
        Btf? deduplicated = null;
        if (ReaderRule.MayRefuse(() => deduplicated = BtfDeduplication.Run(types!, types!))) Walk(Btf.Parse(deduplicated!.Bytes)); // not refused: set
        return true;
    }

    private static void Walk(Btf types)
    {
        foreach (BtfType type in types.Types)
        {
            types.Resolve(type.Id);
            types.TryGetSize(type.Id, out _);
            foreach (BtfMember member in type.Members) types.SkipModifiers(member.TypeId);
            _ = (type.Parameters, type.Enumerators, type.SectionVariables, type.ToString());
            if (type.Kind == BtfKind.Func) BtfPrinter.Prototype(types, type.Id);
            if (type.IsComposite) types.TryFindMember(type.Id, "no such member", out _);
        }
    }
}
