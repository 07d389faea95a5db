using System.Collections.Concurrent;
using Nbpf.Testing;

namespace Nbpf.Tests.Objects;

/// <summary>Objects compiled from the C beside this file.</summary>
internal static class SourceFiles
{
    private static readonly ConcurrentDictionary<string, byte[]> Compiled = new();

    /// <summary>Compiles one; skips the test where clang is missing.</summary>
    /// <param name="name">Name without extension.</param>
    internal static byte[] Compile(string name)
    {
        Xunit.Assert.SkipUnless(ClangCompiler.IsAvailable(out string reason), reason);
        return Compiled.GetOrAdd(name, static name => ClangCompiler.Compile(Source(name)));
    }

    /// <summary>Path of the object compiled from one, for other tools.</summary>
    /// <param name="name">Name without extension.</param>
    internal static string CompileToFile(string name)
    {
        Xunit.Assert.SkipUnless(ClangCompiler.IsAvailable(out string reason), reason);
        return ClangCompiler.CompileToFile(Source(name));
    }

    private static string Source(string name) =>
        File.ReadAllText(Path.Combine(Repository.Root, "tests", "Nbpf.Tests", "Objects", name + ".bpf.c"));
}
