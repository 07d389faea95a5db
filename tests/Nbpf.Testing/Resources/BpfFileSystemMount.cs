namespace Nbpf.Testing.Resources;

/// <summary>A BPF file system of a test's own, in a temporary directory; disposing unmounts it, and with it go its pins.</summary>
public sealed class BpfFileSystemMount : IDisposable
{
    private BpfFileSystemMount(string path) => Root = path;

    /// <summary>Where it is mounted.</summary>
    public string Root { get; }

    /// <summary>Mounts a new one.</summary>
    public static BpfFileSystemMount Create()
    {
        string path = Directory.CreateTempSubdirectory("nbpf-bpffs-").FullName;
        try
        {
            ToolRun.Output("mount", ["-t", "bpf", "bpf", path]);
        }
        catch (InvalidOperationException)
        {
            Directory.Delete(path);
            throw;
        }

        return new(path);
    }

    /// <summary>A name in it.</summary>
    /// <param name="name">The last part of the path.</param>
    public string this[string name] => Path.Combine(Root, name);

    /// <inheritdoc/>
    public void Dispose()
    {
        ToolRun.Output("umount", [Root]);
        Directory.Delete(Root);
    }
}
