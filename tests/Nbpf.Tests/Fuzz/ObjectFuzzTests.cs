using Xunit;

namespace Nbpf.Tests.Fuzz;

/// <summary>Hostile bytes give a <see cref="BpfFormatException"/> or a spec: no other exception, and memory in proportion to the input.</summary>
public sealed class ObjectFuzzTests
{
    private const int CasesPerSeed = 8_000;

    public static TheoryData<string> Seeds => [.. SeedFiles.Objects().Select(static file => file.Name)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Read_MutatedObject_GivesSpecOrFormatError(string seed)
    {
        IReadOnlyList<(string Name, byte[] Bytes)> files = SeedFiles.Objects();
        int index = files.ToList().FindIndex(file => file.Name == seed);
        byte[] original = files[index].Bytes;
        int read = 0;
        for (int i = 0; i < CasesPerSeed; i++)
        {
            byte[] mutant = new Mutator(((ulong)index << 32) + (ulong)i).Mutate(original, files[i % files.Count].Bytes);
            if (FuzzCase.Run(mutant, $"{seed} case {i}", static bytes => Touch(ObjectSpec.Read(bytes, "fuzz.o")))) read++;
        }
        // Were every mutant refused at the door, nothing behind it would be tested.
        Assert.InRange(read, CasesPerSeed / 50, CasesPerSeed);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Read_EveryPrefix_GivesFormatError(string seed)
    {
        byte[] original = SeedFiles.Objects().First(file => file.Name == seed).Bytes;
        for (int length = 0; length < original.Length; length++)
            Assert.False(FuzzCase.Run(original[..length], $"{seed} prefix {length}", static bytes => Touch(ObjectSpec.Read(bytes, "fuzz.o"))), $"prefix of {length} bytes was taken");
        Assert.True(FuzzCase.Run(original, seed, static bytes => Touch(ObjectSpec.Read(bytes, "fuzz.o"))));
    }

    private static void Touch(ObjectSpec spec)
    {
        foreach (ProgramSpec program in spec.Programs)
        {
            foreach (BtfFuncInfo function in program.FuncInfo) BtfPrinter.Prototype(spec.Btf!, function.TypeId);
            foreach (BtfLineInfo line in program.LineInfo) spec.Btf!.StringAt(line.LineOffset);
        }
    }
}
