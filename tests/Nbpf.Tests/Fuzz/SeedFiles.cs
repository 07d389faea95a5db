using Nbpf.Elf;
using Nbpf.Testing;

namespace Nbpf.Tests.Fuzz;

/// <summary>The committed objects that fuzz runs start from (tests/Corpus/elf, built by the script there).</summary>
internal static class SeedFiles
{
    internal static IReadOnlyList<(string Name, byte[] Bytes)> Objects() =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests", "Corpus", "elf"), "*.o").Order(StringComparer.Ordinal)
            .Select(static path => (Path.GetFileName(path), File.ReadAllBytes(path))),
    ];

    internal static byte[] Section(byte[] file, string name) => ObjectFile.Parse(file, name).FindSection(name)!.Data.ToArray();
}
