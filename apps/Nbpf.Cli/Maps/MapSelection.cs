using Nbpf.Cli.Shell;
using Nbpf.Syscall;

namespace Nbpf.Cli.Maps;

/// <summary>A map named on the command line: <c>id N | pinned FILE | name NAME</c>.</summary>
internal static class MapSelection
{
    /// <summary>The grammar, for help and errors.</summary>
    public const string Grammar = "id N | pinned FILE | name NAME";

    /// <summary>Reads the selection and opens the map.</summary>
    /// <param name="kernel">The kernel to look in.</param>
    /// <param name="words">The command's words, at the selection.</param>
    public static BpfMap Open(IBpf kernel, Words words)
    {
        if (words.Take("id")) return BpfMap.OpenById(kernel, words.NextNumber("a map id"));
        if (words.Take("pinned")) return BpfMap.OpenPinned(kernel, words.Next("a file in a BPF file system"));
        if (words.Take("name")) return ByName(kernel, words.Next("a name"));
        throw new UsageException(words.AtEnd ? $"a map expected: {Grammar}" : $"unknown map selection '{words.Peek}': {Grammar}");
    }

    private static BpfMap ByName(IBpf kernel, string name)
    {
        BpfMap? found = null;
        for (uint id = 0; !kernel.ObjGetNextId(BpfObjectKind.Map, id, out id).IsError;)
        {
            BpfMap map = BpfMap.OpenById(kernel, id);
            if (map.Name != name)
            {
                map.Dispose();
            }
            else if (found is null)
            {
                found = map;
            }
            else
            {
                map.Dispose();
                found.Dispose();
                throw new CommandException($"find the map with name '{name}'", "several have it: say which with its id");
            }
        }

        return found ?? throw new CommandException($"find the map with name '{name}'", "there is none");
    }
}
