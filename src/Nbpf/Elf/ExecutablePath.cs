using System.Runtime.InteropServices;
using Nbpf.Syscall;

namespace Nbpf.Elf;

/// <summary>Finds executable files and libraries by name, where the shell and the dynamic linker look for them.</summary>
public static class ExecutablePath
{
    private static readonly string[] LibraryDirectories = ["/usr/lib64", "/usr/lib", "/lib64", "/lib"];

    private static readonly string[] ProgramDirectories = ["/usr/bin", "/usr/sbin", "/bin", "/sbin"];

    /// <summary>The whole path of a file.</summary>
    /// <param name="name">A path, which is taken as it is; a name that contains <c>.so</c> is searched for as a library, any other as a program.</param>
    /// <exception cref="BpfException">ENOENT: there is no such library or program.</exception>
    public static string Resolve(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Contains('/', StringComparison.Ordinal)) return Path.GetFullPath(name);
        bool isLibrary = name.EndsWith(".so", StringComparison.Ordinal) || name.Contains(".so.", StringComparison.Ordinal);
        IEnumerable<string> directories = isLibrary
            ? [.. Listed("LD_LIBRARY_PATH"), .. MultiarchDirectories(), .. LibraryDirectories]
            : [.. Listed("PATH"), .. ProgramDirectories];
        return directories.Select(directory => Path.Combine(directory, name)).FirstOrDefault(File.Exists)
            ?? throw new BpfException(Errno.ENOENT, "find", name, isLibrary ? "no such library in LD_LIBRARY_PATH and the system's directories" : "no such program in PATH");
    }

    private static string[] Listed(string variable) =>
        (Environment.GetEnvironmentVariable(variable) ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Debian's directories for libraries of one architecture.</summary>
    private static IEnumerable<string> MultiarchDirectories() => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => ["/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu"],
        Architecture.Arm64 => ["/lib/aarch64-linux-gnu", "/usr/lib/aarch64-linux-gnu"],
        Architecture.RiscV64 => ["/lib/riscv64-linux-gnu", "/usr/lib/riscv64-linux-gnu"],
        _ => [],
    };
}
