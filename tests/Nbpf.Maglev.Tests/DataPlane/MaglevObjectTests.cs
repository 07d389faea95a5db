using System.Diagnostics;

namespace Nbpf.Maglev.Tests.DataPlane;

public sealed class MaglevObjectTests
{
    [Fact]
    public void Object_BuiltAgain_HasTheSameInstructions()
    {
        Assert.SkipUnless(IsOnPath("clang-19") && IsOnPath("llvm-objcopy-19"), "clang-19 and llvm-19 are not installed");
        string directory = Directory.CreateTempSubdirectory("nbpf-build-").FullName;
        try
        {
            Run(Path.Combine(RepositoryFiles.Root, "bpf", "build"), directory);
            string built = Path.Combine(directory, Path.GetFileName(RepositoryFiles.MaglevObject));

            foreach (string section in new[] { "xdp", ".relxdp", "license" })
                Assert.Equal(Section(RepositoryFiles.MaglevObject, section, directory), Section(built, section, directory));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static byte[] Section(string file, string section, string directory)
    {
        string dump = Path.Combine(directory, "section");
        Run("llvm-objcopy-19", $"--dump-section={section}={dump}", file, Path.Combine(directory, "copy.o"));
        return File.ReadAllBytes(dump);
    }

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program}: {error}");
    }

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(directory => File.Exists(Path.Combine(directory, program)));
}
