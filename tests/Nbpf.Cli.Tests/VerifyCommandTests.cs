using System.Buffers.Binary;
using System.Text.Json;
using Nbpf.Elf;
using Xunit;

namespace Nbpf.Cli.Tests;

/// <summary><c>nbpf verify</c>: its exit code is the verdict of all, and a file that cannot be read takes nothing from the others.</summary>
public sealed class VerifyCommandTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("nbpf-verify-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Verify_ProgramThatIsRefused_IsARowAndExitOne(bool isBesideAnAcceptedOne)
    {
        string refused = Refused();
        CommandRun run = CommandRun.Of(isBesideAnAcceptedOne ? ["verify", "-j", CommandRun.Maglev, refused] : ["verify", "-j", refused]);

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        JsonElement row = JsonDocument.Parse(run.Output).RootElement.EnumerateArray().Last();
        Assert.Equal("failure", row.GetProperty("verdict").GetString());
        Assert.NotEqual("", row.GetProperty("message").GetString());
    }

    [Fact]
    public void Verify_SeveralFilesNotAllReadable_GivesTheOthersRowsAndALineForEach()
    {
        string malformed = Path.Combine(_directory, "malformed.o");
        File.WriteAllText(malformed, "no object");

        CommandRun run = CommandRun.Of("verify", "missing.o", CommandRun.Maglev, malformed, "/");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("maglev   xdp   success", run.Output, StringComparison.Ordinal);
        Assert.Equal(
            $"Error: read 'missing.o': no such file\nError: read '{malformed}': not an ELF file (at offset 0x0)\nError: read '/': it is a directory\n", run.Error);
    }

    [Fact]
    public void VerifyJson_SeveralFilesNotAllReadable_HasAnElementForEach()
    {
        CommandRun run = CommandRun.Of("verify", "--json", "missing.o", CommandRun.Maglev);
        JsonElement[] rows = [.. JsonDocument.Parse(run.Output).RootElement.EnumerateArray()];

        Assert.Equal((1, "Error: read 'missing.o': no such file\n"), (run.ExitCode, run.Error));
        Assert.Equal("success", rows[0].GetProperty("verdict").GetString());
        Assert.Equal(("missing.o", "read 'missing.o': no such file"), (rows[1].GetProperty("file").GetString(), rows[1].GetProperty("error").GetString()));
    }

    [Fact]
    public void Verify_NoFileReadable_PrintsNoTable()
    {
        CommandRun run = CommandRun.Of("verify", "/nonexistent.o");
        Assert.Equal((1, "", "Error: read '/nonexistent.o': no such file\n"), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public void Verify_LineInfoThatPointsNowhere_NamesTheFile()
    {
        byte[] bytes = File.ReadAllBytes(CommandRun.Maglev);
        ElfSection debug = ObjectFile.Parse(bytes, "x").FindSection(".BTF.ext")!;
        // line_info: record size, section name, count, then the first record's file name behind its instruction offset.
        int lines = (int)debug.Offset + (int)BinaryPrimitives.ReadUInt32LittleEndian(debug.Data.Span[4..]) + (int)BinaryPrimitives.ReadUInt32LittleEndian(debug.Data.Span[16..]);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(lines + 4), uint.MaxValue);
        string file = Path.Combine(_directory, "lines.o");
        File.WriteAllBytes(file, bytes);

        CommandRun run = CommandRun.Of("verify", file);

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith($"Error: read '{file}': .BTF.ext: line_info ", run.Error, StringComparison.Ordinal);
    }

    /// <summary>The data plane's object with an exit in the place of its first instruction: r0 is not set.</summary>
    private string Refused()
    {
        byte[] bytes = File.ReadAllBytes(CommandRun.Maglev);
        ElfSection code = ObjectFile.Parse(bytes, "x").FindSection("xdp")!;
        new byte[] { 0x95, 0, 0, 0, 0, 0, 0, 0 }.CopyTo(bytes, (int)code.Offset);
        string file = Path.Combine(_directory, "refused.o");
        File.WriteAllBytes(file, bytes);
        return file;
    }
}
