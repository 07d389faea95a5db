namespace Nbpf.Verification.State;

/// <summary>What may be added to a pointer.</summary>
internal enum ArithmeticRule : byte
{
    /// <summary>Any number that keeps it within its limits.</summary>
    Any,

    /// <summary>Only 0.</summary>
    OnlyZero,

    /// <summary>Nothing.</summary>
    None,
}
