using System.Collections.Frozen;

namespace Nbpf.Runtime.ProgramTypes;

/// <summary>Which helpers each program type has in Linux 6.18, by number, as a privileged caller finds them. Whether this kernel has them too is the catalog's matter.</summary>
internal static class HelperAvailability
{
    private const string Base =
        "1-3 5-8 12 14-17 22 35 37 42 55 80 87-89 93-94 105-106 109 112-115 117-118 120 123 125 130-134 141 148-149 153-154 156-158 " +
        "164-165 169-172 175-177 180-182 191 194-195 197-203 208-211 ";

    /// <summary>Socket filters.</summary>
    public static FrozenSet<HelperId> SocketFilter { get; } = Parse("25-26 46-47 68 122 136-140 160 178 196");

    /// <summary>Traffic control classifiers and actions.</summary>
    public static FrozenSet<HelperId> TrafficControl { get; } = Parse(
        "9-11 13 18-21 23-26 28-34 38-41 43 46-48 50 66 68-69 79 83-86 95-100 107-108 110 122 124 135-140 151-152 155 160 163 178 192 196 204-207");

    /// <summary>XDP.</summary>
    public static FrozenSet<HelperId> Xdp { get; } = Parse("23 25 28 44 51 54 65 69 84-86 99-100 110 136-140 160 163 178 188-190 196 204-207");

    /// <summary>Raw tracepoints.</summary>
    public static FrozenSet<HelperId> RawTracepoint { get; } = Parse("4 25 27 45 67 173-174");

    /// <summary>Syscall programs.</summary>
    public static FrozenSet<HelperId> SystemCall { get; } = Parse("4 25 27 45-46 67 107-108 111 121 136-140 147 162 166-168 173 178-179 188 196");

    /// <summary>What every type has.</summary>
    public static FrozenSet<HelperId> EveryType { get; } = Parse("");

    private static FrozenSet<HelperId> Parse(string further)
    {
        HashSet<HelperId> ids = [];
        foreach (string range in (Base + further).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] ends = range.Split('-');
            for (int id = int.Parse(ends[0]); id <= int.Parse(ends[^1]); id++)
            {
                ids.Add((HelperId)id);
            }
        }

        return ids.ToFrozenSet();
    }
}
