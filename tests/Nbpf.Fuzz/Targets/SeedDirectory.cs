using Nbpf.Testing;

namespace Nbpf.Fuzz.Targets;

/// <summary>Inputs that are kept in the repository: seeds to begin with, and those that found a fault.</summary>
internal static class SeedDirectory
{
    /// <summary>The seeds of a target that are files, by name.</summary>
    public static IEnumerable<byte[]> Read(string target) => Files("Seeds", target).Select(File.ReadAllBytes);

    /// <summary>The inputs that found faults of a target, by name.</summary>
    public static IEnumerable<string> Finds(string target) => Files("Finds", target);

    private static IEnumerable<string> Files(string kind, string target)
    {
        string directory = Path.Combine(Repository.Root, "tests", "Nbpf.Fuzz", kind, target);
        return Directory.Exists(directory) ? Directory.EnumerateFiles(directory).Order(StringComparer.Ordinal) : [];
    }
}
