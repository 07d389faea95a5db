namespace Nbpf.Cli.Programs;

/// <summary>Program types by bpftool's names.</summary>
internal static class ProgramTypeNames
{
    /// <summary>bpftool's name: <c>xdp</c>, <c>sched_cls</c>, <c>socket_filter</c>.</summary>
    public static string Name(ProgramType type) => type switch
    {
        ProgramType.SkReusePort => "sk_reuseport",
        ProgramType.CgroupSockOpt => "cgroup_sockopt",
        _ => SnakeCase(type.ToString()),
    };

    private static string SnakeCase(string name) =>
        string.Concat(name.Select((letter, index) => char.IsUpper(letter) && index > 0 ? $"_{char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));
}
