using Nbpf.Elf;
using Nbpf.Linking;
using Xunit;

namespace Nbpf.Tests.Fuzz;

/// <summary>Hostile objects give a refusal or a linked object that can be read again: no other exception, and memory in proportion.</summary>
public sealed class LinkFuzzTests
{
    private const int CasesPerSeed = 1_500;

    public static TheoryData<string> Seeds => [.. SeedFiles.Objects().Select(static file => file.Name)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Add_MutatedObject_LinksOrRefuses(string seed)
    {
        IReadOnlyList<(string Name, byte[] Bytes)> files = SeedFiles.Objects();
        int index = files.ToList().FindIndex(file => file.Name == seed);
        byte[] original = files[index].Bytes;
        int linked = 0;
        for (int i = 0; i < CasesPerSeed; i++)
        {
            byte[] other = files[i % files.Count].Bytes;
            byte[] mutant = new Mutator(0x114c_0000_0000 + ((ulong)index << 20) + (ulong)i).Mutate(original, other);
            if (FuzzCase.Run(mutant, $"{seed} case {i}", bytes => Link(i % 3 == 0 ? [bytes] : i % 3 == 1 ? [bytes, other] : [other, bytes]))) linked++;
        }
        Assert.InRange(linked, CasesPerSeed / 50, CasesPerSeed);
    }

    private static void Link(byte[][] files)
    {
        try
        {
            var linker = new ObjectLinker();
            foreach (byte[] file in files) linker.Add(file, "fuzz.o");
            byte[] linked = linker.ToBytes();
            ObjectFile read = ObjectFile.Parse(linked, "linked.o");
            if (read.FindSection(".BTF") is not { } section) return;
            Btf btf = Btf.Parse(section.Data, section.Offset);
            if (read.FindSection(".BTF.ext") is { } extension) BtfExt.Parse(extension.Data, btf, extension.Offset);
        }
        catch (ObjectLinkException)
        {
            // A refusal with a reason is what hostile input may get.
        }
    }
}
