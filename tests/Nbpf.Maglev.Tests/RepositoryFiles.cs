using Nbpf.Testing;

namespace Nbpf.Maglev.Tests;

/// <summary>Files of the repository that tests read.</summary>
internal static class RepositoryFiles
{
    internal static string Capture => Path.Combine(Repository.Root, "data", "captures", "services.pcap.gz");

    internal static string MaglevObject => Path.Combine(Repository.Root, "bpf", "maglev.bpf.o");

    internal static string BuildScript => Path.Combine(Repository.Root, "bpf", "build");
}
