using System.IO.Compression;
using Nbpf.Features;
using Nbpf.Syscall;

namespace Nbpf.Linux;

/// <content>What the kernel says of itself in /proc and /boot.</content>
public sealed partial class LinuxKernel : IKernelFacts
{
    private const string Types = "/sys/kernel/btf/vmlinux";

    /// <inheritdoc/>
    public uint Version => KernelVersion.Running;

    /// <inheritdoc/>
    public bool HasNoTypes => false;

    /// <inheritdoc/>
    public Btf? ReadTypes() => File.Exists(Types) ? Btf.ReadFile(Types) : null;

    /// <inheritdoc/>
    public string? ReadConfiguration()
    {
        foreach (string path in (string[])[$"/boot/config-{File.ReadAllText("/proc/sys/kernel/osrelease").Trim()}", "/proc/config.gz"])
        {
            if (!File.Exists(path)) continue;
            using FileStream file = File.OpenRead(path);
            using Stream text = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
            using StreamReader reader = new(text);
            return reader.ReadToEnd();
        }

        return null;
    }

    /// <inheritdoc/>
    public IReadOnlyList<KernelSymbol> FindSymbols(IReadOnlySet<string> names) => KernelSymbols.Find(names);
}
