using Nbpf.Cli.Shell;
using Nbpf.Syscall;

namespace Nbpf.Cli.Maps;

/// <summary>The verbs of <c>nbpf map</c>.</summary>
internal static class MapCommands
{
    /// <summary><c>map pin MAP FILE</c></summary>
    public static void Pin(CommandContext context, Words words)
    {
        using IBpf kernel = context.OpenKernel();
        using BpfMap map = MapSelection.Open(kernel, words);
        string path = words.Next("a file in a BPF file system");
        words.End();
        map.Pin(path);
    }
}
