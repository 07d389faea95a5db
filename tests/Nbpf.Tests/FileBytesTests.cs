using Nbpf.Elf;
using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Tests;

/// <summary>Files are read to their end, and no further than the limit.</summary>
public sealed class FileBytesTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("nbpf-files-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(1_000_000)]
    public void Read_AFileOrStream_GivesItsBytes(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        string path = Path.Combine(_directory, "file");
        File.WriteAllBytes(path, bytes);

        Assert.Equal(bytes, FileBytes.Read(path));
        Assert.Equal(bytes, FileBytes.Read(new MemoryStream(bytes), "stream"));
        Assert.Equal(bytes, FileBytes.Read(new Trickle(bytes), "trickle"));
    }

    /// <summary>What a directory tells of a length may be wrong by the time the file is read.</summary>
    [Fact]
    public void Read_AFileThatGrowsMeanwhile_GivesAllOfIt()
    {
        string path = Path.Combine(_directory, "grows");
        File.WriteAllBytes(path, new byte[10]);
        using FileStream writer = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        writer.Write(new byte[90]);
        writer.Flush();
        Assert.Equal(100, FileBytes.Read(path).Length);
    }

    [Fact]
    public void Read_MoreThanTheLimit_IsAFormatError()
    {
        string path = Path.Combine(_directory, "sparse");
        using (FileStream file = File.Create(path)) file.SetLength(FileBytes.MaximumBytes + 1L);

        BpfFormatException refused = Assert.Throws<BpfFormatException>(() => FileBytes.Read(path));
        Assert.Equal((FileBytes.MaximumBytes, $"{path}: a file of at most 256 MiB expected (at offset 0x10000000)"), (refused.Offset, refused.Message));
        Assert.Throws<BpfFormatException>(() => ObjectSpec.Read(path));
        Assert.Throws<BpfFormatException>(() => Btf.ReadFile(path));
    }

    /// <summary>Devices, pipes and directories are no executables.</summary>
    [Theory]
    [InlineData("/dev/zero")]
    [InlineData("/dev/null")]
    [InlineData("/tmp")]
    [InlineData("pipe")]
    public void ReadExecutable_WhatIsNoFile_IsAnError(string path)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the devices are Linux's");
        if (path == "pipe")
        {
            path = Path.Combine(_directory, path);
            ToolRun.Output("/usr/bin/mkfifo", [path]);
            using FileStream writer = new(path, FileMode.Open, FileAccess.ReadWrite);
            Assert.Equal(Errno.EACCES, Assert.Throws<BpfException>(() => ExecutableFile.Read(path)).Errno);
            return;
        }

        Exception error = Assert.ThrowsAny<Exception>(() => ExecutableFile.Read(path));
        Assert.True(error is BpfException or BpfFormatException, error.ToString());
    }

    /// <summary>Gives one byte more each time, as a slow pipe does.</summary>
    private sealed class Trickle(byte[] bytes) : MemoryStream(bytes)
    {
        private int _next = 1;

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, _next++)]);
    }
}
