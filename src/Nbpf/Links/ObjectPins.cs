using Nbpf.Syscall;

namespace Nbpf.Links;

/// <summary>Names for everything of an object in one directory: all are given or none.</summary>
internal static class ObjectPins
{
    /// <summary>Pins maps and programs; what was pinned there before is left as it is.</summary>
    /// <exception cref="BpfException">The kernel refused one; those that were pinned here are unpinned again.</exception>
    internal static void Pin(string directory, IEnumerable<BpfMap> maps, IEnumerable<BpfProgram> programs)
    {
        List<Action> undo = [];
        try
        {
            foreach (BpfMap map in maps)
            {
                string path = PathOf(directory, map.Name);
                if (map.PinPath == path) continue;
                map.Pin(path);
                undo.Add(map.Unpin);
            }

            foreach (BpfProgram program in programs)
            {
                string path = PathOf(directory, program.Name);
                if (program.PinPath == path) continue;
                program.Pin(path);
                undo.Add(program.Unpin);
            }
        }
        catch
        {
            foreach (Action unpin in undo) unpin();
            throw;
        }
    }

    /// <summary>Removes the names, whoever gave them.</summary>
    /// <exception cref="BpfException">The first refusal, after all were tried.</exception>
    internal static void Unpin(IBpf kernel, string directory, IEnumerable<BpfMap> maps, IEnumerable<BpfProgram> programs)
    {
        BpfException? first = null;
        foreach (BpfMap map in maps) Try(map.PinPath, PathOf(directory, map.Name), map.Unpin);
        foreach (BpfProgram program in programs) Try(program.PinPath, PathOf(directory, program.Name), program.Unpin);
        if (first is not null) throw first;

        void Try(string? ownPath, string path, Action unpinOwn)
        {
            try
            {
                if (ownPath == path) unpinOwn();
                else Pinning.Unpin(kernel, path);
            }
            catch (BpfException error)
            {
                first ??= error;
            }
        }
    }

    /// <summary>BPF file systems keep dots for themselves.</summary>
    private static string PathOf(string directory, string name) => Path.Combine(directory, name.Replace('.', '_'));
}
