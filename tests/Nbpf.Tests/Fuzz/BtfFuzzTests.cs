using Xunit;

namespace Nbpf.Tests.Fuzz;

/// <summary>Hostile BTF gives a <see cref="BpfFormatException"/> or types that can all be walked.</summary>
public sealed class BtfFuzzTests
{
    private const int CasesPerSeed = 9_000;

    public static TheoryData<string> Seeds => ["core.o", "externs.o", "maps.o", "relocations.o", "smallest.o"];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Parse_MutatedBtf_GivesTypesOrFormatError(string seed)
    {
        byte[][] blobs = [.. Seeds.Select(static name => Blob(name, ".BTF"))];
        byte[] original = Blob(seed, ".BTF");
        int read = 0;
        for (int i = 0; i < CasesPerSeed; i++)
        {
            byte[] mutant = new Mutator(0xb7f0_0000_0000 + ((ulong)original.Length << 20) + (ulong)i).Mutate(original, blobs[i % blobs.Length]);
            if (FuzzCase.Run(mutant, $"{seed} case {i}", static bytes => Walk(Btf.Parse(bytes)))) read++;
        }
        Assert.InRange(read, CasesPerSeed / 50, CasesPerSeed);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void ParseExt_MutatedRecords_GivesRecordsOrFormatError(string seed)
    {
        Btf btf = Btf.Parse(Blob(seed, ".BTF"));
        byte[] original = Blob(seed, ".BTF.ext");
        int read = 0;
        for (int i = 0; i < CasesPerSeed / 3; i++)
        {
            byte[] mutant = new Mutator(0xe870_0000_0000 + ((ulong)original.Length << 20) + (ulong)i).Mutate(original, original);
            if (FuzzCase.Run(mutant, $"{seed} case {i}", bytes => BtfExt.Parse(bytes, btf))) read++;
        }
        Assert.InRange(read, CasesPerSeed / 150, CasesPerSeed);
    }

    private static byte[] Blob(string file, string section) =>
        SeedFiles.Section(SeedFiles.Objects().First(seed => seed.Name == file).Bytes, section);

    private static void Walk(Btf btf)
    {
        foreach (BtfType type in btf.Types)
        {
            btf.Resolve(type.Id);
            btf.TryGetSize(type.Id, out _);
            foreach (BtfMember member in type.Members) btf.SkipModifiers(member.TypeId);
            _ = (type.Parameters, type.Enumerators, type.SectionVariables, type.ToString());
            if (type.Kind == BtfKind.Func) BtfPrinter.Prototype(btf, type.Id);
            if (type.IsComposite) btf.TryFindMember(type.Id, "no such member", out _);
        }
        if (!new BtfBuilder(btf).ToBtf().Bytes.Span[24..].SequenceEqual(new BtfBuilder(btf).ToBytes().AsSpan(24))) Assert.Fail("written otherwise than read");
    }
}
