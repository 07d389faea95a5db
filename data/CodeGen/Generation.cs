namespace Nbpf.CodeGen;

/// <summary>All files that are generated from the tables in <c>data/</c>.</summary>
public static class Generation
{
    /// <summary>Path (relative to the repository root) and text of every generated file.</summary>
    /// <param name="root">The repository root.</param>
    public static IEnumerable<(string Path, string Text)> Files(string root) =>
    [
        .. UapiTable.Files(Table(root, "uapi.tsv")),
        .. IsaTable.Files(Table(root, "isa.tsv")),
        .. LayoutTable.Files(Table(root, "layouts.tsv")),
    ];

    private static string[] Table(string root, string name) => File.ReadAllLines(Path.Combine(root, "data", name));
}
