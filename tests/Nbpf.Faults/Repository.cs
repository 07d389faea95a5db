namespace Nbpf.Faults;

/// <summary>The checkout that faults are put into. Nothing of it is changed: mutants are compiled in memory and run beside copies of the test programs.</summary>
internal static class Repository
{
    /// <summary>The folder that holds <c>Nbpf.slnx</c>.</summary>
    public static string Root { get; } = Find();

    /// <summary>Where copies, coverage and results are kept; not under version control.</summary>
    public static string Work { get; } = Path.Combine(Root, "artifacts", "faults");

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Nbpf.slnx"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException($"no Nbpf.slnx above {AppContext.BaseDirectory}");
    }
}
