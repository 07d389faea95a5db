namespace Nbpf.Verification;

/// <summary>One argument of a helper.</summary>
/// <param name="Kind">What is expected.</param>
/// <param name="Traits">Modifiers.</param>
/// <param name="FixedSizeBytes">For <see cref="ArgumentKind.Memory"/>: the size when no size argument follows (MEM_FIXED_SIZE), else 0.</param>
public readonly record struct HelperArgument(ArgumentKind Kind, ArgumentTraits Traits = ArgumentTraits.None, int FixedSizeBytes = 0)
{
    /// <summary>An argument without modifiers.</summary>
    /// <param name="kind">What is expected.</param>
    public static implicit operator HelperArgument(ArgumentKind kind) => new(kind);
}
