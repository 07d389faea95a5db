namespace Nbpf.Maglev.Tests;

/// <summary>Files of the repository that tests read.</summary>
internal static class RepositoryFiles
{
    internal static string Root { get; } = FindRoot();

    internal static string Capture => Path.Combine(Root, "data", "captures", "services.pcap.gz");

    internal static string MaglevObject => Path.Combine(Root, "bpf", "maglev.bpf.o");

    private static string FindRoot()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "Nbpf.slnx"))) directory = Path.GetDirectoryName(directory);
        return directory ?? throw new InvalidOperationException("the tests do not run inside the repository");
    }
}
