namespace Nbpf.Runtime.Pins;

/// <summary>A path that was walked up to its last component.</summary>
/// <param name="Directory">The directory that the last component is in.</param>
/// <param name="Name">The last component: a name, <c>.</c>, <c>..</c>, or empty for the root itself.</param>
/// <param name="EndsWithSlash">Whether a slash followed it.</param>
internal readonly record struct ParentPath(DirectoryNode Directory, string Name, bool EndsWithSlash)
{
    /// <summary>Whether the last component is a name that could be made or removed.</summary>
    public bool IsName => Name is not ("" or "." or "..");
}
