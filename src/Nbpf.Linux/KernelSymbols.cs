using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Nbpf.Isa;
using Nbpf.Syscall;

namespace Nbpf.Linux;

/// <summary>
/// Names of the kernel functions that xlated programs call: a call's immediate is the function's distance from
/// <c>__bpf_call_base</c>, whose address /proc/kallsyms tells. What was found is kept, since the file is long and the kernel
/// makes it line by line. Thread-safe.
/// </summary>
internal sealed class KernelSymbols
{
    private const string Path = "/proc/kallsyms";
    private const string Base = "__bpf_call_base";

    private readonly ConcurrentDictionary<int, string> found = new();

    /// <summary>Names by call immediate; what has no symbol, or cannot be read, is left out.</summary>
    /// <param name="xlated">The xlated program.</param>
    public ImmutableDictionary<int, string> CallNames(ImmutableArray<Instruction> xlated)
    {
        int[] called = [.. xlated.Where(i => i.IsCall && i.Source != PseudoCall.Subprogram).Select(i => i.Immediate).Distinct()];
        HashSet<int> wanted = [.. called.Where(distance => !found.ContainsKey(distance))];
        if (wanted.Count > 0 && File.Exists(Path)) Find(wanted);
        return called.Where(found.ContainsKey).ToImmutableDictionary(static distance => distance, distance => found[distance]);
    }

    private void Find(HashSet<int> wanted)
    {
        try
        {
            if (FindBase() is not ({ } start and not 0)) return;
            foreach (string line in File.ReadLines(Path))
            {
                if (!TryParse(line, out ulong address, out ReadOnlySpan<char> name)) continue;
                long distance = (long)(address - start);
                if (distance == (int)distance && wanted.Remove((int)distance)) found[(int)distance] = name.ToString();
                if (wanted.Count == 0) break;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The calls stay without names.
        }
    }

    /// <summary>All symbols of some names, and local data symbols whose names a compiler lengthened by <c>.llvm.</c> and a number.</summary>
    /// <param name="names">The names.</param>
    public static List<KernelSymbol> Find(IReadOnlySet<string> names)
    {
        const string Lengthened = ".llvm.";
        List<KernelSymbol> found = [];
        foreach (string line in File.ReadLines(Path))
        {
            if (!TryParse(line, out ulong address, out ReadOnlySpan<char> text)) continue;
            char kind = line[line.IndexOf(' ', StringComparison.Ordinal) + 1];
            int suffix = kind == 'd' ? text.IndexOf(Lengthened, StringComparison.Ordinal) : -1;
            string name = (suffix > 0 ? text[..suffix] : text).ToString();
            if (names.Contains(name)) found.Add(new KernelSymbol(address, kind, name));
        }

        return found;
    }

    private static ulong? FindBase()
    {
        foreach (string line in File.ReadLines(Path))
        {
            if (TryParse(line, out ulong address, out ReadOnlySpan<char> name) && name.SequenceEqual(Base)) return address;
        }

        return null;
    }

    /// <summary><c>ffffffff814cc810 T __bpf_call_base</c>, with a tab and the module's name after symbols of modules.</summary>
    private static bool TryParse(ReadOnlySpan<char> line, out ulong address, out ReadOnlySpan<char> name)
    {
        name = default;
        int space = line.IndexOf(' ');
        if (space < 0 || line.Length < space + 4 || !ulong.TryParse(line[..space], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out address))
        {
            address = 0;
            return false;
        }

        name = line[(space + 3)..];
        int tab = name.IndexOf('\t');
        if (tab >= 0) name = name[..tab];
        return true;
    }
}
