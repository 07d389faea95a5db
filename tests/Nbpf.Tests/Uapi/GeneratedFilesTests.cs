using Nbpf.CodeGen;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Tests.Uapi;

public sealed class GeneratedFilesTests
{
    [Fact]
    public void GeneratedFiles_Committed_AreWhatTheTablesGiveNow()
    {
        List<(string Path, string Text)> files = [.. Generation.Files(Repository.Root)];
        Assert.All(files, file => Assert.Equal(file.Text, File.ReadAllText(Path.Combine(Repository.Root, file.Path))));
        IEnumerable<string> committed = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "Nbpf"), "*.g.cs", SearchOption.AllDirectories)
            .Where(p => !p.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(p => Path.GetRelativePath(Repository.Root, p).Replace('\\', '/'));
        Assert.Equal(files.Select(f => f.Path).Order(StringComparer.Ordinal), committed.Order(StringComparer.Ordinal));
    }
}
