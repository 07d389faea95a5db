using System.Collections.Immutable;

namespace Nbpf.Verification.State;

/// <summary>All that must be known of a kind of stack byte: one row for each.</summary>
/// <param name="Letter">What states print for it.</param>
/// <param name="CoversAll">It was read as an unknown number, if at all: whatever else stands there on a path is covered.</param>
internal readonly record struct StackByteRules(char Letter, bool CoversAll)
{
    private static readonly ImmutableArray<StackByteRules> All =
    [
        new('?', CoversAll: true),
        new('r', CoversAll: false),
        new('m', CoversAll: true),
        new('0', CoversAll: false),
    ];

    /// <summary>The row of a kind.</summary>
    public static StackByteRules Of(StackByte kind) => All[(int)kind];
}
