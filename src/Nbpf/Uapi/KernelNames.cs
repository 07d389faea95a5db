using System.Collections.Immutable;

namespace Nbpf;

/// <summary>
/// Names of types as libbpf and bpftool print them: the kernel's constants in small letters without their common prefix,
/// <c>percpu_hash</c> for BPF_MAP_TYPE_PERCPU_HASH.
/// </summary>
public static partial class KernelNames
{
    /// <summary>The name of a map type; its number where this table ends.</summary>
    /// <param name="type">The type.</param>
    public static string Of(MapType type) => Name(MapTypes, (uint)type);

    /// <summary>The name of a program type; its number where this table ends.</summary>
    /// <param name="type">The type.</param>
    public static string Of(ProgramType type) => Name(ProgramTypes, (uint)type);

    /// <summary>The name of an attach type; its number where this table ends.</summary>
    /// <param name="type">The type.</param>
    public static string Of(AttachType type) => Name(AttachTypes, (uint)type);

    /// <summary>The name of a link type; its number where this table ends.</summary>
    /// <param name="type">The type.</param>
    public static string Of(LinkType type) => Name(LinkTypes, (uint)type);

    private static string Name(ImmutableArray<string> names, uint number) => number < names.Length ? names[(int)number] : $"{number}";
}
