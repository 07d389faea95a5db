namespace Nbpf.Bench.Measuring;

/// <summary>Files of the repository that is measured.</summary>
internal static class RepositoryRoot
{
    internal static string Directory { get; } = Find();

    internal static string MaglevObject => Path.Combine(Directory, "bpf", "maglev.bpf.o");

    internal static string DriverObject => Path.Combine(Directory, "bpf", "driver.bpf.o");

    internal static string CoreObject => Path.Combine(Directory, "bench", "core", "tasks.bpf.o");

    internal static string Peers => Path.Combine(Directory, "bench", "peers");

    internal static string Programs => Path.Combine(Directory, "bench", "programs");

    private static string Find()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "Nbpf.slnx"))) directory = Path.GetDirectoryName(directory);
        return directory ?? throw new InvalidOperationException("the benchmark does not run inside the repository");
    }
}
