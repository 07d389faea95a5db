namespace Nbpf.Verification.Domains;

/// <summary>What is known of a conditional jump before it.</summary>
public enum BranchOutcome
{
    /// <summary>Either way is possible.</summary>
    Unknown = -1,

    /// <summary>The condition is false for all values.</summary>
    Never = 0,

    /// <summary>The condition is true for all values.</summary>
    Always = 1,
}
