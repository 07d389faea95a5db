namespace Nbpf;

/// <summary>Names of helper functions as the verifier's log prints them: <c>bpf_</c> and the name of enum bpf_func_id.</summary>
public static partial class HelperNames
{
    /// <summary>How many helper numbers have a name, <c>bpf_unspec</c> (0) included.</summary>
    public static int Count => Names.Length;

    /// <summary>The kernel's name of a helper: <c>bpf_map_lookup_elem</c> for 1; <c>unknown</c> when there is none.</summary>
    /// <param name="id">Helper number.</param>
    public static string KernelName(int id) => (uint)id < (uint)Names.Length ? Names[id] : "unknown";

    /// <summary>The kernel's name of a helper.</summary>
    /// <param name="helper">The helper.</param>
    public static string KernelName(HelperId helper) => KernelName((int)helper);

    /// <summary>The number of a helper by its kernel name.</summary>
    /// <param name="kernelName">For example <c>bpf_map_lookup_elem</c>.</param>
    /// <param name="id">Receives the number, 0 when there is no such helper.</param>
    public static bool TryFind(string kernelName, out int id) => Index.Numbers.TryGetValue(kernelName, out id);

    /// <summary>A class of its own, so that <see cref="Names"/> in the other part is initialised before.</summary>
    private static class Index
    {
        public static readonly Dictionary<string, int> Numbers = Names.Select((name, number) => (name, number)).ToDictionary(n => n.name, n => n.number);
    }
}
