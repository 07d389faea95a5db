using Nbpf.Elf;
using Nbpf.Linking;
using Nbpf.Tests.Fuzz;

namespace Nbpf.Fuzz.Targets;

/// <summary>The static linker: what it writes can be read again.</summary>
internal sealed class LinkerTarget : FuzzTarget
{
    private static readonly byte[] Other = SeedFiles.Objects().First(static file => file.Name == "maps.o").Bytes;

    public override string Name => "linker";

    public override IReadOnlyList<byte[]> Seeds { get; } = [.. SeedFiles.Objects().Select(static file => file.Bytes)];

    public override int InputsInTest => 1_000;

    public override bool Run(byte[] input, bool isThorough)
    {
        bool isLinked = Links(input, [input, Other]);
        return isThorough ? isLinked & Links(input, [input]) & Links(input, [Other, input]) : isLinked;
    }

    private static bool Links(byte[] input, byte[][] files)
    {
        bool isLinked = true;
        bool isRead = ReaderRule.Holds(input, Math.Max(input.Length, Other.Length), _ => isLinked = Link(files));
        return isRead && isLinked;
    }

    private static bool Link(byte[][] files)
    {
        byte[] linked;
        try
        {
            ObjectLinker linker = new();
            foreach (byte[] file in files) linker.Add(file, "fuzz.o");
            linked = linker.ToBytes();
        }
        catch (ObjectLinkException)
        {
            return false;
        }

        ObjectFile read = ObjectFile.Parse(linked, "linked.o");
        if (read.FindSection(".BTF") is not { } section) return true;
        Btf btf = Btf.Parse(section.Data, section.Offset);
        if (read.FindSection(".BTF.ext") is { } extension) BtfExt.Parse(extension.Data, btf, extension.Offset);
        return true;
    }
}
