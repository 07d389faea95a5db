using System.Security.Cryptography;
using System.Text;

namespace Nbpf.Testing;

/// <summary>Compiles C to BPF objects with clang 19, cached by the hash of source and options.</summary>
public static class ClangCompiler
{
    private static readonly string? Executable = ToolRun.Find("clang-19");

    /// <summary>Whether clang is installed.</summary>
    /// <param name="reason">Why not; empty when it is.</param>
    public static bool IsAvailable(out string reason)
    {
        reason = Executable is null ? "clang-19 is not installed" : "";
        return Executable is not null;
    }

    /// <summary>Compiles with <c>-target bpf -g -O2</c> and the options given.</summary>
    /// <param name="source">C text.</param>
    /// <param name="options">Further options, for example <c>-mcpu=v4</c>.</param>
    /// <returns>Bytes of the object file.</returns>
    public static byte[] Compile(string source, params string[] options) => File.ReadAllBytes(CompileToFile(source, options));

    /// <summary>Compiles as <see cref="Compile"/> does.</summary>
    /// <param name="source">C text.</param>
    /// <param name="options">Further options.</param>
    /// <returns>Path of the object file in the cache; not to be written to.</returns>
    public static string CompileToFile(string source, params string[] options)
    {
        if (Executable is null) throw new InvalidOperationException("clang-19 is not installed");
        string directory = Path.Combine(Path.GetTempPath(), $"nbpf-clang-{Environment.UserName}");
        Directory.CreateDirectory(directory);
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', options.Prepend(Executable).Append(source))));
        string path = Path.Combine(directory, Convert.ToHexStringLower(hash)) + ".o";
        if (File.Exists(path)) return path;

        // Written beside and moved: several test processes share the cache.
        string unfinished = $"{path}.{Environment.ProcessId}.{Environment.CurrentManagedThreadId}";
        ToolRun.Output(Executable, ["-target", "bpf", "-g", "-O2", .. SystemIncludes(), .. options, "-x", "c", "-c", "-o", unfinished, "-"], source);
        File.Move(unfinished, path, overwrite: true);
        return path;
    }

    /// <summary>asm/types.h lies in the architecture's directory on Debian.</summary>
    private static string[] SystemIncludes()
    {
        string? directory = Directory.Exists("/usr/include") ? Directory.EnumerateDirectories("/usr/include", "*-linux-gnu").FirstOrDefault() : null;
        return directory is null ? [] : ["-I", directory];
    }
}
