namespace Nbpf.Testing;

/// <summary>Where the checkout is that the tests run from.</summary>
public static class Repository
{
    /// <summary>The folder that holds <c>Nbpf.slnx</c>.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Nbpf.slnx"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException($"no Nbpf.slnx above {AppContext.BaseDirectory}");
    }
}
