using System.Collections.Immutable;
using Nbpf.Dump;
using Nbpf.Syscall;

namespace Nbpf.Cli.Demo;

/// <summary>The two kinds of lookup in the xlated balancer: inlined where the array is known, called where it is dynamic.</summary>
/// <param name="Inlined">The lookup of <c>backends</c>.</param>
/// <param name="Called">The lookup of the header in a service's table.</param>
public sealed record LookupExcerpts(string Inlined, string Called)
{
    private const int LongestExcerpt = 16;

    /// <summary>Cuts them out of the dump of the loaded program.</summary>
    /// <param name="balancer">The loaded object.</param>
    /// <exception cref="BpfException">The kernel refused to tell of program or BTF.</exception>
    public static LookupExcerpts Of(BpfObject balancer)
    {
        ArgumentNullException.ThrowIfNull(balancer);
        SysResult result = balancer.Kernel.BtfGetInfo(balancer.BtfFd, out BtfInfo? btf);
        if (btf is null) throw new BpfException(result.Errno, "get info of BTF", "maglev");
        ImmutableArray<XlatedLine> lines = XlatedDump.Lines(balancer.Program("maglev").Info, Btf.Parse(btf.Bytes.AsMemory()));
        string backends = $"map[id:{balancer.Map("backends").Info.Id}]";
        return new(
            Inlined: Excerpt(lines, line => line.Disassembly.Contains(backends, StringComparison.Ordinal), isInlined: true),
            Called: Excerpt(lines, line => line.Disassembly.Contains("call array_map_lookup_elem", StringComparison.Ordinal), isInlined: false));
    }

    // An inlined lookup goes from the map's address to the "r0 = 0" of the element that is not there; a called one from the
    // begin of its source line to the call.
    private static string Excerpt(ImmutableArray<XlatedLine> lines, Predicate<XlatedLine> isWanted, bool isInlined)
    {
        int found = 0;
        while (found < lines.Length && !isWanted(lines[found])) found++;
        if (found == lines.Length) return "";
        int start = found, end = found + 1;
        while (start > 0 && found - start < LongestExcerpt && lines[start].Source is null) start--;
        while (isInlined && end < lines.Length && end - found < LongestExcerpt && !lines[end - 1].Disassembly.EndsWith("r0 = 0", StringComparison.Ordinal)) end++;
        return XlatedText.Format(lines[start..end]);
    }
}
