using System.Globalization;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Tests.Uapi;

/// <summary>
/// The tables in <c>data/</c> against the BTF of the running kernel, which knows what the installed headers do not: every layout is the
/// kernel's, and everything that the kernel's bpf_attr, its infos and its enumerations have is in the tables.
/// </summary>
public sealed class KernelBtfTests
{
    private const string KernelBtf = "/sys/kernel/btf/vmlinux";

    private static readonly string[] WholeTypes = ["bpf_attr", "bpf_map_info", "bpf_prog_info", "bpf_btf_info", "bpf_link_info"];

    private static readonly string[] WholeEnums =
        ["bpf_cmd", "bpf_map_type", "bpf_prog_type", "bpf_attach_type", "bpf_link_type", "bpf_stats_type", "bpf_task_fd_type", "bpf_perf_event_type"];

    private readonly global::Nbpf.Btf kernel;

    public KernelBtfTests()
    {
        Assert.SkipUnless(LinuxOracle.IsReference(out string reason), reason);
        Assert.SkipUnless(File.Exists(KernelBtf), "the kernel has no BTF");
        kernel = global::Nbpf.Btf.ReadFile(KernelBtf);
    }

    [Fact]
    public void Layouts_EveryRow_IsTheKernels()
    {
        List<string> wrong = [];
        int checkedRows = 0;
        foreach (string[] row in Rows("layouts.tsv").Where(r => r[2] != "-"))
        {
            string[] type = row[1].Split(' ');
            if (!kernel.TryFind(type[1], type[0] == "union" ? BtfKind.Union : BtfKind.Struct, out BtfType found)) continue;
            checkedRows++;
            string told = Place(found, row[2].Split('.')) is { } place ? $"{place.Bit / 8}\t{place.Size}" : "missing";
            string stated = row[4].StartsWith("bit", StringComparison.Ordinal) ? BitPlace(found, row, out told) : $"{row[3]}\t{row[4]}";
            if (told != stated) wrong.Add($"{row[1]}: {row[2]}: table {stated}, kernel {told}");
        }

        Assert.Empty(wrong);
        Assert.True(checkedRows > 400);
    }

    [Fact]
    public void Layouts_EveryMemberOfTheKernelsAttributesAndInfos_IsInTheTable()
    {
        HashSet<string> known = [.. Rows("layouts.tsv").Select(r => $"{r[1].Split(' ')[1]}: {r[2]}")];
        List<string> missing = [];
        foreach (string name in WholeTypes)
        {
            Assert.True(kernel.TryFind(name, name == "bpf_attr" ? BtfKind.Union : BtfKind.Struct, out BtfType type));
            missing.AddRange(Leaves(type, "").Select(leaf => $"{name}: {leaf}").Where(leaf => !known.Contains(leaf)));
        }

        Assert.Empty(missing);
    }

    [Fact]
    public void Constants_EveryEnumeratorOfTheKernels_IsInTheTable()
    {
        Dictionary<string, string> known = Rows("uapi.tsv").GroupBy(r => r[1]).ToDictionary(g => g.Key, g => g.First()[2]);
        List<string> missing = [];
        foreach (string name in WholeEnums)
        {
            Assert.True(kernel.TryFind(name, BtfKind.Enum, out BtfType type));
            foreach (BtfEnumerator enumerator in type.Enumerators.Where(e => !e.Name.StartsWith("__MAX_", StringComparison.Ordinal)))
            {
                if (known.GetValueOrDefault(enumerator.Name) != enumerator.Value.ToString(CultureInfo.InvariantCulture)) missing.Add($"{enumerator.Name} = {enumerator.Value}");
            }
        }

        Assert.Empty(missing);
    }

    /// <summary>Where a member lies, through unnamed structs and unions.</summary>
    private (uint Bit, uint Size)? Place(BtfType type, ReadOnlySpan<string> path)
    {
        foreach (BtfMember member in type.Members)
        {
            BtfType inner = kernel.Resolve(member.TypeId);
            if (member.Name.Length == 0)
            {
                if (Place(inner, path) is { } found) return (found.Bit + member.BitOffset, found.Size);
            }
            else if (member.Name == path[0])
            {
                if (path.Length > 1) return Place(inner, path[1..]) is { } found ? (found.Bit + member.BitOffset, found.Size) : null;
                return (member.BitOffset, kernel.TryGetSize(member.TypeId, out uint size) ? size : 0);
            }
        }

        return null;
    }

    private string BitPlace(BtfType type, string[] row, out string told)
    {
        uint? bit = Place(type, [row[2]])?.Bit;
        told = $"bit {bit}";
        return $"bit {(uint.Parse(row[3], CultureInfo.InvariantCulture) * 8) + uint.Parse(row[4].AsSpan(3), CultureInfo.InvariantCulture)}";
    }

    /// <summary>The members that have no members themselves, by path; pointers and arrays are such. Bits without a name pad.</summary>
    private IEnumerable<string> Leaves(BtfType type, string prefix)
    {
        foreach (BtfMember member in type.Members)
        {
            BtfType inner = kernel.Resolve(member.TypeId);
            if (inner.IsComposite)
            {
                foreach (string leaf in Leaves(inner, member.Name.Length == 0 ? prefix : $"{prefix}{member.Name}.")) yield return leaf;
            }
            else if (member.Name.Length > 0)
            {
                yield return prefix + member.Name;
            }
        }
    }

    private static IEnumerable<string[]> Rows(string table) => File.ReadAllLines(Path.Combine(Repository.Root, "data", table))
        .Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split('\t'));
}
