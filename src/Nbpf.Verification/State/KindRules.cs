using System.Collections.Immutable;

namespace Nbpf.Verification.State;

/// <summary>All that the verifier's rooms must know of a kind of register: one row for each.</summary>
/// <param name="Name">Its name in messages and states.</param>
internal sealed record KindRules(string Name)
{
    /// <summary>What lies behind the pointer, and so what may be loaded and stored through it.</summary>
    public MemoryBehind Memory { get; init; }

    /// <summary>When a checkpoint's register covers a path's of the same type.</summary>
    public CoverRule Cover { get; init; }

    /// <summary>As a helper's argument it may point to any place of what it points into; others must be as they were given.</summary>
    public bool TakesOffset { get; init; }

    /// <summary>The word for it in messages about alignment, with a space behind it.</summary>
    public string Alignment { get; init; } = "";

    /// <summary>A number may be added to it; of a map only 0.</summary>
    public ArithmeticRule Arithmetic { get; init; }

    /// <summary>For the rewrite and the compiler: what a load or store through it goes to.</summary>
    public PointerKind Access { get; init; }

    /// <summary>The rows, by kind.</summary>
    public static ImmutableArray<KindRules> All { get; } = MakeAll();

    /// <summary>The row of a kind.</summary>
    public static KindRules Of(RegisterKind kind) => All[(int)kind];

    private static ImmutableArray<KindRules> MakeAll()
    {
        Dictionary<RegisterKind, KindRules> rules = new()
        {
            [RegisterKind.NotInitialised] = new("?"),
            [RegisterKind.Scalar] = new("scalar") { Cover = CoverRule.Number, TakesOffset = true },
            [RegisterKind.Context] = new("ctx") { Memory = MemoryBehind.Context, Alignment = "context ", Access = PointerKind.Context },
            [RegisterKind.MapPointer] = new("map_ptr") { Memory = MemoryBehind.MapFields, Arithmetic = ArithmeticRule.OnlyZero },
            [RegisterKind.MapValue] = new("map_value")
            {
                Memory = MemoryBehind.MapValue,
                Cover = CoverRule.Region,
                TakesOffset = true,
                Alignment = "value ",
                Access = PointerKind.MapValue,
            },
            [RegisterKind.MapKey] = new("map_key")
            {
                Memory = MemoryBehind.MapKey,
                Cover = CoverRule.Region,
                TakesOffset = true,
                Alignment = "key ",
                Access = PointerKind.MapValue,
            },
            [RegisterKind.Stack] = new("fp")
            {
                Memory = MemoryBehind.Stack,
                Cover = CoverRule.Stack,
                TakesOffset = true,
                Alignment = "stack ",
                Access = PointerKind.Stack,
            },
            [RegisterKind.Packet] = new("pkt") { Memory = MemoryBehind.Packet, Cover = CoverRule.Packet, TakesOffset = true, Access = PointerKind.Packet },
            [RegisterKind.PacketMeta] = new("pkt_meta") { Memory = MemoryBehind.Packet, Cover = CoverRule.Packet, TakesOffset = true, Access = PointerKind.Packet },
            [RegisterKind.PacketEnd] = new("pkt_end") { Arithmetic = ArithmeticRule.None },
            [RegisterKind.Memory] = new("mem") { Memory = MemoryBehind.Block, Cover = CoverRule.Region, TakesOffset = true, Access = PointerKind.Memory },
            [RegisterKind.Function] = new("func"),
        };
        return [.. Enum.GetValues<RegisterKind>().Select(kind => rules[kind])];
    }
}
