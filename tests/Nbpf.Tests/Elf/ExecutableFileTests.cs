using System.Globalization;
using Nbpf.Elf;
using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Tests.Elf;

/// <summary>Where functions start in executable files, against readelf: it tells addresses, and the program headers where they lie in the file.</summary>
public sealed class ExecutableFileTests
{
    [Fact]
    public void Read_TheSystemsLibrary_AgreesWithReadelfOnEveryFunction()
    {
        Assert.SkipUnless(ToolRun.Find("readelf") is not null, "readelf (binutils) is not installed");
        string path = ExecutablePath.Resolve("libc.so.6");
        (ulong Offset, ulong Address, ulong Size)[] segments = [.. ToolRun.Output("readelf", ["-lW", path]).Split('\n')
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(f => f.Length > 5 && f[0] == "LOAD")
            .Select(f => (Hex(f[1]), Hex(f[2]), Hex(f[4])))];
        Dictionary<string, HashSet<ulong>> expected = [];
        foreach (string[] f in ToolRun.Output("readelf", ["--dyn-syms", "-W", path]).Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            if (f.Length < 8 || f[3] != "FUNC" || f[6] == "UND") continue;
            ulong address = Hex(f[1]);
            (ulong offset, ulong start, _) = segments.Single(s => address >= s.Address && address - s.Address < s.Size);
            if (!expected.TryGetValue(f[7], out HashSet<ulong>? places)) expected.Add(f[7], places = []);
            places.Add(address - start + offset);
        }

        ExecutableFile file = ExecutableFile.Read(path);
        Assert.True(expected.Count > 1000);
        Assert.All(expected.Where(e => e.Value.Count == 1), e => Assert.Equal(e.Value.Single(), file.OffsetOf(e.Key)));
    }

    [Fact]
    public void OffsetOf_SeveralVersions_IsTheDefaultOnesWithoutAVersion()
    {
        ExecutableFile file = ExecutableFile.Read(ExecutablePath.Resolve("libc.so.6"));
        IGrouping<string, FunctionSymbol> versioned = file.Functions.Where(f => f.Version.Length > 0).GroupBy(f => f.Name)
            .First(g => g.Select(f => f.FileOffset).Distinct().Count() > 1 && g.Count(f => f.IsDefaultVersion) == 1);
        Assert.Equal(versioned.Single(f => f.IsDefaultVersion).FileOffset, file.OffsetOf(versioned.Key));
        Assert.All(versioned, f => Assert.Equal(f.FileOffset, file.OffsetOf($"{f.Name}@{f.Version}")));
        Assert.Equal(Errno.ENOENT, Assert.Throws<BpfException>(() => file.OffsetOf($"{versioned.Key}@NO_SUCH_VERSION")).Errno);
    }

    [Fact]
    public void OffsetsMatching_Pattern_GivesEveryPlaceOnce()
    {
        ExecutableFile file = ExecutableFile.Read(ExecutablePath.Resolve("libc.so.6"));
        ulong[] all = file.OffsetsMatching("mal*oc");
        Assert.Contains(file.OffsetOf("malloc"), all);
        Assert.Equal(all.Distinct().Order(), all);
        Assert.Equal(Errno.ENOENT, Assert.Throws<BpfException>(() => file.OffsetsMatching("no_such_*_name")).Errno);
    }

    [Theory]
    [InlineData("/etc/passwd", "not an ELF file")]
    [InlineData("/dev/null", "exceed")]
    public void Read_NoExecutable_SaysWhy(string path, string message)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the paths are Linux's");
        Assert.Contains(message, Assert.Throws<BpfFormatException>(() => ExecutableFile.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AnObjectFile_SaysThatItIsNoExecutable()
    {
        string path = Path.Combine(Repository.Root, "bpf", "maglev.bpf.o");
        Assert.Contains("type 2 or 3", Assert.Throws<BpfFormatException>(() => ExecutableFile.Read(path)).Message, StringComparison.Ordinal);
        Assert.Equal(Errno.ENOENT, Assert.Throws<BpfException>(() => ExecutableFile.Read("/no/such/file")).Errno);
    }

    [Fact]
    public void Read_DamagedFiles_AreFormatErrorsOrRead()
    {
        Assert.SkipUnless(ToolRun.Find("cc") is not null, "cc is not installed");
        string path = Path.GetTempFileName();
        ToolRun.Output(ToolRun.Find("cc")!, ["-shared", "-fPIC", "-x", "c", "-o", path, "-"], "int f(int a) { return a; } int g(int a) { return a + 1; }");
        byte[] whole = File.ReadAllBytes(path);
        var random = new Random(1);
        int refused = 0;
        for (int round = 0; round < 500; round++)
        {
            byte[] damaged = round % 5 == 0 ? whole[..random.Next(whole.Length)] : [.. whole];
            for (int i = random.Next(1, 40); i > 0 && damaged.Length > 0; i--)
            {
                // Half of the changes go into the headers, where they hurt.
                int at = random.Next(2) == 0 ? random.Next(Math.Min(64, damaged.Length)) : damaged.Length - 1 - random.Next(Math.Min(2048, damaged.Length));
                damaged[at] = (byte)random.Next(256);
            }

            File.WriteAllBytes(path, damaged);
            try
            {
                _ = ExecutableFile.Read(path).Functions.Count();
            }
            catch (BpfFormatException)
            {
                refused++;
            }
        }

        File.Delete(path);
        Assert.InRange(refused, 100, 500);
    }

    [Fact]
    public void Resolve_ProgramLibraryAndPath_AreFoundWhereTheyAre()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the paths are Linux's");
        Assert.EndsWith("/sh", ExecutablePath.Resolve("sh"), StringComparison.Ordinal);
        Assert.Equal("/no/such/file", ExecutablePath.Resolve("/no/such/file"));
        Assert.Equal(Errno.ENOENT, Assert.Throws<BpfException>(() => ExecutablePath.Resolve("no-such-program")).Errno);
    }

    private static ulong Hex(string text) =>
        ulong.Parse(text.StartsWith("0x", StringComparison.Ordinal) ? text[2..] : text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
