using Nbpf.Testing;

namespace Nbpf.Maglev.Tests.DataPlane;

public sealed class MaglevObjectTests
{
    [Fact]
    public void Object_BuiltAgain_HasTheSameInstructions()
    {
        string? objcopy = ToolRun.Find("llvm-objcopy-19");
        Assert.SkipUnless(ClangCompiler.IsAvailable(out string reason), reason);
        Assert.SkipWhen(objcopy is null, "llvm-19 is not installed");
        string directory = Directory.CreateTempSubdirectory("nbpf-build-").FullName;
        try
        {
            ToolRun.Output(RepositoryFiles.BuildScript, [directory]);
            string built = Path.Combine(directory, Path.GetFileName(RepositoryFiles.MaglevObject));

            foreach (string section in new[] { "xdp", ".relxdp", "license" })
                Assert.Equal(Section(RepositoryFiles.MaglevObject, section), Section(built, section));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }

        byte[] Section(string file, string section)
        {
            string dump = Path.Combine(directory, "section");
            ToolRun.Output(objcopy, [$"--dump-section={section}={dump}", file, Path.Combine(directory, "copy.o")]);
            return File.ReadAllBytes(dump);
        }
    }
}
