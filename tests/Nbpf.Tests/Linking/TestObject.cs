using Nbpf.Linking;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Tests.Linking;

/// <summary>Objects to link: compiled from C beside this file or in the test, and linked by bpftool for comparison.</summary>
internal static class TestObject
{
    private static readonly string Directory = Path.Combine(Repository.Root, "tests", "Nbpf.Tests", "Linking");

    private const string Prelude =
        """
        #include <linux/bpf.h>
        #include <stdbool.h>
        #include <bpf/bpf_helpers.h>

        """;

    /// <summary>Path of the object of a C file beside this one.</summary>
    internal static string File(string name, params string[] options)
    {
        Assert.SkipUnless(ClangCompiler.IsAvailable(out string reason), reason);
        // The header is part of the text, so that the compiler's cache sees its changes.
        string header = System.IO.File.ReadAllText(Path.Combine(Directory, "shared.h"));
        string source = System.IO.File.ReadAllText(Path.Combine(Directory, name + ".bpf.c"));
        return ClangCompiler.CompileToFile(source.Replace("#include \"shared.h\"\n", header, StringComparison.Ordinal), options);
    }

    /// <summary>Path of the object of a few lines of C.</summary>
    internal static string Snippet(string source, params string[] options)
    {
        Assert.SkipUnless(ClangCompiler.IsAvailable(out string reason), reason);
        return ClangCompiler.CompileToFile(Prelude + source, options);
    }

    /// <summary>Links with bpftool.</summary>
    /// <returns>The linked file, or null with the error when bpftool refuses.</returns>
    internal static (byte[]? Linked, string Error) LinkWithBpftool(params string[] paths)
    {
        string? bpftool = ToolRun.Find("bpftool");
        Assert.SkipWhen(bpftool is null, "bpftool is not installed");
        string output = Path.GetTempFileName();
        try
        {
            (int exitCode, string text, string error) = ToolRun.Run(bpftool, ["gen", "object", output, .. paths]);
            return exitCode == 0 ? (System.IO.File.ReadAllBytes(output), "") : (null, text + error);
        }
        finally
        {
            System.IO.File.Delete(output);
        }
    }

    /// <summary>Links with the linker under test.</summary>
    internal static byte[] Link(params string[] paths)
    {
        var linker = new ObjectLinker();
        foreach (string path in paths) linker.Add(System.IO.File.ReadAllBytes(path), path);
        return linker.ToBytes();
    }

    /// <summary>The types of an object as bpftool prints them.</summary>
    internal static string DumpTypes(byte[] file, string format)
    {
        string? bpftool = ToolRun.Find("bpftool");
        Assert.SkipWhen(bpftool is null, "bpftool is not installed");
        string path = Path.GetTempFileName();
        try
        {
            System.IO.File.WriteAllBytes(path, file);
            return ToolRun.Output(bpftool, ["btf", "dump", "file", path, "format", format]);
        }
        finally
        {
            System.IO.File.Delete(path);
        }
    }
}
